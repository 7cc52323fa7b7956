import { sleepUnlessAborted } from "../lib/clock.ts";
import type { Clock } from "../lib/clock.ts";
import { MarketError } from "./errors.ts";
import type { Block, ChainReader } from "./chain-reader.ts";

/** `floor(timestamp / roundLength)`. */
export function roundAt(timestamp: bigint, roundLength: bigint): bigint {
  return timestamp / roundLength;
}

/**
 * The snapshot block of a round: the first block whose timestamp is at least the round's start. Usually `head` or its
 * parent; a node that comes late searches back with doubling steps, then halves the interval.
 */
export async function findSnapshotBlock(
  reader: Pick<ChainReader, "block">,
  head: Block,
  roundStart: bigint,
  signal: AbortSignal,
): Promise<Block> {
  if (head.timestamp < roundStart) {
    throw new MarketError(
      "BLOCK_MISSING",
      `No block has reached ${roundStart} yet: the newest, ${head.number}, is of ${head.timestamp}.`,
      { head: head.number, roundStart },
    );
  }
  let high = head;
  let low: Block | null = null;
  for (let step = 1n; low === null && high.number > 0n; step *= 2n) {
    const number: bigint = high.number > step ? high.number - step : 0n;
    const block: Block = await blockAt(reader, number, signal);
    if (block.timestamp < roundStart) low = block;
    else high = block;
  }
  return low === null ? high : halve(reader, low, high, roundStart, signal);
}

async function halve(
  reader: Pick<ChainReader, "block">,
  before: Block,
  after: Block,
  roundStart: bigint,
  signal: AbortSignal,
): Promise<Block> {
  let low = before;
  let high = after;
  while (high.number - low.number > 1n) {
    const middle = await blockAt(reader, (low.number + high.number) / 2n, signal);
    if (middle.timestamp < roundStart) low = middle;
    else high = middle;
  }
  return high;
}

async function blockAt(
  reader: Pick<ChainReader, "block">,
  number: bigint,
  signal: AbortSignal,
): Promise<Block> {
  const block = await reader.block(number, signal);
  if (block !== null) return block;
  throw new MarketError("BLOCK_MISSING", `The endpoint does not know block ${number}, though it is past.`, {
    number,
  });
}

/** Waits until so many blocks stand on a block; `seen` is the newest one that is known. */
export async function waitForConfirmations(
  reader: Pick<ChainReader, "head">,
  block: Block,
  seen: Block,
  { confirmations, pollMs, clock }: ConfirmationDeps,
  signal: AbortSignal,
): Promise<void> {
  const needed = block.number + BigInt(confirmations);
  let head = seen;
  while (head.number < needed) {
    if (!(await sleepUnlessAborted(clock, pollMs, signal))) signal.throwIfAborted();
    head = await reader.head(signal);
  }
}

export interface ConfirmationDeps {
  readonly confirmations: number;
  readonly pollMs: number;
  readonly clock: Clock;
}

/** Refuses a round whose snapshot block is no longer part of the chain. */
export async function assertCanonical(
  reader: Pick<ChainReader, "block">,
  snapshotBlock: Block,
  signal: AbortSignal,
): Promise<void> {
  const now = await reader.block(snapshotBlock.number, signal);
  if (now?.hash === snapshotBlock.hash) return;
  throw new MarketError(
    "ROUND_REORGED",
    `Block ${snapshotBlock.number} is now ${now?.hash ?? "gone"} instead of ${snapshotBlock.hash}: the round is dropped.`,
    { number: snapshotBlock.number, expected: snapshotBlock.hash, found: now?.hash ?? null },
  );
}
