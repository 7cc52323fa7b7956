import { join } from "node:path";
import { PanelEngine } from "../../committee/features/panel.ts";
import {
  PANEL_COLUMNS,
  PANEL_FEATURES,
  PANEL_GROUPS,
  PANEL_SCHEMA_HASH,
} from "../../committee/features/panel-schema.ts";
import type { PanelFeature } from "../../committee/features/panel-schema.ts";
import type { AssetSeries } from "./asset-series.ts";
import { confirmJumps } from "./context/confirm.ts";
import { HOUR, onGrid } from "./context/grid.ts";
import type { Observation } from "./context/series.ts";
import { ParquetTable } from "./parquet-table.ts";
import type { PriceTable } from "./prices.ts";

export const PANEL_CONTEXT_FILE = "panel-context.parquet";

/** A step of a third in an hour needs a second close beside it, as in faults.ts, but known when it happens. */
const JUMP = Math.log(4 / 3);

/** What the manifest says of the panel's table. */
export interface PanelContextManifest {
  readonly schema: string;
  readonly featureTable: readonly PanelFeature[];
  readonly rows: number;
  /** Share of the asset-hours, by column name, in which a flag is set. */
  readonly missingShare: Readonly<Record<string, number>>;
}

/** One asset-hour of the panel, as indices, and its row of PANEL_COLUMNS. */
export interface PanelRow {
  readonly asset: number;
  readonly hour: number;
  readonly values: Float32Array;
}

/**
 * The panel's rows from closes as they were known: a jump is held back, its hour missing, until the next close
 * confirms it. Deleting every close after an hour changes nothing at or before it.
 */
export function* panelRows(prices: PriceTable, symbols: readonly string[]): Generator<PanelRow> {
  const engine = new PanelEngine(symbols);
  const columns = symbols.map((symbol) => liveCloses(prices, symbol));
  for (let hour = 0; hour < prices.hours; hour++) {
    const closes = Object.fromEntries(symbols.map((symbol, a) => [symbol, columns[a]?.[hour] ?? null]));
    const rows = engine.push({ hour: prices.firstHour + hour * HOUR, closes });
    yield* rows.map((values, asset) => ({ asset, hour, values }));
  }
}

function liveCloses(prices: PriceTable, symbol: string): (number | null)[] {
  const observations = (prices.closes.get(symbol) ?? []).flatMap((value, i): Observation[] =>
    value === null ? [] : [{ knownAt: prices.firstHour + i * HOUR, value }],
  );
  const { series } = confirmJumps(observations, { jump: JUMP, forgetSeconds: 24 * HOUR, staleSeconds: 0 });
  return onGrid(series.live, prices, series.staleSeconds);
}

/** Writes the rows of the data set's asset-hours: hour, asset, the engine's flags and features. */
export async function writePanelContext(
  prices: PriceTable,
  assets: readonly AssetSeries[],
  folder: string,
): Promise<PanelContextManifest> {
  const table = await ParquetTable.open([
    { name: "asset", type: "text" },
    { name: "hour", type: "seconds" },
    ...PANEL_COLUMNS.map((name) => ({ name, type: "float" as const })),
  ]);
  const missing = PANEL_GROUPS.map(() => 0);
  for (const { asset, hour, values } of panelRows(
    prices,
    assets.map(({ symbol }) => symbol),
  )) {
    const { symbol, first, last } = assets[asset] ?? { symbol: "", first: 0, last: -1 };
    if (hour < first || hour > last) continue;
    table.append([symbol, prices.firstHour + hour * HOUR, ...values]);
    PANEL_GROUPS.forEach((_, group) => (missing[group] = (missing[group] ?? 0) + (values[group] ?? 0)));
  }
  await table.writeTo(join(folder, PANEL_CONTEXT_FILE), ["asset", "hour"]);
  const shares = missing.map((count) => Number((count / Math.max(1, table.rows)).toFixed(4)));
  return {
    schema: PANEL_SCHEMA_HASH,
    featureTable: PANEL_FEATURES,
    rows: table.rows,
    missingShare: Object.fromEntries(PANEL_GROUPS.map((group, i) => [`missing_${group}`, shares[i] ?? 0])),
  };
}

/** The same in lines for people. */
export function panelReport({ rows, missingShare }: PanelContextManifest): string[] {
  const shares = Object.entries(missingShare).map(
    ([name, share]) => `${name.replace("missing_", "")} ${(100 * share).toFixed(0)} %`,
  );
  return [`Panel: ${rows} asset-hours; share of them in which a group is missing: ${shares.join(", ")}`];
}
