import type { ContractTransactionResponse } from "ethers";
import { BORROWED_BPS, votesOf } from "./cast.ts";
import { BLOCK_S } from "./clock.ts";
import { whole } from "./life.ts";
import type { Life } from "./life.ts";
import { tokenOf, unitsOf } from "./holdings.ts";
import type { GovernanceWorld } from "./world.ts";

/** Worth half as much again as what it secures: the votes are 280,000 USD, and the pool lends 75 % of USDC. */
const COLLATERAL_USDC = 420_000;
const VARIABLE_RATE = 2n;
const ALL = 2n ** 256n - 1n;

/** Supplies the collateral, before the block that counts is near. */
export async function prepareLoan(world: GovernanceWorld): Promise<void> {
  const { market, cast, votes } = world;
  const usdc = await tokenOf(world, "USDC");
  const amount = unitsOf("USDC", COLLATERAL_USDC);
  await usdc.mint(cast.borrower, amount);
  await usdc.connect(cast.borrower).approve(market.pool, amount);
  await votes.connect(cast.borrower).approve(market.pool, ALL);
  await (await market.pool.connect(cast.borrower).supply(usdc, amount, cast.borrower, 0)).wait();
}

/**
 * Borrows votes in the last block before the snapshot and gives them back in the first after it. A loan that ends in its
 * own transaction counts nothing: votes are what stands at the end of the snapshot's block. One that is held over the
 * block counts in full.
 */
export async function borrowOver(world: GovernanceWorld, lives: readonly Life[]): Promise<void> {
  const { chain, market, votes, cast, governance } = world;
  const [first] = lives;
  if (first?.id === undefined) return;
  const snapshot = Number(await governance.governor.proposalSnapshot(first.id));
  const pool = market.pool.connect(cast.borrower);
  const amount = votesOf(BORROWED_BPS);
  const at = async (time: number, send: () => Promise<ContractTransactionResponse>): Promise<void> => {
    await chain.setNextTime(time);
    await (await send()).wait();
  };
  await at(snapshot - BLOCK_S, () => pool.borrow(votes, amount, VARIABLE_RATE, 0, cast.borrower));
  await at(snapshot + BLOCK_S, () => pool.repay(votes, ALL, VARIABLE_RATE, cast.borrower));
  const borrowed = whole(amount).toLocaleString("en-US");
  for (const life of lives) {
    life.note({
      kind: "noted",
      at: snapshot - BLOCK_S,
      what: `the borrower takes ${borrowed} votes from the market in the last block before the one that counts, and gives them back ${2 * BLOCK_S} seconds later`,
    });
  }
}
