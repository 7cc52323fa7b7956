import { ModelError } from "./errors.ts";

const FULL_BPS = 10_000;
/** Log-odds of a probability are taken within these bounds, so that a 0 or a 1 stays finite. */
const PROBABILITY_FLOOR = 1e-7;

/**
 * P(fall >= threshold) read off the model's grid. Log-odds are interpolated linearly in x = -ln(1 - d): falls add up in
 * log price, and tails that decay geometrically in it are straight lines there. The grid's probabilities do not rise
 * with d, so neither does the result. Outside the grid the nearest end holds: below 1 % this understates a fall that
 * ordinary days bring, above 45 % it overstates one that the data has hardly seen.
 * @param probabilities one per grid point, in (0, 1)
 * @param gridBps falls in bps, rising
 */
export function probabilityAt(
  probabilities: ArrayLike<number>,
  gridBps: readonly number[],
  thresholdBps: number,
): number {
  if (probabilities.length !== gridBps.length || gridBps.length === 0) {
    throw new RangeError(
      `${probabilities.length} probabilities do not fit a grid of ${gridBps.length} falls.`,
    );
  }
  if (!(thresholdBps > 0 && thresholdBps < FULL_BPS)) {
    throw new RangeError(`A threshold of ${thresholdBps} bps is outside 1..9999.`);
  }
  const above = gridBps.findIndex((fall) => fall >= thresholdBps);
  if (above === 0) return checked(probabilities[0]);
  if (above < 0) return checked(probabilities[gridBps.length - 1]);
  const [low, high] = [gridBps[above - 1] ?? NaN, gridBps[above] ?? NaN];
  const share = (depthOf(thresholdBps) - depthOf(low)) / (depthOf(high) - depthOf(low));
  const [from, to] = [logOdds(probabilities[above - 1]), logOdds(probabilities[above])];
  return 1 / (1 + Math.exp(-(from + share * (to - from))));
}

/** The one rounded conversion from a probability to a score in bps (half up). */
export function toScoreBps(probability: number): number {
  return Math.round(checked(probability) * FULL_BPS);
}

function checked(probability: number | undefined): number {
  if (probability !== undefined && probability >= 0 && probability <= 1) return probability;
  throw new ModelError("MODEL_OUTPUT_INVALID", `${probability ?? "nothing"} is not a probability.`, {
    probability,
  });
}

/** A fall on the scale of log price: -ln(1 - d), so that falls add up. */
export function depthOf(fallBps: number): number {
  return -Math.log1p(-fallBps / FULL_BPS);
}

/** Log-odds of a probability, finite at 0 and 1. Throws ModelError when it is no probability. */
export function logOdds(probability: number | undefined): number {
  const p = Math.min(Math.max(checked(probability), PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR);
  return Math.log(p / (1 - p));
}
