import type { Hex } from "../lib/hex.ts";
import type { MarketPreview } from "../quorum/select.ts";
import type { StoredScore } from "./oracle.ts";

/** When a market's score is worth a report: moved by so much, or this old. Two zeros: every round. */
export interface DuePolicy {
  readonly deviationBps: number;
  readonly maxAgeSeconds: number;
}

/**
 * Bit i for every market that the report would move on: newer than what is stored, voted on by a quorum, and due by
 * deviation or by age.
 */
export function dueMask(
  round: bigint,
  observedAt: bigint,
  preview: readonly MarketPreview[],
  stored: readonly StoredScore[],
  policyOf: (marketId: Hex) => DuePolicy,
): bigint {
  let mask = 0n;
  preview.forEach(({ marketId, scoreBps }, index) => {
    const standing = stored[index];
    if (scoreBps === null || standing === undefined || standing.round >= round) return;
    if (standing.round === 0n || isDue(scoreBps, observedAt, standing, policyOf(marketId))) {
      mask |= 1n << BigInt(index);
    }
  });
  return mask;
}

function isDue(
  scoreBps: number,
  observedAt: bigint,
  stored: StoredScore,
  { deviationBps, maxAgeSeconds }: DuePolicy,
): boolean {
  const moved = Math.abs(scoreBps - stored.scoreBps);
  const age = Number(observedAt - stored.observedAt);
  if (deviationBps === 0 && maxAgeSeconds === 0) return true;
  return (deviationBps > 0 && moved >= deviationBps) || (maxAgeSeconds > 0 && age >= maxAgeSeconds);
}
