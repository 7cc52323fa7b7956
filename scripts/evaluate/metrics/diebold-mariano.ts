import { mean } from "./probability.ts";

export interface DieboldMariano {
  /** Mean loss of the first forecast minus that of the second; negative: the first is better. */
  readonly difference: number;
  /** The difference over its standard error. */
  readonly statistic: number;
  /** Two-sided, by the normal law. */
  readonly pValue: number;
}

/**
 * Diebold and Mariano (1995) test of equal accuracy. Losses are first averaged over assets to one series in time, because
 * assets fall together; its long-run variance is Newey and West's (1987) with Bartlett weights.
 * @param moments time of each row; rows of one moment become one observation
 * @param lag autocovariances counted, in observations; must reach over the overlap of neighbouring labels
 */
export function dieboldMariano(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  moments: ArrayLike<number>,
  lag: number,
): DieboldMariano {
  const series = meansByMoment(ours, theirs, moments);
  const difference = mean(series);
  const variance = longRunVariance(series, difference, Math.min(lag, series.length - 1)) / series.length;
  const statistic = difference / Math.sqrt(variance);
  return { difference, statistic, pValue: 2 * normalTail(Math.abs(statistic)) };
}

function meansByMoment(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  moments: ArrayLike<number>,
): Float64Array {
  const sums = new Map<number, [number, number]>();
  for (let i = 0; i < ours.length; i++) {
    const sum = sums.get(moments[i] ?? NaN) ?? [0, 0];
    sum[0] += (ours[i] ?? NaN) - (theirs[i] ?? NaN);
    sum[1]++;
    sums.set(moments[i] ?? NaN, sum);
  }
  const rising = [...sums].sort(([a], [b]) => a - b);
  return Float64Array.from(rising, ([, [sum, count]]) => sum / count);
}

function longRunVariance(series: Float64Array, center: number, lag: number): number {
  let variance = autocovariance(series, center, 0);
  for (let k = 1; k <= lag; k++) variance += 2 * (1 - k / (lag + 1)) * autocovariance(series, center, k);
  return variance;
}

function autocovariance(series: Float64Array, center: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < series.length; t++)
    sum += ((series[t] ?? 0) - center) * ((series[t - lag] ?? 0) - center);
  return sum / series.length;
}

/** P(Z > x) for x >= 0, error below 7.5e-8 (Abramowitz and Stegun 26.2.17). */
export function normalTail(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
