import { advanceMarket, isDrifting, startMarket } from "../../committee/calibration/market.ts";
import type { MarketCalibration } from "../../committee/calibration/market.ts";
import { FEATURE_COUNT } from "../../committee/features/schema.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { isOutOfDistribution } from "../../committee/inference/out-of-distribution.ts";
import { depthOf, probabilityAt } from "../../committee/inference/score.ts";
import { HOUR_S } from "../forecast/history.ts";
import type { AssetHistory } from "../forecast/history.ts";
import { OnlineOffset } from "./recalibration.ts";
import { FALLS_BPS } from "./tally.ts";
import type { DriftRow, FallRow } from "./tally.ts";

export const HORIZON_HOURS = 24;

/** Hours before the features of a series that has just begun are usable; an hour in them is no abstention. */
const WARM_UP_HOURS = 1_000;

export type DriftManifest = Pick<ModelManifest, "gridBps" | "outOfDistribution">;

export interface AssetForecasts {
  readonly firstHour: number;
  readonly asset: AssetHistory;
  /** The model's probabilities at an hour of the history; null where the window was not complete. */
  readonly probabilitiesOf: (hour: number) => Float32Array | null;
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
  const offsets = FALLS_BPS.map(() => new OnlineOffset(HORIZON_HOURS));
  const shape = { gridBps: manifest.gridBps, horizonHours: HORIZON_HOURS };
  let state = startMarket();
  for (let hour = first; hour <= last; hour++) {
    const probabilities = probabilitiesOf(hour);
    const seen = closes.slice(Math.max(0, hour - HORIZON_HOURS), hour + 1);
    state = advanceMarket(state, { hour: firstHour + hour * HOUR_S, closes: seen, probabilities }, shape);
    if (hour < first + WARM_UP_HOURS) continue;
    const min24 = asset.min24[hour] ?? NaN;
    const depth = Number.isNaN(min24) ? null : Math.max(-min24, 0);
    if (probabilities === null) {
      yield [hour, abstention(isDrifting(state))];
      continue;
    }
    const newest = asset.features.subarray(hour * FEATURE_COUNT, (hour + 1) * FEATURE_COUNT);
    const falls = fallRows(probabilities, manifest.gridBps, hour, depth, offsets);
    yield [
      hour,
      {
        missed: depth === null ? null : missesOf(state, depth),
        abstained: false,
        outOfDistribution: isOutOfDistribution(manifest, newest),
        drifting: isDrifting(state),
        falls: depth === null ? null : falls,
      },
    ];
  }
}

const abstention = (drifting: boolean): DriftRow => ({
  missed: null,
  abstained: true,
  outOfDistribution: false,
  drifting,
  falls: null,
});

/** Misses of the quantiles that the tracker noted for this very hour. */
function missesOf(state: MarketCalibration, depth: number): DriftRow["missed"] {
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
