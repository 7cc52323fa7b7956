/** Hourly closes of one market, oldest first, ending with `hour` (unix seconds); null is missing. */
export interface CloseSeries {
  readonly hour: number;
  readonly closes: readonly (number | null)[];
}

const HOUR_S = 3_600;

/**
 * How deep the market fell below its close of `from` within the horizon, as a depth (-ln of the lowest close over that
 * close, 0 when it never fell). Null unless that hour and every hour of the horizon has a close in the series: the same
 * rule as the labels of training, nothing is filled.
 */
export function realisedDepth(
  { hour, closes }: CloseSeries,
  from: number,
  horizonHours: number,
): number | null {
  const start = closes.length - 1 - (hour - from) / HOUR_S;
  if (!Number.isInteger(start) || start < 0 || start + horizonHours >= closes.length) return null;
  const base = closes[start];
  const after = closes.slice(start + 1, start + 1 + horizonHours);
  if (base === null || base === undefined) return null;
  let lowest = base;
  for (const close of after) {
    if (close === null) return null;
    lowest = Math.min(lowest, close);
  }
  return Math.log(base / lowest);
}
