import type { FeePolicy } from "../deploy/deployScoreFeeHook.ts";

export const PIPS = 1_000_000;

/** The fee of a fresh score in hundredths of a bip, as `ScoreFee.feeAt` has it. */
export function feeAt({ minFee, maxFee, low, high }: FeePolicy, scoreBps: number): number {
  if (scoreBps <= low) return minFee;
  if (scoreBps >= high) return maxFee;
  return minFee + Math.ceil(((maxFee - minFee) * (scoreBps - low)) / (high - low));
}
