import { BOUGHT_BPS, votesOf } from "./cast.ts";
import { whole } from "./life.ts";
import type { Life } from "./life.ts";
import type { GovernanceWorld } from "./world.ts";

/** Before the moment at which power is measured: late, and long enough to be no loan of a block. */
const BEFORE_S = 600;

/** Buys votes from holders who never used theirs, and delegates them to whoever bought them. */
export async function buyVotes(world: GovernanceWorld, lives: readonly Life[]): Promise<void> {
  const { chain, votes, cast, governance } = world;
  const [first] = lives;
  if (first?.id === undefined) return;
  const at = Number(await governance.governor.proposalSnapshot(first.id)) - BEFORE_S;
  const amount = votesOf(BOUGHT_BPS);
  await chain.setNextTime(at);
  await (await votes.connect(cast.holders).transfer(cast.buyer, amount)).wait();
  await (await votes.connect(cast.buyer).delegate(cast.buyer)).wait();
  const bought = whole(amount).toLocaleString("en-US");
  for (const life of lives) {
    life.note({
      kind: "noted",
      at,
      what: `the buyer buys ${bought} votes, minutes before they are measured`,
    });
  }
}
