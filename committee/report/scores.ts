import { fromHex, toHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { ReportError } from "./errors.ts";

/** One market's entry of an observation. */
export interface MarketScore {
  /** 0 to 10_000, or null for an abstention. */
  readonly scoreBps: number | null;
  readonly outOfDistribution: boolean;
  readonly degraded: boolean;
}

const ABSTAIN = 0x3fff;
const OUT_OF_DISTRIBUTION = 0x4000;
const DEGRADED = 0x8000;
const ONE_BPS = 10_000;

/**
 * Two bytes for each market, big-endian: bits 0-13 the score in bps or 0x3FFF for an abstention, bit 14 out of
 * distribution, bit 15 degraded input.
 */
export function packScores(scores: readonly MarketScore[]): Hex {
  const bytes = Buffer.alloc(scores.length * 2);
  scores.forEach((entry, index) => {
    const { scoreBps } = entry;
    if (scoreBps !== null && !(Number.isInteger(scoreBps) && scoreBps >= 0 && scoreBps <= ONE_BPS)) {
      throw new ReportError(
        "SCORE_INVALID",
        `Score ${scoreBps} of market ${index} is not a whole number from 0 to ${ONE_BPS} bps.`,
        { index, scoreBps },
      );
    }
    const flags = (entry.outOfDistribution ? OUT_OF_DISTRIBUTION : 0) | (entry.degraded ? DEGRADED : 0);
    bytes.writeUInt16BE((scoreBps ?? ABSTAIN) | flags, index * 2);
  });
  return toHex(bytes);
}

/** The entries of a packed vector; null when its length or an entry is not allowed. */
export function unpackScores(packed: Hex, markets: number): readonly MarketScore[] | null {
  if (packed.length !== 2 + markets * 4) return null;
  const bytes = fromHex(packed);
  const scores: MarketScore[] = [];
  for (let index = 0; index < markets; index++) {
    const entry = bytes.readUInt16BE(index * 2);
    const value = entry & ABSTAIN;
    if (value !== ABSTAIN && value > ONE_BPS) return null;
    scores.push({
      scoreBps: value === ABSTAIN ? null : value,
      outOfDistribution: (entry & OUT_OF_DISTRIBUTION) !== 0,
      degraded: (entry & DEGRADED) !== 0,
    });
  }
  return scores;
}
