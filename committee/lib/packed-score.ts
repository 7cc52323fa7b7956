/** A score as `RiskOracle.score` returns it, and as the one word of a `ScoreUpdated` event says it. */
export interface ScoreRecord {
  readonly score: number;
  readonly spread: number;
  readonly contributors: number;
  readonly models: number;
  readonly outOfDistribution: boolean;
  readonly degraded: boolean;
  readonly round: bigint;
  readonly observedAt: bigint;
  readonly blockNumber: bigint;
}

/** Reads the word that `ScoreUpdated` carries; the layout is the one of contracts/types/PackedScore.sol. */
export function unpackScore(packed: bigint): ScoreRecord {
  const bits = (from: bigint, width: bigint): bigint => (packed >> from) & ((1n << width) - 1n);
  return {
    round: bits(0n, 64n),
    observedAt: bits(64n, 64n),
    blockNumber: bits(128n, 64n),
    score: Number(bits(192n, 14n)),
    spread: Number(bits(206n, 14n)),
    contributors: Number(bits(220n, 5n)),
    models: Number(bits(225n, 5n)),
    outOfDistribution: bits(230n, 1n) === 1n,
    degraded: bits(231n, 1n) === 1n,
  };
}
