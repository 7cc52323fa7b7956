import type { Monitor } from "../../committee/inference/monitor.ts";
import { windowAt } from "./history.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import { readRows } from "./read.ts";

const BATCH = 2048;

/** Forecasts beside their series; NaN where there is none. */
export interface ScoredSeries {
  readonly history: SeriesHistory;
  /** By event: probability of the monitor, of its rule alone, and the training base rate. Each as long as the series. */
  readonly monitor: readonly Float64Array[];
  readonly rule: readonly Float64Array[];
  readonly climate: readonly Float64Array[];
  /** Which fold forecast the hour; -1 where none did. */
  readonly fold: Int32Array;
}

export interface HourRange {
  /** Unix seconds; from included, to not. */
  readonly from: number;
  readonly to: number;
}

function empty(history: SeriesHistory, events: number): ScoredSeries {
  const columns = (): Float64Array[] =>
    Array.from({ length: events }, () => new Float64Array(history.hours).fill(NaN));
  return {
    history,
    monitor: columns(),
    rule: columns(),
    climate: columns(),
    fold: new Int32Array(history.hours).fill(-1),
  };
}

/** Runs a shipped monitor over every hour of the range that has a window. */
export async function scoreHistory(
  monitor: Monitor,
  history: MonitorHistory,
  range: HourRange,
): Promise<ScoredSeries[]> {
  const scored: ScoredSeries[] = [];
  for (const series of history.series) scored.push(await scoreSeries(monitor, series, range));
  return scored;
}

async function scoreSeries(monitor: Monitor, series: SeriesHistory, range: HourRange): Promise<ScoredSeries> {
  const { steps, features, events } = monitor.manifest;
  const width = features.length;
  const out = empty(series, events.length);
  const hours = Array.from({ length: series.hours }, (_, i) => i).filter((i) => {
    const moment = series.firstHour + i * 3600;
    return moment >= range.from && moment < range.to && windowAt(series, width, i, steps) !== null;
  });
  for (let at = 0; at < hours.length; at += BATCH) {
    const batch = hours.slice(at, at + BATCH);
    const windows = new Float32Array(batch.length * steps * width);
    batch.forEach((hour, k) => {
      windows.set(windowAt(series, width, hour, steps) ?? [], k * steps * width);
    });
    const { probability, rule } = await monitor.scores(windows, batch.length);
    batch.forEach((hour, k) => {
      events.forEach(({ baseRate }, e) => {
        put(out.monitor[e], hour, probability[k * events.length + e]);
        put(out.rule[e], hour, rule[k * events.length + e]);
        put(out.climate[e], hour, baseRate);
      });
      out.fold[hour] = 0;
    });
  }
  return out;
}

/** Reads the forecasts that training made out of fold, each hour by a model that has not seen it. */
export async function readOutOfFold(
  path: string,
  history: MonitorHistory,
  events: number,
): Promise<ScoredSeries[]> {
  const columns = Array.from(
    { length: events },
    (_, e) => `p${e}::DOUBLE, prior${e}::DOUBLE, base${e}::DOUBLE`,
  );
  const rows = await readRows(
    `SELECT series, hour::DOUBLE, dense_rank() OVER (ORDER BY fold)::INTEGER, ${columns.join(", ")} FROM '${path.replaceAll("'", "''")}'`,
    path,
  );
  const scored = new Map(history.series.map((series) => [series.name, empty(series, events)]));
  for (const [name, moment, fold, ...values] of rows) {
    const out = scored.get(String(name));
    if (out === undefined) continue;
    const hour = (Number(moment) - out.history.firstHour) / 3600;
    for (let e = 0; e < events; e++) {
      put(out.monitor[e], hour, Number(values[3 * e]));
      put(out.rule[e], hour, Number(values[3 * e + 1]));
      put(out.climate[e], hour, Number(values[3 * e + 2]));
    }
    out.fold[hour] = Number(fold);
  }
  return [...scored.values()];
}

function put(column: Float64Array | undefined, hour: number, value: number | undefined): void {
  if (column !== undefined && value !== undefined) column[hour] = value;
}
