import { priceAt } from "../demo/path/price-path.ts";
import { daosOf } from "./dao.ts";
import type { Dao } from "./dao.ts";
import { TREASURY, TREASURY_ASSETS, holdingsOf } from "./holdings.ts";
import type { Holdings, TreasuryAsset } from "./holdings.ts";
import type { Life } from "./life.ts";
import { FEE_USDC } from "./payloads.ts";
import { indexAt } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { VOTE_USD } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** What left a treasury against the will of its delegates. */
export interface Losses extends Holdings {
  /** At the prices of the last round; a vote at what its feed says. */
  readonly usd: number;
}

function valueOf(held: Holdings, { path }: GovernancePlot, index: number): number {
  const priceOf = (asset: TreasuryAsset): number =>
    asset === "VOTE" ? VOTE_USD : priceAt(path, asset, index);
  return TREASURY_ASSETS.reduce((sum, asset) => sum + held[asset] * priceOf(asset), 0);
}

/** Value of the gated DAO's treasury: what its feed says. */
export async function treasuryUsd(
  world: GovernanceWorld,
  plot: GovernancePlot,
  offset: number,
): Promise<number> {
  const [gated] = daosOf(world);
  return valueOf(await holdingsOf(world, gated), plot, indexAt(plot, offset));
}

/** The treasury at the start, less the auditors' fee where it was paid, less what is left. */
export async function lossesOf(
  world: GovernanceWorld,
  plot: GovernancePlot,
  { dao, lives, hour }: { readonly dao: Dao; readonly lives: readonly Life[]; readonly hour: number },
): Promise<Losses> {
  const paid = lives.some(
    (life) => life.dao.name === dao.name && life.plan.key === "harmless" && life.has("executed"),
  );
  const left = await holdingsOf(world, dao);
  const lost = {
    WETH: Number(TREASURY.WETH) - left.WETH,
    USDC: Number(TREASURY.USDC) - (paid ? FEE_USDC : 0) - left.USDC,
    VOTE: Number(TREASURY.VOTE) - left.VOTE,
  };
  return { ...lost, usd: valueOf(lost, plot, plot.path.hours.indexOf(hour)) };
}
