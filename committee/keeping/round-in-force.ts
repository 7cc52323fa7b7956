import { Interface } from "ethers";
import { FEED_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readMany } from "../market/multicall.ts";
import { KeepingError } from "./errors.ts";

const abi = new Interface(FEED_ABI);

/** A proxy's round id is `phase << 64 | round of that phase`; phases number their rounds from 1. */
const PHASE_SHIFT = 64n;
/** Rounds asked for at once: an interval is cut into so many pieces in one request. */
const PROBES = 16n;

/** Which round a window begins with, and the feed's newest, so that the way between them can be measured. */
export interface RoundInForce {
  readonly id: bigint;
  readonly latest: bigint;
}

/**
 * The round that was in force at a time: the last one at or before it, in the newest phase that had begun by then. The
 * ledger refuses any other start. Rejects with NO_ROUND_IN_FORCE.
 */
export async function roundInForce(
  feed: Hex,
  observedAt: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<RoundInForce> {
  const timesOf = (ids: readonly bigint[]) => updateTimes(feed, ids, at, signal);
  const latest = await latestId(feed, at, signal);
  for (let phase = latest >> PHASE_SHIFT; phase >= 0n; phase--) {
    const base = phase << PHASE_SHIFT;
    const [first] = await timesOf([base | 1n]);
    if (first === undefined || first === 0n || first > observedAt) continue;
    const end = latest >> PHASE_SHIFT === phase ? latest - base + 1n : await pastEnd(base, timesOf);
    return { id: base | (await lastBefore(base, end, observedAt, timesOf)), latest };
  }
  throw new KeepingError(
    "NO_ROUND_IN_FORCE",
    `The feed ${feed} has no round at or before ${observedAt}: its window cannot be settled.`,
    { feed, observedAt },
  );
}

type TimesOf = (ids: readonly bigint[]) => Promise<readonly bigint[]>;

/** A number behind the last round of a phase that is over: doubled until there is none. */
async function pastEnd(base: bigint, timesOf: TimesOf): Promise<bigint> {
  for (let from = 2n; ; from <<= PROBES) {
    const ids = Array.from({ length: Number(PROBES) }, (_, step) => from << BigInt(step));
    const times = await timesOf(ids.map((id) => base | id));
    const missing = times.findIndex((time) => time === 0n);
    if (missing >= 0) return ids[missing] ?? from;
  }
}

/** The last round below `end` at or before a time; round 1 is. Most windows have just ended: so looks back from there. */
async function lastBefore(base: bigint, end: bigint, observedAt: bigint, timesOf: TimesOf): Promise<bigint> {
  let [low, high] = [1n, end];
  const narrow = async (ids: readonly bigint[]): Promise<void> => {
    const times = await timesOf(ids.map((id) => base | id));
    const beyond = times.findIndex((time) => time === 0n || time > observedAt);
    low = ids[beyond < 0 ? ids.length - 1 : beyond - 1] ?? low;
    high = beyond < 0 ? high : (ids[beyond] ?? high);
  };
  await narrow(lookBack(low, high));
  while (high - low > 1n) await narrow(evenly(low, high));
  return low;
}

/** Ascending ids between two, ever farther from the second. */
function lookBack(low: bigint, high: bigint): readonly bigint[] {
  const steps = Array.from({ length: Number(PROBES) }, (_, step) => high - (1n << BigInt(step)));
  return steps.filter((id) => id > low).reverse();
}

/** Ascending ids between two, as far from each other. */
function evenly(low: bigint, high: bigint): readonly bigint[] {
  const step = (high - low) / PROBES > 0n ? (high - low) / PROBES : 1n;
  const ids: bigint[] = [];
  for (let id = low + step; id < high && ids.length < Number(PROBES); id += step) ids.push(id);
  return ids;
}

async function latestId(feed: Hex, at: PinnedReader, signal: AbortSignal): Promise<bigint> {
  const data = abi.encodeFunctionData("latestRoundData") as Hex;
  const [answer] = await readMany([{ target: feed, data }], at, signal);
  if (answer === null || answer === undefined || answer === "0x") {
    throw new KeepingError("NO_ROUND_IN_FORCE", `The feed ${feed} has no round yet.`, { feed });
  }
  const [id] = abi.decodeFunctionResult("latestRoundData", answer) as unknown as [bigint];
  return id;
}

/** `updatedAt` of each round; zero where the feed has none, or reverts. */
async function updateTimes(
  feed: Hex,
  ids: readonly bigint[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly bigint[]> {
  const calls = ids.map((id) => ({
    target: feed,
    data: abi.encodeFunctionData("getRoundData", [id]) as Hex,
  }));
  const answers = await readMany(calls, at, signal);
  return answers.map((answer) => {
    if (answer === null || answer === "0x") return 0n;
    return (abi.decodeFunctionResult("getRoundData", answer) as unknown as { updatedAt: bigint }).updatedAt;
  });
}
