import { formatUnits } from "ethers";
import { priceAt } from "../demo/path/price-path.ts";
import { daosOf } from "./dao.ts";
import type { Dao } from "./dao.ts";
import type { Life } from "./life.ts";
import { indexAt } from "./plot.ts";
import type { GovernancePlot } from "./plot.ts";
import { FEE_USDC, usdcOf, wethOf } from "./proposals.ts";
import { TREASURY } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** What a treasury holds, in whole tokens. */
export interface Holdings {
  readonly USDC: number;
  readonly WETH: number;
}

/** What left a treasury against the will of its delegates. */
export interface Losses extends Holdings {
  /** At the prices of the last round. */
  readonly usd: number;
}

export async function holdingsOf(world: GovernanceWorld, { timelock }: Dao): Promise<Holdings> {
  const held = async (token: Awaited<ReturnType<typeof usdcOf>>, decimals: number): Promise<number> =>
    Number(formatUnits(await token.balanceOf(timelock, { blockTag: "latest" }), decimals));
  return { USDC: await held(await usdcOf(world), 6), WETH: await held(await wethOf(world), 18) };
}

const valueOf = ({ USDC, WETH }: Holdings, { path }: GovernancePlot, index: number): number =>
  USDC * priceAt(path, "USDC", index) + WETH * priceAt(path, "WETH", index);

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
    USDC: Number(TREASURY.USDC) - (paid ? FEE_USDC : 0) - left.USDC,
    WETH: Number(TREASURY.WETH) - left.WETH,
  };
  return { ...lost, usd: valueOf(lost, plot, plot.path.hours.indexOf(hour)) };
}
