import { depthOf, logOdds } from "../inference/score.ts";

/** A fall of 99.99 %: no quantile is deeper. */
export const MAX_DEPTH: number = depthOf(9_999);

/**
 * The fall that the model gives these log-odds of being reached, as a depth (-ln(1 - fall)): the inverse of
 * `probabilityAt`, on the same straight lines. Beyond the grid's ends the outermost line goes on, so that every quantile
 * has a fall and a rarer one a deeper fall; where that line is level, the end of the grid stands for a quantile below it
 * and MAX_DEPTH for one beyond.
 * @param probabilities one per grid point, not rising
 * @param gridBps falls in bps, rising, two at least
 * @param odds log-odds of the quantile's level
 * @returns a depth from 0 to MAX_DEPTH
 */
export function depthAtOdds(
  probabilities: ArrayLike<number>,
  gridBps: readonly number[],
  odds: number,
): number {
  if (probabilities.length !== gridBps.length || gridBps.length < 2) {
    throw new RangeError(
      `${probabilities.length} probabilities do not fit a grid of ${gridBps.length} falls.`,
    );
  }
  const below = gridBps.findIndex((_, i) => logOdds(probabilities[i]) <= odds);
  const right = below < 0 ? gridBps.length - 1 : Math.max(below, 1);
  const [from, to] = [depthOf(gridBps[right - 1] ?? NaN), depthOf(gridBps[right] ?? NaN)];
  const [start, end] = [logOdds(probabilities[right - 1]), logOdds(probabilities[right])];
  if (start === end) return below < 0 ? MAX_DEPTH : from;
  const depth = from + ((odds - start) / (end - start)) * (to - from);
  return Math.min(Math.max(depth, 0), MAX_DEPTH);
}

/** Log-odds of a level strictly between 0 and 1. */
export function oddsOf(level: number): number {
  return Math.log(level / (1 - level));
}
