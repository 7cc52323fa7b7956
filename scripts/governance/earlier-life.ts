import type { Dao, Payload } from "./dao.ts";
import { castVote, execute, idOf, propose, queue } from "./dao.ts";
import type { Person } from "./cast.ts";
import { addressOf, unitsOf } from "./holdings.ts";
import { ALLOWED_WETH } from "./payloads.ts";
import { latestTime } from "./world.ts";
import type { GovernanceWorld } from "./world.ts";

/** From so many earlier proposals on the rules know who is a stranger to a DAO. */
const EARLIER = 12;
const GRANT_USDC = 5_000n;
/** What the grants took from the treasury, so that it can be filled up for them. */
export const GRANTED_USDC = GRANT_USDC * BigInt(EARLIER);

/** Who brings proposals, one after the other, and who votes on all of them. */
const PROPOSERS: readonly Person[] = ["ada", "ben", "cora", "syndicate"];
const VOTERS: readonly Person[] = [...PROPOSERS, "contributor"];

/** A dozen grants, as the DAO paid them for long. */
export function grants({ tokens, votes, cast }: GovernanceWorld): readonly Payload[] {
  const amount = unitsOf("USDC", GRANT_USDC);
  const data = votes.interface.encodeFunctionData("transfer", [cast.holders.address, amount]);
  return Array.from({ length: EARLIER }, (_, i) => ({
    actions: [{ target: tokens.USDC, data }],
    description: `Grant ${i + 1}: pay 5,000 USDC from the treasury for the community's call of this month.`,
  }));
}

/** The allowance that a DAO gives its own market once, so that idle WETH can earn interest there. */
export async function allowance(world: GovernanceWorld, { market }: Dao): Promise<Payload> {
  const data = world.votes.interface.encodeFunctionData("approve", [
    await market.pool.getAddress(),
    unitsOf("WETH", ALLOWED_WETH),
  ]);
  return {
    actions: [{ target: addressOf(world, "WETH"), data }],
    description: "Approve 2,000 WETH of the treasury for our market, where idle funds are to earn interest.",
  };
}

/** What a DAO did before, voted on in one go. On the gated one nobody scored it: it passed as Strict. */
export async function liveEarlierLife(
  { chain, cast }: GovernanceWorld,
  dao: Dao,
  payloads: readonly Payload[],
): Promise<void> {
  const later = async (timestamp: number | bigint): Promise<void> => {
    await chain.setNextTime(Number(timestamp));
    await chain.connection.provider.request({ method: "evm_mine", params: [] });
  };
  await later((await latestTime(chain)) + 1);
  for (const [i, payload] of payloads.entries())
    await propose(dao, payload, cast[PROPOSERS[i % PROPOSERS.length] ?? "ada"]);
  const ids = await Promise.all(payloads.map((payload) => idOf(dao, payload)));
  const last = ids.at(-1) ?? 0n;
  await later((await dao.governor.proposalSnapshot(last)) + 3_600n);
  for (const proposalId of ids) {
    for (const person of VOTERS) await castVote(dao, proposalId, cast[person], "for");
  }
  await later((await dao.governor.proposalDeadline(last)) + 1n);
  for (const payload of payloads) await queue(dao, payload, cast.ada);
  await later(await dao.governor.proposalEta(last));
  for (const payload of payloads) await execute(dao, payload, cast.ada);
}
