import { HOUR, onGrid } from "../dataset/context/grid.ts";
import type { Series } from "../dataset/context/series.ts";

/** Hours without a gap, the first in unix seconds. */
export interface HourGrid {
  readonly firstHour: number;
  readonly hours: number;
}

/** A series on whole hours; NaN is missing. Inputs read `live`, states and outcomes `settled`. */
export interface HourColumns {
  readonly live: Float64Array;
  readonly settled: Float64Array;
}

/** The whole hours from the first to the last observation of any of the series. */
export function gridOf(series: readonly Series[]): HourGrid {
  const ends = series.flatMap(({ live }) => [live[0], live.at(-1)].flatMap((seen) => seen?.knownAt ?? []));
  if (ends.length === 0) return { firstHour: 0, hours: 0 };
  const [first, last] = [Math.min(...ends), Math.max(...ends)].map((moment) => Math.ceil(moment / HOUR));
  return { firstHour: (first ?? 0) * HOUR, hours: (last ?? 0) - (first ?? 0) + 1 };
}

export function columnsOf(series: Series, grid: HourGrid): HourColumns {
  const column = (observations: Series["settled"]): Float64Array =>
    Float64Array.from(onGrid(observations, grid, series.staleSeconds), (value) => value ?? NaN);
  return { live: column(series.live), settled: column(series.settled) };
}

/** A column's value at an hour of the grid as the engines take it: null where it is missing. */
export function knownAt(column: Float64Array | undefined, hour: number): number | null {
  const value = column?.[hour] ?? NaN;
  return Number.isNaN(value) ? null : value;
}
