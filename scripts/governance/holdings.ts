import { formatUnits, parseUnits } from "ethers";
import type { Dao } from "./dao.ts";
import type { GovernanceWorld } from "./world.ts";

/** What each DAO's treasury holds when the story begins, in whole tokens. VOTE is what both DAOs vote with. */
export const TREASURY = { WETH: 5_000n, USDC: 3_000_000n, VOTE: 150_000n } as const;
export type TreasuryAsset = keyof typeof TREASURY;
export const TREASURY_ASSETS = ["WETH", "USDC", "VOTE"] as const satisfies readonly TreasuryAsset[];

const DECIMALS: Readonly<Record<TreasuryAsset, number>> = { WETH: 18, USDC: 6, VOTE: 18 };

/** What a treasury holds, in whole tokens. */
export type Holdings = Readonly<Record<TreasuryAsset, number>>;

/** A token of the treasury's, and the feed that says its price. */
export const addressOf = ({ tokens, voteToken }: GovernanceWorld, asset: TreasuryAsset): string =>
  asset === "VOTE" ? voteToken.address : tokens[asset];
export const feedOf = ({ feeds, voteToken }: GovernanceWorld, asset: TreasuryAsset): string =>
  asset === "VOTE" ? voteToken.feed : feeds.addresses[asset];

export const tokenOf = (world: GovernanceWorld, asset: TreasuryAsset) =>
  world.chain.connection.ethers.getContractAt("DemoToken", addressOf(world, asset));

/** Smallest units of a number of whole tokens, and back. */
export const unitsOf = (asset: TreasuryAsset, amount: number | bigint): bigint =>
  parseUnits(String(amount), DECIMALS[asset]);
export const wholeOf = (asset: TreasuryAsset, units: bigint): number =>
  Number(formatUnits(units, DECIMALS[asset]));

/** Fills a treasury, in tokens that the demo mints and in votes that nobody used. */
export async function fillTreasury(
  world: GovernanceWorld,
  { timelock }: Pick<Dao, "timelock">,
  extraUsdc = 0n,
): Promise<void> {
  const { votes, cast } = world;
  await (await tokenOf(world, "USDC")).mint(timelock, unitsOf("USDC", TREASURY.USDC + extraUsdc));
  await (await tokenOf(world, "WETH")).mint(timelock, unitsOf("WETH", TREASURY.WETH));
  await (await votes.connect(cast.holders).transfer(timelock, unitsOf("VOTE", TREASURY.VOTE))).wait();
}

/** What a treasury holds at the latest block. */
export async function holdingsOf(
  world: GovernanceWorld,
  { timelock }: Pick<Dao, "timelock">,
): Promise<Holdings> {
  const held = async (asset: TreasuryAsset): Promise<number> => {
    const token = await tokenOf(world, asset);
    return wholeOf(asset, await token.balanceOf(timelock, { blockTag: "latest" }));
  };
  return { WETH: await held("WETH"), USDC: await held("USDC"), VOTE: await held("VOTE") };
}
