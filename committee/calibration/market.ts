import type { WatchedHorizon } from "./horizons.ts";
import { realisedDepth } from "./outcome.ts";
import type { CloseSeries } from "./outcome.ts";
import { judgeLevel, quantilesOf, startLevel } from "./tracker.ts";
import type { LevelState, QuantilePair } from "./tracker.ts";

/** A forecast that waits for its outcome. */
export interface PendingForecast {
  readonly hour: number;
  /** In the order of the horizon's levels. */
  readonly quantiles: readonly QuantilePair[];
}

/** One market's calibration at one horizon of one model: all that must survive a restart. */
export interface MarketCalibration {
  /** The newest hour taken in, unix seconds; null before the first. */
  readonly hour: number | null;
  readonly judged: number;
  /** Forecasts whose outcome had a missing hour: not judged, never guessed. */
  readonly skipped: number;
  /** In the order of the horizon's levels. */
  readonly levels: readonly LevelState[];
  /** Oldest first. */
  readonly pending: readonly PendingForecast[];
}

/** What one hour brings to a market. */
export interface MarketHour extends CloseSeries {
  /** The model's probabilities over its grid; null when the market was not forecast. */
  readonly probabilities: ArrayLike<number> | null;
}

export interface ForecastShape {
  readonly gridBps: readonly number[];
  readonly horizon: WatchedHorizon;
}

const HOUR_S = 3_600;

export function startMarket(horizon: WatchedHorizon): MarketCalibration {
  return { hour: null, judged: 0, skipped: 0, levels: horizon.levels.map(startLevel), pending: [] };
}

/**
 * Judges every forecast whose horizon has passed, then notes this hour's. An hour that was taken in before changes
 * nothing, so that a round that is run again ends where it ended first.
 */
export function advanceMarket(
  state: MarketCalibration,
  input: MarketHour,
  { gridBps, horizon }: ForecastShape,
): MarketCalibration {
  if (state.hour !== null && input.hour <= state.hour) return state;
  const due = state.pending.filter(({ hour }) => hour + horizon.hours * HOUR_S <= input.hour);
  let { levels, judged, skipped } = state;
  for (const { hour, quantiles } of due) {
    const depth = realisedDepth(input, hour, horizon.hours);
    if (depth === null) {
      skipped++;
      continue;
    }
    judged++;
    levels = levels.map((level, i) => {
      const [watched, pair] = [horizon.levels[i], quantiles[i]];
      return watched === undefined || pair === undefined ? level : judgeLevel(watched, level, pair, depth);
    });
  }
  const pending = state.pending.slice(due.length);
  return {
    hour: input.hour,
    judged,
    skipped,
    levels,
    pending: [...pending, ...forecast(input, levels, { gridBps, horizon })],
  };
}

function forecast(
  { hour, probabilities }: MarketHour,
  levels: readonly LevelState[],
  { gridBps, horizon }: ForecastShape,
): PendingForecast[] {
  if (probabilities === null) return [];
  const quantiles = horizon.levels.map((watched, i) =>
    quantilesOf(watched, levels[i] ?? startLevel(watched), probabilities, gridBps),
  );
  return [{ hour, quantiles }];
}

/** A market drifts at a horizon while the model's own quantile of any level is missed too often. */
export function isDrifting(state: MarketCalibration): boolean {
  return state.levels.some(({ drifting }) => drifting);
}
