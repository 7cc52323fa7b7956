import type { PinnedReader } from "../market/chain-reader.ts";
import type { ProposalJson } from "../proposals/snapshot.ts";
import type { Dao } from "./dao.ts";
import { isBefore } from "./events.ts";
import type { CastVote, CreatedProposal } from "./events.ts";
import { mapInChunks } from "./in-chunks.ts";
import { readPowers } from "./powers.ts";

type VoteJson = NonNullable<ProposalJson["votes"]>[number];

const SUPPORT = ["against", "for", "abstain"] as const;

/** When power was measured, and `freshBlocks` before; null while the vote has not begun. */
export interface Measured {
  readonly measured: bigint;
  readonly before: bigint;
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
}

export async function measuredAt(
  proposal: CreatedProposal,
  { times }: Dao,
  freshBlocks: bigint,
  signal: AbortSignal,
): Promise<Measured | null> {
  if (proposal.voteStart >= times.now) return null;
  const toBlock = await times.blockAt(proposal.voteStart, signal);
  const fromBlock = toBlock > freshBlocks ? toBlock - freshBlocks : 0n;
  return {
    ...{ measured: proposal.voteStart, fromBlock, toBlock },
    before: await times.timepointOf(fromBlock, signal),
  };
}

/**
 * The votes on a proposal with what their voters held before and after; null where the governor counts otherwise than for,
 * against and abstaining, once a voter: what such votes mean is not known.
 */
export async function readVotes(
  proposal: CreatedProposal,
  dao: Dao,
  measured: Measured | null,
  freshBlocks: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly VoteJson[] | null> {
  const cast = dao.history.votes.filter(({ proposalId }) => proposalId === proposal.id);
  const isPlain =
    cast.every(({ support }) => support < SUPPORT.length) &&
    new Set(cast.map(({ voter }) => voter)).size === cast.length;
  if (!isPlain) return null;
  const past = dao.history.votes.filter((vote) => isBefore(vote.at, proposal.at));
  const earlier = Map.groupBy(past, ({ voter }) => voter);
  const after = await laterTimepoints(cast, dao, freshBlocks, signal);
  const [before, then] = await powersOf(cast, measured, after, dao, at, signal);
  return mapInChunks(cast, async ({ voter, support, weight, at: { blockNumber } }, i) => ({
    voter,
    support: SUPPORT[support] ?? "abstain",
    weight: weight.toString(),
    castAt: Number(await dao.times.timeOf(blockNumber, signal)),
    weightBefore: before[i]?.toString() ?? null,
    weightAfter: then[i]?.toString() ?? null,
    earlierVotes: earlier.get(voter)?.length ?? 0,
  }));
}

/** `freshBlocks` after each vote; null while that has not passed. */
function laterTimepoints(
  cast: readonly CastVote[],
  { times, block }: Dao,
  freshBlocks: bigint,
  signal: AbortSignal,
): Promise<readonly (bigint | null)[]> {
  return mapInChunks(cast, ({ at: { blockNumber } }) => {
    const later = blockNumber + freshBlocks;
    return later < block.number ? times.timepointOf(later, signal) : Promise.resolve(null);
  });
}

/** What each voter held before the power was measured, and after its vote. */
async function powersOf(
  cast: readonly CastVote[],
  measured: Measured | null,
  after: readonly (bigint | null)[],
  { token }: Dao,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<[readonly (bigint | null)[], readonly (bigint | null)[]]> {
  if (token === null || measured === null) return [[], []];
  const before = cast.map(({ voter }) => ({ holder: voter, timepoint: measured.before }));
  const asked = cast.flatMap(({ voter }, i) => {
    const timepoint = after[i] ?? null;
    return timepoint === null ? [] : [{ i, query: { holder: voter, timepoint } }];
  });
  const powers = await readPowers(token, [...before, ...asked.map(({ query }) => query)], at, signal);
  const then = cast.map((): bigint | null => null);
  asked.forEach(({ i }, k) => {
    then[i] = powers[cast.length + k] ?? null;
  });
  return [powers.slice(0, cast.length), then];
}
