/**
 * A forecast that nothing was fitted for: the probability that a ratio lies `thresholdBps` or more off par, on either
 * side, at some time within the horizon, for a driftless walk with the volatility that its last hours had (RiskMetrics'
 * exponential weights; each side by the reflection principle, their sum cut at one).
 */
const WEIGHT = 0.97;
/** Bps an hour; a vendor's price that stands still is no certainty. */
const LEAST_VOLATILITY = 1;

export interface Hour {
  /** Unix seconds. */
  readonly moment: number;
  readonly ratio: number;
}

/** In bps, of each hour, from that hour and the ones before it alone. */
export function arithmeticScores(
  hours: readonly Hour[],
  { thresholdBps, horizonHours }: { readonly thresholdBps: number; readonly horizonHours: number },
): number[] {
  let variance = LEAST_VOLATILITY ** 2;
  let before: number | null = null;
  return hours.map(({ ratio }) => {
    const off = Math.log(ratio) * 10_000;
    if (before !== null) variance = WEIGHT * variance + (1 - WEIGHT) * (off - before) ** 2;
    before = off;
    const sigma = Math.max(Math.sqrt(variance), LEAST_VOLATILITY) * Math.sqrt(horizonHours);
    const side = (distance: number): number => (distance <= 0 ? 1 : 2 * upperTail(distance / sigma));
    const probability = Math.min(1, side(thresholdBps - off) + side(thresholdBps + off));
    return Math.round(probability * 10_000);
  });
}

/** P(Z > z) for z >= 0, to 1e-7 (Abramowitz and Stegun 26.2.17). */
export function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const coefficients = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const polynomial = coefficients.reduce((sum, coefficient) => (sum + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
