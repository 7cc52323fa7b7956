import type { Hex } from "../lib/hex.ts";
import type { Block, ChainReader, PinnedReader } from "../market/chain-reader.ts";
import { findSnapshotBlock } from "../market/rounds.ts";
import { readOptionalViews } from "../market/views.ts";
import { governorAbi, view } from "./abis.ts";
import { GovernanceError } from "./errors.ts";

/** What a governor counts: seconds, or blocks. */
export type ClockMode = "timestamp" | "blocknumber";

/** A governor's clock as seen from one block; whatever it says follows from the chain up to that block. */
export interface Timepoints {
  /** The clock at the block. What is before it is settled. */
  readonly now: bigint;
  /** Unix seconds of a block that is past. */
  timeOf(blockNumber: bigint, signal: AbortSignal): Promise<bigint>;
  /** The last block that counts as of a timepoint; the timepoint is past. */
  blockAt(timepoint: bigint, signal: AbortSignal): Promise<bigint>;
  /** The timepoint that a past block closes. */
  timepointOf(blockNumber: bigint, signal: AbortSignal): Promise<bigint>;
  /** Unix seconds of a timepoint; of blocks to come at the pace of late ones. */
  momentOf(timepoint: bigint, signal: AbortSignal): Promise<bigint>;
}

/** The mode that a governor names; one that names none counts blocks, as governors did before ERC-6372. */
export async function readClockMode(
  governor: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ClockMode> {
  const [named] = await readOptionalViews([view(governorAbi, governor, "CLOCK_MODE")], at, signal);
  return typeof named === "string" && named.startsWith("mode=timestamp") ? "timestamp" : "blocknumber";
}

/** Blocks whose pace is taken for those to come. */
const PACE_BLOCKS = 1_000n;

export function createTimepoints(
  reader: Pick<ChainReader, "block">,
  block: Block,
  mode: ClockMode,
): Timepoints {
  const times = new Map<bigint, Promise<bigint>>();
  const timeOf = (number: bigint, signal: AbortSignal): Promise<bigint> => {
    if (number === block.number) return Promise.resolve(block.timestamp);
    const known = times.get(number);
    if (known !== undefined) return known;
    const asked = readTime(reader, number, signal);
    times.set(number, asked);
    // What failed is asked for again.
    asked.catch(() => times.delete(number));
    return asked;
  };
  const countsSeconds = mode === "timestamp";
  const blockAt = async (timepoint: bigint, signal: AbortSignal): Promise<bigint> => {
    if (!countsSeconds) return timepoint;
    if (timepoint >= block.timestamp) return block.number;
    const first = await findSnapshotBlock(reader, block, timepoint + 1n, signal);
    return first.number === 0n ? 0n : first.number - 1n;
  };
  const moment = async (number: bigint, signal: AbortSignal): Promise<bigint> => {
    if (number <= block.number) return timeOf(number, signal);
    const span = block.number < PACE_BLOCKS ? block.number : PACE_BLOCKS;
    const since = block.timestamp - (await timeOf(block.number - span, signal));
    return block.timestamp + (span === 0n ? 0n : ((number - block.number) * since) / span);
  };
  return {
    now: countsSeconds ? block.timestamp : block.number,
    timeOf,
    blockAt,
    timepointOf: (number, signal) => (countsSeconds ? timeOf(number, signal) : Promise.resolve(number)),
    momentOf: (timepoint, signal) => (countsSeconds ? Promise.resolve(timepoint) : moment(timepoint, signal)),
  };
}

async function readTime(
  reader: Pick<ChainReader, "block">,
  number: bigint,
  signal: AbortSignal,
): Promise<bigint> {
  const found = await reader.block(number, signal);
  if (found !== null) return found.timestamp;
  throw new GovernanceError(
    "LOGS_INCOMPLETE",
    `The endpoint does not know block ${number}, though it is past.`,
    {
      number,
    },
  );
}
