import { parseUnits } from "ethers";
import type { Dao, Payload } from "./dao.ts";
import { castVote, execute, idOf, propose, queue } from "./dao.ts";
import type { Person } from "./cast.ts";
import { fillTreasury, latestTime } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** From so many earlier proposals on the rules know who is a stranger to a DAO. */
const EARLIER = 12;
const GRANT_USDC = 5_000n;
const PROPOSERS: readonly Person[] = ["ada", "ben", "cora"];

function grant({ tokens, votes, cast }: GovernanceWorld, i: number): Payload {
  const data = votes.interface.encodeFunctionData("transfer", [
    cast.holders.address,
    parseUnits(String(GRANT_USDC), 6),
  ]);
  const description = `Grant ${i + 1}: pay 5,000 USDC from the treasury for the community's call of this month.`;
  return { actions: [{ target: tokens.USDC, data }], description };
}

/**
 * What the gated DAO did before: a dozen grants, all voted on in one go, so that it has delegates, a usual turnout and
 * executed proposals. Nobody scored them: they passed as Strict.
 */
export async function liveEarlierLife(world: GovernanceWorld, gated: Dao): Promise<void> {
  const { chain, cast } = world;
  const later = async (timestamp: number | bigint): Promise<void> => {
    await chain.setNextTime(Number(timestamp));
    await chain.connection.provider.request({ method: "evm_mine", params: [] });
  };
  await fillTreasury(chain, world.tokens, await gated.timelock.getAddress(), GRANT_USDC * BigInt(EARLIER));
  const payloads = Array.from({ length: EARLIER }, (_, i) => grant(world, i));
  await later((await latestTime(chain)) + 1);
  for (const [i, payload] of payloads.entries())
    await propose(gated, payload, cast[PROPOSERS[i % PROPOSERS.length] ?? "ada"]);
  const ids = await Promise.all(payloads.map((payload) => idOf(gated, payload)));
  const last = ids.at(-1) ?? 0n;
  await later((await gated.governor.proposalSnapshot(last)) + 3_600n);
  for (const proposalId of ids) {
    for (const person of PROPOSERS) await castVote(gated, proposalId, cast[person], "for");
  }
  await later((await gated.governor.proposalDeadline(last)) + 1n);
  for (const payload of payloads) await queue(gated, payload, cast.ada);
  await later(await gated.governor.proposalEta(last));
  for (const payload of payloads) await execute(gated, payload, cast.ada);
}
