import { RollingMax } from "../../committee/features/rolling.ts";
import { HOUR_S } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import type { Rows } from "../forecast/rows.ts";
import { blocksOf } from "./metrics/bootstrap.ts";
import type { Blocks } from "./metrics/bootstrap.ts";
import { pick } from "./pick.ts";

const FULL_BPS = 10_000;
const DAY = 24;

/** Rows with what came after them; every array has one entry a row. */
export interface Sample {
  readonly history: History;
  readonly rows: Rows;
  /** Unix seconds. */
  readonly moments: Float64Array;
  readonly min24: Float64Array;
  readonly min72: Float64Array;
  readonly logVariance24: Float64Array;
  readonly blocks: Blocks;
}

export function sampleOf(history: History, rows: Rows): Sample {
  const moments = Float64Array.from(rows.hour, (hour) => history.firstHour + hour * HOUR_S);
  const column = (name: "min24" | "min72" | "logVariance24"): Float64Array =>
    Float64Array.from(rows.hour, (hour, i) => history.assets[rows.asset[i] ?? 0]?.[name][hour] ?? NaN);
  return {
    history,
    rows,
    moments,
    min24: column("min24"),
    min72: column("min72"),
    logVariance24: column("logVariance24"),
    blocks: blocksOf(moments),
  };
}

/** 1 where the lowest close of the next 24 h lay at least the threshold below the row's close. */
export function eventsOf({ min24 }: Pick<Sample, "min24">, thresholdBps: number): Uint8Array {
  const bound = Math.log1p(-thresholdBps / FULL_BPS);
  return Uint8Array.from(min24, (low) => (low <= bound ? 1 : 0));
}

/**
 * 1 where such a fall is under way or just over: in one of the last 24 hours the close stood at least the threshold
 * below the high of the 24 h before it. Known at the row's own hour; the other rows are those of an onset.
 */
export function insideEpisode(
  { history, rows }: Pick<Sample, "history" | "rows">,
  thresholdBps: number,
): Uint8Array {
  const bound = Math.log1p(-thresholdBps / FULL_BPS);
  const inside = history.assets.map(({ closes }) => {
    const high = new RollingMax(DAY);
    const fall = new RollingMax(DAY);
    return Uint8Array.from(closes, (close) => {
      const log = Math.log(close);
      high.push(log);
      fall.push(high.max() - log);
      return fall.max() >= -bound ? 1 : 0;
    });
  });
  return Uint8Array.from(rows.hour, (hour, i) => inside[rows.asset[i] ?? 0]?.[hour] ?? 0);
}

/** The rows at the given places, as a sample of their own. */
export function narrowed(sample: Sample, places: Uint32Array): Sample {
  const rows = {
    length: places.length,
    asset: Uint16Array.from(places, (place) => sample.rows.asset[place] ?? 0),
    hour: Int32Array.from(places, (place) => sample.rows.hour[place] ?? 0),
  };
  const moments = pick(sample.moments, places);
  return {
    history: sample.history,
    rows,
    moments,
    min24: pick(sample.min24, places),
    min72: pick(sample.min72, places),
    logVariance24: pick(sample.logVariance24, places),
    blocks: blocksOf(moments),
  };
}
