import type { Rpc } from "../chain/rpc.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readOptionalViews } from "../market/views.ts";
import { votesAbi, view } from "./abis.ts";
import { readLogs } from "./logs.ts";

/** Whose power, and when, in the token's clock. */
export interface PowerQuery {
  readonly holder: Hex;
  readonly timepoint: bigint;
}

/** Powers in the order of the queries; null where the token does not say, as of a time that has not passed. */
export async function readPowers(
  token: Hex,
  queries: readonly PowerQuery[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly (bigint | null)[]> {
  const views = queries.map(({ holder, timepoint }) =>
    view(votesAbi, token, "getPastVotes", [holder, timepoint]),
  );
  const answers = await readOptionalViews(views, at, signal);
  return answers.map((power) => (typeof power === "bigint" ? power : null));
}

/** All votes at a time that is past; null where the token does not say. */
export async function readTotalVotes(
  token: Hex,
  timepoint: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<bigint | null> {
  const [total] = await readOptionalViews(
    [view(votesAbi, token, "getPastTotalSupply", [timepoint])],
    at,
    signal,
  );
  return typeof total === "bigint" ? total : null;
}

export interface HolderPower {
  readonly holder: Hex;
  readonly weight: bigint;
  readonly weightBefore: bigint;
}

/** Between two blocks, with the timepoints that they close. */
export interface Span {
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  readonly before: bigint;
  readonly measured: bigint;
}

const POWER_MOVED = votesAbi.getEvent("DelegateVotesChanged")?.topicHash ?? "";

/** Holders that a snapshot lists; whoever gained less than all of these changes no rule's finding. */
const MOST_HOLDERS = 200;

/**
 * Whoever had power when it was measured and not the same some blocks before, the largest gain first: who did not gain is
 * of no concern to the rule that asks. Null where the token does not answer for one of them.
 */
export async function readMovedPower(
  rpc: Pick<Rpc, "send">,
  token: Hex,
  { fromBlock, toBlock, before, measured }: Span,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly HolderPower[] | null> {
  const filter = { address: token, events: [POWER_MOVED] };
  const logs = await readLogs(rpc, filter, fromBlock + 1n, toBlock, signal);
  const holders = [...new Set(logs.map(({ topics }): Hex => `0x${(topics[1] ?? "").slice(-40)}`))].sort();
  const powers = await readPowers(
    token,
    holders.flatMap((holder) => [measured, before].map((timepoint) => ({ holder, timepoint }))),
    at,
    signal,
  );
  if (powers.includes(null)) return null;
  const gain = ({ weight, weightBefore }: HolderPower) => weight - weightBefore;
  return holders
    .map((holder, i) => ({ holder, weight: powers[2 * i] ?? 0n, weightBefore: powers[2 * i + 1] ?? 0n }))
    .filter(({ weight }) => weight > 0n)
    .sort((a, b) => (gain(b) > gain(a) ? 1 : gain(b) < gain(a) ? -1 : 0))
    .slice(0, MOST_HOLDERS);
}
