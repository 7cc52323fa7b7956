import { byHorizon, HORIZONS } from "../../committee/calibration/horizons.ts";
import type { ByHorizon } from "../../committee/calibration/horizons.ts";
import { advanceMarket, isDrifting, startMarket } from "../../committee/calibration/market.ts";
import type { MarketCalibration } from "../../committee/calibration/market.ts";
import type { CloseSeries } from "../../committee/calibration/outcome.ts";
import { FEATURE_COUNT } from "../../committee/features/schema.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { isOutOfDistribution } from "../../committee/inference/out-of-distribution.ts";
import { depthOf, probabilityAt } from "../../committee/inference/score.ts";
import { HOUR_S } from "../forecast/history.ts";
import type { AssetHistory } from "../forecast/history.ts";
import { OnlineOffset } from "./recalibration.ts";
import { FALLS_BPS } from "./tally.ts";
import type { DriftRow, FallRow, HorizonRow } from "./tally.ts";

/** Hours before the features of a series that has just begun are usable; an hour in them is no abstention. */
const WARM_UP_HOURS = 1_000;

export type DriftManifest = Pick<ModelManifest, "gridBps" | "outOfDistribution">;

export interface AssetForecasts {
  readonly firstHour: number;
  readonly asset: AssetHistory;
  /** The model's probabilities at an hour of the history by horizon; null where the window was not complete. */
  readonly probabilitiesOf: (hour: number) => ByHorizon<Float32Array> | null;
}

/**
 * One market as a node would have lived through it, hour by hour, with the node's own tracker: what the model said, what
 * its flags would have been, and what came of it.
 */
export function* walkAsset(
  manifest: DriftManifest,
  { firstHour, asset, probabilitiesOf }: AssetForecasts,
): Generator<readonly [hour: number, row: DriftRow]> {
  const closes = Array.from(asset.closes, (close) => (Number.isNaN(close) ? null : close));
  const first = closes.findIndex((close) => close !== null);
  const last = closes.findLastIndex((close) => close !== null);
  const offsets = FALLS_BPS.map(() => new OnlineOffset(HORIZONS.near.hours));
  let states = byHorizon((name) => startMarket(HORIZONS[name]));
  for (let hour = first; hour <= last; hour++) {
    const probabilities = probabilitiesOf(hour);
    const seen = closes.slice(Math.max(0, hour - HORIZONS.far.hours), hour + 1);
    states = advanceAll(states, manifest, { hour: firstHour + hour * HOUR_S, closes: seen }, probabilities);
    if (hour < first + WARM_UP_HOURS) continue;
    const depths = { near: depthOfFall(asset.min24[hour]), far: depthOfFall(asset.min72[hour]) };
    const abstained = probabilities === null;
    const horizons = byHorizon((name): HorizonRow => {
      const [state, depth] = [states[name], depths[name]];
      return {
        drifting: isDrifting(state),
        missRates: state.levels.map(({ missRate }) => missRate),
        missed: abstained || depth === null ? null : missesOf(state, depth),
      };
    });
    if (abstained) {
      yield [hour, { abstained, outOfDistribution: false, horizons, falls: null }];
      continue;
    }
    const newest = asset.features.subarray(hour * FEATURE_COUNT, (hour + 1) * FEATURE_COUNT);
    const falls = fallRows(probabilities.near, manifest.gridBps, hour, depths.near, offsets);
    yield [
      hour,
      {
        abstained,
        outOfDistribution: isOutOfDistribution(manifest, newest),
        horizons,
        falls: depths.near === null ? null : falls,
      },
    ];
  }
}

/** The trackers after one more hour, each shown what the node's snapshot would have shown it. */
function advanceAll(
  states: ByHorizon<MarketCalibration>,
  { gridBps }: DriftManifest,
  series: CloseSeries,
  probabilities: ByHorizon<Float32Array> | null,
): ByHorizon<MarketCalibration> {
  return byHorizon((name) => {
    const seen = { ...series, probabilities: probabilities?.[name] ?? null };
    return advanceMarket(states[name], seen, { gridBps, horizon: HORIZONS[name] });
  });
}

/** Null where the lowest log price of the horizon is not known. */
function depthOfFall(lowest = NaN): number | null {
  return Number.isNaN(lowest) ? null : Math.max(-lowest, 0);
}

/** Misses of the quantiles that the tracker noted for this very hour. */
function missesOf(state: MarketCalibration, depth: number): HorizonRow["missed"] {
  const noted = state.pending.at(-1)?.quantiles ?? [];
  return noted.map(({ raw, corrected }) => ({ raw: depth > raw, corrected: depth > corrected }));
}

function fallRows(
  probabilities: Float32Array,
  gridBps: readonly number[],
  hour: number,
  depth: number | null,
  offsets: readonly OnlineOffset[],
): FallRow[] {
  return FALLS_BPS.map((fall, i) => {
    const probability = probabilityAt(probabilities, gridBps, fall);
    const happened = depth === null ? null : depth >= depthOf(fall);
    const recalibrated = offsets[i]?.recalibrate(hour, probability, happened) ?? NaN;
    return { happened: happened === true, probability, recalibrated };
  });
}
