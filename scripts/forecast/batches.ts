import { ForecastError } from "./errors.ts";
import type { Forecaster } from "./forecasters.ts";
import type { History } from "./history.ts";
import { distinct, sliceRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { completeWindows } from "./windows.ts";
import type { WindowShape } from "../../committee/features/types.ts";

/** Rows that a thread runs at once through some of the models. */
export interface Batch {
  readonly rows: Rows;
  /** Sizes of the input's free dimensions: the rows; of a panel, hours and assets. */
  readonly outer: readonly number[];
  /** Which of the forecasters. */
  readonly models: readonly number[];
  /** Where the rows stand among those asked for: the first one's place, or each one's, -1 where nobody asked. */
  readonly places: number | Int32Array;
}

/** Slices of the rows for the models that read windows; whole hours for those that read the panel. */
export function batchesOf(
  history: History,
  rows: Rows,
  forecasters: readonly Forecaster[],
  batchRows: number,
): Batch[] {
  const of = (layout: string): number[] =>
    forecasters.flatMap(({ manifest }, m) => (manifest.layout === layout ? [m] : []));
  const [windows, panels] = [of("window"), of("panel")];
  const slices = Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, i): Batch => {
    const slice = sliceRows(rows, i * batchRows, (i + 1) * batchRows);
    return { rows: slice, outer: [slice.length], models: windows, places: i * batchRows };
  });
  const shapes = distinct(panels.flatMap((m) => forecasters[m]?.manifest ?? []));
  return [
    ...(windows.length > 0 ? slices : []),
    ...shapes.flatMap((shape) => {
      const models = panels.filter((m) => sameShape(forecasters[m]?.manifest, shape));
      return panelBatches(history, rows, shape, batchRows).map((batch) => ({ ...batch, models }));
    }),
  ];
}

const sameShape = (one: WindowShape | undefined, other: WindowShape): boolean =>
  one?.steps === other.steps && one.strideHours === other.strideHours;

/**
 * Every hour of the rows with all assets of the history that have a complete window then, asked for or not: what a
 * model says of one asset depends on the others. Hours with as many assets share a batch, so that nothing is padded.
 * Throws ForecastError when a row that is asked for has no complete window.
 */
export function panelBatches(
  history: History,
  rows: Rows,
  shape: WindowShape,
  batchRows: number,
): Omit<Batch, "models">[] {
  const masks = history.assets.map(({ features }) => completeWindows(features, shape));
  const count = masks.length;
  const asked = new Map<number, number>();
  for (let row = 0; row < rows.length; row++) {
    const [asset, hour] = [rows.asset[row] ?? 0, rows.hour[row] ?? 0];
    if (masks[asset]?.[hour] !== 1) throw incomplete(history, asset, hour, shape);
    asked.set(hour * count + asset, row);
  }
  const present = (hour: number): number[] =>
    masks.flatMap((mask, asset) => (mask[hour] === 1 ? [asset] : []));
  const groups = Map.groupBy(
    [...new Set(rows.hour)].sort((a, b) => a - b),
    (hour) => present(hour).length,
  );
  return [...groups].flatMap(([assets, hours]) => {
    const perBatch = Math.max(1, Math.floor(batchRows / assets));
    return Array.from({ length: Math.ceil(hours.length / perBatch) }, (_, i) => {
      const part = hours.slice(i * perBatch, (i + 1) * perBatch);
      const asset = Uint16Array.from(part.flatMap(present));
      const hour = Int32Array.from(part.flatMap((one) => new Array<number>(assets).fill(one)));
      const places = hour.map((one, row) => asked.get(one * count + (asset[row] ?? 0)) ?? -1);
      return { rows: { length: hour.length, asset, hour }, outer: [part.length, assets], places };
    });
  });
}

function incomplete(
  { assets, firstHour }: History,
  asset: number,
  hour: number,
  shape: WindowShape,
): ForecastError {
  const when = new Date((firstHour + hour * 3600) * 1000).toISOString().slice(0, 13);
  const message = `${assets[asset]?.symbol ?? `Asset ${asset}`} has no complete window of ${shape.steps} steps of ${shape.strideHours} h at ${when}: choose the rows with this shape among theirs.`;
  return new ForecastError("FORECAST_WINDOW_INCOMPLETE", message, { asset, hour });
}
