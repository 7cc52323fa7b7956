import type { WindowShape } from "../../committee/features/types.ts";
import { hourIndex } from "./history.ts";
import type { History } from "./history.ts";
import { completeWindows } from "./windows.ts";

/** Asset-hours, asset after asset and hours rising within one: index of the asset, index of the hour. */
export interface Rows {
  readonly length: number;
  readonly asset: Uint16Array;
  readonly hour: Int32Array;
}

export interface RowRequest {
  /** First moment, unix seconds, and the first one that is no longer taken. */
  readonly from: number;
  readonly to: number;
  /** Take one hour of so many, counted from the epoch so that every asset has the same hours. */
  readonly every?: number;
  /** Symbols; every asset of the history where left away. */
  readonly assets?: readonly string[];
  /** Take rows whose outcome is not known too: what a node would have scored. */
  readonly unlabelled?: boolean;
}

/**
 * The rows that every given shape has a complete window for, so that all models are judged on the same ones; and, unless
 * `unlabelled` is set, whose next 24 h are known.
 */
export function usableRows(history: History, shapes: readonly WindowShape[], request: RowRequest): Rows {
  const { every = 1, unlabelled = false } = request;
  const [start, end] = [hourIndex(history, request.from), hourIndex(history, request.to)];
  const offset = Math.round(history.firstHour / 3600);
  const assets: number[] = [];
  const hours: number[] = [];
  history.assets.forEach(({ symbol, features, min24, logVariance24 }, asset) => {
    if (request.assets !== undefined && !request.assets.includes(symbol)) return;
    const masks = distinct(shapes).map((shape) => completeWindows(features, shape));
    for (let hour = start; hour < end; hour++) {
      if ((hour + offset) % every !== 0 || masks.some((mask) => mask[hour] !== 1)) continue;
      if (!unlabelled && Number.isNaN((min24[hour] ?? NaN) + (logVariance24[hour] ?? NaN))) continue;
      assets.push(asset);
      hours.push(hour);
    }
  });
  return { length: hours.length, asset: Uint16Array.from(assets), hour: Int32Array.from(hours) };
}

/** A part of the rows: those from one index up to another. */
export function sliceRows(rows: Rows, from: number, to: number): Rows {
  const [asset, hour] = [rows.asset.slice(from, to), rows.hour.slice(from, to)];
  return { length: hour.length, asset, hour };
}

/** Each shape once. */
export function distinct(shapes: readonly WindowShape[]): readonly WindowShape[] {
  const keyed = shapes.map(({ steps, strideHours }): [string, WindowShape] => [
    `${steps}x${strideHours}`,
    { steps, strideHours },
  ]);
  return [...new Map(keyed).values()];
}
