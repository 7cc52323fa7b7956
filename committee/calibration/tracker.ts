import { depthAtOdds, oddsOf } from "./quantile.ts";

/** A quantile of the fall that is watched, and what misses of it mean. */
export interface WatchedLevel {
  /** Share of forecasts whose fall shall go beyond the quantile. */
  readonly level: number;
  /** What a level's share of misses moves the offset by, in log-odds, for one judged hour. */
  readonly step: number;
  /** The share of misses above which the market is drifting, and at which it no longer is. */
  readonly enter: number;
  readonly leave: number;
}

/** What is known of one level in one market. */
export interface LevelState {
  /** Added to the level's log-odds before the corrected quantile is read off: below 0 when the model understates. */
  readonly offset: number;
  /** Share of judged forecasts whose fall went beyond the quantile, weighted with a half-life: the model's own. */
  readonly missRate: number;
  /** The same for the corrected quantile. */
  readonly correctedMissRate: number;
  readonly drifting: boolean;
}

/** A quantile's depth as the model gives it and as corrected. */
export interface QuantilePair {
  readonly raw: number;
  readonly corrected: number;
}

/** Judged forecasts after which a miss weighs half: a fortnight of hours. */
export const HALF_LIFE = 336;

const FORGET = 1 - 0.5 ** (1 / HALF_LIFE);

export function startLevel({ level }: WatchedLevel): LevelState {
  return { offset: 0, missRate: level, correctedMissRate: level, drifting: false };
}

/** The level's quantile of one forecast, raw and corrected. */
export function quantilesOf(
  { level }: WatchedLevel,
  { offset }: LevelState,
  probabilities: ArrayLike<number>,
  gridBps: readonly number[],
): QuantilePair {
  const odds = oddsOf(level);
  return {
    raw: depthAtOdds(probabilities, gridBps, odds),
    corrected: depthAtOdds(probabilities, gridBps, odds + offset),
  };
}

/**
 * One judged forecast: adaptive conformal inference (Gibbs and Candes 2021, arXiv:2106.00170) on the level's log-odds
 * instead of the level, which is the quantile tracker of Angelopoulos, Candes and Tibshirani 2023 (arXiv:2307.16895) on
 * the model's own scale. Whatever the outcomes are, the share of misses of the corrected quantile comes to the level as
 * fast as 1/T, because the offset is the step times what the misses lack; and the quantile stays finite, which plain ACI's at
 * 1 % does not after two misses.
 */
export function judgeLevel(
  { level, step, enter, leave }: WatchedLevel,
  state: LevelState,
  quantiles: QuantilePair,
  depth: number,
): LevelState {
  const missed = (quantile: number): number => (depth > quantile ? 1 : 0);
  const missRate = state.missRate + FORGET * (missed(quantiles.raw) - state.missRate);
  const correctedMiss = missed(quantiles.corrected);
  return {
    offset: state.offset + step * (level - correctedMiss),
    missRate,
    correctedMissRate: state.correctedMissRate + FORGET * (correctedMiss - state.correctedMissRate),
    drifting: missRate > (state.drifting ? leave : enter),
  };
}
