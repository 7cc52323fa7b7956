/** One contributor's value and its share of the vote. */
export interface Vote {
  readonly value: number;
  readonly weight: number;
}

export interface Aggregate {
  /** Weighted median, bps. */
  readonly scoreBps: number;
  /** Weighted median absolute deviation around it, bps. */
  readonly spreadBps: number;
}

/**
 * The smallest value whose cumulative weight exceeds half of all weight: at an exact tie the upper of the two, so that
 * doubt falls on the safe side. The same rule as the RiskOracle's.
 */
export function weightedMedian(votes: readonly Vote[]): number {
  const ascending = votes.toSorted((a, b) => a.value - b.value);
  const total = ascending.reduce((sum, { weight }) => sum + weight, 0);
  let cumulative = 0;
  for (const { value, weight } of ascending) {
    cumulative += weight;
    if (2 * cumulative > total) return value;
  }
  throw new RangeError("A weighted median needs at least one vote with weight.");
}

/** Score and spread of one market as the contract computes them. */
export function aggregate(votes: readonly Vote[]): Aggregate {
  const scoreBps = weightedMedian(votes);
  const deviations = votes.map(({ value, weight }) => ({ value: Math.abs(value - scoreBps), weight }));
  return { scoreBps, spreadBps: weightedMedian(deviations) };
}
