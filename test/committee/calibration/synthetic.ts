import { HORIZONS } from "../../../committee/calibration/horizons.ts";
import { depthOf } from "../../../committee/inference/score.ts";

export const HOUR = 3_600;
export const GRID: readonly number[] = [300, 500, 800, 1_200, 2_000, 3_000];
export const SHAPE = { gridBps: GRID, horizon: HORIZONS.near };

/**
 * Probabilities whose log-odds are a straight line in depth, so that a level's quantile is known in closed form:
 * depth = (ODDS_AT_ZERO - odds) / steepness.
 */
export const ODDS_AT_ZERO = 0.5;

export function lineForecast(steepness: number): number[] {
  return GRID.map((fall) => 1 / (1 + Math.exp(-(ODDS_AT_ZERO - steepness * depthOf(fall)))));
}

/** The depth that a uniform draw has under the line: an outcome from the very distribution that is forecast. */
export function drawDepth(steepness: number, uniform: number): number {
  return Math.max((ODDS_AT_ZERO - Math.log(uniform / (1 - uniform))) / steepness, 0);
}
