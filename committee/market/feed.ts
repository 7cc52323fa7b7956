import { Interface } from "ethers";
import { FEED_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "./chain-reader.ts";
import { MarketError } from "./errors.ts";
import { readMany } from "./multicall.ts";
import type { Call } from "./multicall.ts";

/** One round of an AggregatorV3 feed. */
export interface FeedRound {
  readonly id: bigint;
  /** Price in the feed's own decimals. */
  readonly answer: bigint;
  /** Unix seconds. */
  readonly updatedAt: bigint;
}

/** A feed's rounds as far as they are known, oldest first, ids and times ascending. */
export interface FeedHistory {
  readonly feed: Hex;
  readonly decimals: number;
  readonly rounds: readonly FeedRound[];
  /** Newest id looked at, whether its round was sound or not. */
  readonly latestId: bigint;
}

const abi = new Interface(FEED_ABI);
const LATEST_ROUND_DATA = abi.encodeFunctionData("latestRoundData") as Hex;
const GET_ROUND_DATA = abi.getFunction("getRoundData")?.selector ?? "";
const DECIMALS = abi.encodeFunctionData("decimals") as Hex;

/** A Chainlink proxy puts its phase above these bits: ids of two phases are not consecutive. */
const PHASE_OFFSET = 64n;

const BACKWARD_BATCH = 300n;

export function latestRoundCall(feed: Hex): Call {
  return { target: feed, data: LATEST_ROUND_DATA };
}

function roundCall(feed: Hex, id: bigint): Call {
  return { target: feed, data: `${GET_ROUND_DATA}${id.toString(16).padStart(64, "0")}` as Hex };
}

/** Five words: id, answer, startedAt, updatedAt, answeredInRound. Null when the call failed or nothing was written. */
export function decodeRound(data: Hex | null): FeedRound | null {
  if (data?.length !== 2 + 5 * 64) return null;
  const word = (index: number) => BigInt(`0x${data.slice(2 + index * 64, 66 + index * 64)}`);
  const updatedAt = word(3);
  return updatedAt === 0n ? null : { id: word(0), answer: BigInt.asIntN(256, word(1)), updatedAt };
}

/** A round that may be used: a positive price, of a time that is not ahead of the block, after the one before it. */
function isSound(round: FeedRound, previous: FeedRound | undefined, blockTime: bigint): boolean {
  return (
    round.answer > 0n &&
    round.updatedAt <= blockTime &&
    (previous === undefined || round.updatedAt >= previous.updatedAt)
  );
}

/** How many decimals each feed has; a contract that cannot say is not a feed. */
export async function readDecimals(
  feeds: readonly Hex[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const calls = feeds.map((feed) => ({ target: feed, data: DECIMALS }));
  const answers = await readMany(calls, at, signal);
  return answers.map((answer, index) => {
    const decimals = answer?.length === 66 ? Number(BigInt(answer)) : -1;
    if (decimals >= 0 && decimals <= 36) return decimals;
    const feed = feeds[index] ?? "0x";
    throw new MarketError(
      "FEED_UNUSABLE",
      `${feed} does not answer decimals() like an AggregatorV3 feed: check "feeds" in the configuration and the market's referenceFeed.`,
      { feed },
    );
  });
}

/** Rounds of one feed back to `since`, or to the beginning of the feed's phase. */
export async function readHistory(
  feed: Hex,
  decimals: number,
  latest: FeedRound | null,
  since: bigint,
  blockTime: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<FeedHistory> {
  if (latest === null) return { feed, decimals, rounds: [], latestId: 0n };
  const first = ((latest.id >> PHASE_OFFSET) << PHASE_OFFSET) + 1n;
  const newestFirst: FeedRound[] = [latest];
  let next = latest.id - 1n;
  let oldest = latest;
  while (next >= first && oldest.updatedAt > since) {
    const end = next - BACKWARD_BATCH + 1n > first ? next - BACKWARD_BATCH + 1n : first;
    const ids = Array.from({ length: Number(next - end + 1n) }, (_, index) => next - BigInt(index));
    const answers = await readMany(
      ids.map((id) => roundCall(feed, id)),
      at,
      signal,
    );
    const rounds = answers.map(decodeRound).filter((round) => round !== null);
    newestFirst.push(...rounds);
    const last = rounds.at(-1);
    if (last === undefined) break;
    oldest = last;
    next = end - 1n;
  }
  const rounds = soundOnly(newestFirst.reverse(), undefined, blockTime);
  return { feed, decimals, rounds, latestId: latest.id };
}

function soundOnly(
  rounds: readonly FeedRound[],
  before: FeedRound | undefined,
  blockTime: bigint,
): readonly FeedRound[] {
  const sound: FeedRound[] = [];
  for (const round of rounds) {
    if (isSound(round, sound.at(-1) ?? before, blockTime)) sound.push(round);
  }
  return sound;
}

/** Ids between what is known and what is newest; null when only a whole reading helps: a new phase, a long absence. */
export function missingIds(history: FeedHistory, latest: FeedRound): readonly bigint[] | null {
  const count = latest.id - history.latestId - 1n;
  if (history.latestId === 0n || count > 5_000n || count < -1n) return null;
  if (count < 1n) return [];
  return Array.from({ length: Number(count) }, (_, index) => history.latestId + 1n + BigInt(index));
}

export function missingCalls(history: FeedHistory, latest: FeedRound): readonly Call[] {
  return (missingIds(history, latest) ?? []).map((id) => roundCall(history.feed, id));
}

/** The history with newer rounds behind it, and without those that nothing needs any more. */
export function extendHistory(
  history: FeedHistory,
  newer: readonly FeedRound[],
  latestId: bigint,
  since: bigint,
  blockTime: bigint,
): FeedHistory {
  const added = soundOnly(
    newer.filter((round) => round.id > history.latestId),
    history.rounds.at(-1),
    blockTime,
  );
  const rounds = [...history.rounds, ...added];
  // One round before `since` stays: it is the price that stood at the first hour.
  const keepFrom = rounds.findLastIndex((round) => round.updatedAt <= since);
  return { ...history, rounds: keepFrom > 0 ? rounds.slice(keepFrom) : rounds, latestId };
}
