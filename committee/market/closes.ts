import { createHash } from "node:crypto";
import type { Hex } from "../lib/hex.ts";
import type { FeedRound } from "./feed.ts";

export const HOUR = 3_600n;

/** The last full hour at or before a time, unix seconds. */
export function hourOf(timestamp: bigint): bigint {
  return timestamp - (timestamp % HOUR);
}

/**
 * Hourly prices of one feed, `count` hours ending with `lastHour`: the answer of the last round with
 * `updatedAt <= hour`, null where there is none or where it is older than `staleAfterSeconds`.
 */
export function hourlyCloses(
  rounds: readonly FeedRound[],
  lastHour: bigint,
  count: number,
  staleAfterSeconds: bigint,
): readonly (bigint | null)[] {
  const closes: (bigint | null)[] = [];
  let index = -1;
  let hour = lastHour - BigInt(count - 1) * HOUR;
  for (; hour <= lastHour; hour += HOUR) {
    while ((rounds[index + 1]?.updatedAt ?? hour + 1n) <= hour) index += 1;
    const round = rounds[index];
    closes.push(round !== undefined && hour - round.updatedAt <= staleAfterSeconds ? round.answer : null);
  }
  return closes;
}

/** sha256 of the closes as decimal texts joined by commas, nothing between two commas for a missing one. */
export function hashCloses(closes: readonly (bigint | null)[]): Hex {
  const text = closes.map((close) => (close === null ? "" : close.toString())).join(",");
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/** The one conversion of a feed's answer to a price in its quote currency. */
export function toPrice(answer: bigint, decimals: number): number {
  return Number(answer) / 10 ** decimals;
}
