import type { WatchedLevel } from "./tracker.ts";

/** A horizon of the model's forecasts whose quantiles are watched. */
export interface WatchedHorizon {
  readonly hours: number;
  readonly levels: readonly WatchedLevel[];
}

/** What is kept of each horizon. */
export interface ByHorizon<T> {
  readonly near: T;
  readonly far: T;
}

/** Gibbs and Candes move the level itself by so much for an outcome of its own; hourly outcomes overlap for a horizon. */
const STEP_OF_LEVEL = 0.005;

/** @returns the level with that step on its log-odds, to first order: at 24 h 0.0044 for one judged hour at 5 %, 0.021 at 1 % */
function watched(hours: number, level: number, enter: number, leave: number): WatchedLevel {
  return { level, step: STEP_OF_LEVEL / hours / (level * (1 - level)), enter, leave };
}

/** The bands are the 99 % quantiles of the miss rates over market-hours before 2023-07, rounded; see README.md. */
export const HORIZONS: ByHorizon<WatchedHorizon> = {
  near: { hours: 24, levels: [watched(24, 0.05, 0.15, 0.1), watched(24, 0.01, 0.06, 0.04)] },
  far: { hours: 72, levels: [watched(72, 0.05, 0.22, 0.15), watched(72, 0.01, 0.11, 0.07)] },
};

/** The same done for each horizon. */
export function byHorizon<T>(make: (horizon: keyof ByHorizon<unknown>) => T): ByHorizon<T> {
  return { near: make("near"), far: make("far") };
}
