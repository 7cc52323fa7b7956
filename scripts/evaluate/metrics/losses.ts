const FULL_BPS = 10_000;

/**
 * QLIKE of a variance forecast (Patton 2011): realised / forecast - ln(realised / forecast) - 1; 0 when they agree.
 * @param logVariance ln of the realised mean squared hourly return
 * @param logVolatility ln of the forecast root mean squared hourly return
 */
export function qlike(logVariance: number, logVolatility: number): number {
  const ratio = logVariance - 2 * logVolatility;
  return Math.exp(ratio) - ratio - 1;
}

/**
 * Weights of the grid's points in the threshold-weighted CRPS (Gneiting and Ranjan 2011): the trapezoid rule in the log
 * price x = -ln(1 - d), so that the score is the integral over x of (P(fall >= d) - outcome)^2 between the ends.
 */
export function twcrpsWeights(gridBps: readonly number[]): number[] {
  const x = gridBps.map((bps) => -Math.log1p(-bps / FULL_BPS));
  return x.map((value, i) => ((x[i + 1] ?? value) - (x[i - 1] ?? value)) / 2);
}

/** Threshold-weighted CRPS of every row. @param columns P(fall >= d) of every row, one column a point of the grid */
export function twcrps(
  columns: readonly ArrayLike<number>[],
  gridBps: readonly number[],
  logMinimum: ArrayLike<number>,
): Float64Array {
  const weights = twcrpsWeights(gridBps);
  const bounds = gridBps.map((bps) => Math.log1p(-bps / FULL_BPS));
  return Float64Array.from({ length: logMinimum.length }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < columns.length; k++) {
      const happened = (logMinimum[row] ?? NaN) <= (bounds[k] ?? NaN) ? 1 : 0;
      sum += (weights[k] ?? NaN) * ((columns[k]?.[row] ?? NaN) - happened) ** 2;
    }
    return sum;
  });
}
