import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FEATURE_SCHEMA_HASH, FEATURES } from "../../committee/features/schema.ts";
import type { Feature } from "../../committee/features/schema.ts";
import { assetSeries, replayEngine } from "./asset-series.ts";
import type { AssetSeries } from "./asset-series.ts";
import { HOUR } from "./context/grid.ts";
import { CONTEXT_SOURCES } from "./context/load.ts";
import { buildContext } from "./context/manifest.ts";
import type { ContextManifest } from "./context/manifest.ts";
import { CONTEXT_FILE } from "./context/write.ts";
import { DatasetError } from "./errors.ts";
import type { SeriesFaults } from "./faults.ts";
import { PANEL } from "./panel.ts";
import { PANEL_CONTEXT_FILE, writePanelContext } from "./panel-context.ts";
import type { PanelContextManifest } from "./panel-context.ts";
import { appendRow, LABEL_COLUMNS, openRowsTable } from "./rows-table.ts";
import { PRICE_FILE, readPrices } from "./prices.ts";
import type { PriceTable } from "./prices.ts";

export const PARQUET_FILE = "dataset.parquet";
export const MANIFEST_FILE = "dataset.json";

export interface DatasetManifest {
  readonly featureSchema: string;
  readonly features: readonly string[];
  readonly featureTable: readonly Feature[];
  readonly labels: readonly string[];
  readonly labelRule: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly absentHours: number;
  readonly faults: Readonly<Record<string, SeriesFaults>>;
  /** Everything that is not a price: context.parquet. */
  readonly context: ContextManifest;
  /** The assets among each other: panel-context.parquet. */
  readonly panelContext: PanelContextManifest;
}

const LABEL_RULE =
  "An hour has a label only when it and every hour of the horizon after it have a close; nothing is filled forward.";

/** Builds the data set beside its place and moves it there whole, so that no half of it is ever seen. */
export async function buildDataset(data: string, out: string): Promise<DatasetManifest> {
  const target = checkedTarget(out);
  const prices = await readPrices(data, PANEL);
  const assets = PANEL.map(({ symbol }) => assetSeries(prices, symbol));
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  try {
    mkdirSync(partial, { recursive: true });
    const rows = await writeRows(prices, assets, join(partial, PARQUET_FILE));
    const context = await buildContext(data, prices, partial);
    const panelContext = await writePanelContext(prices, assets, partial);
    const manifest: DatasetManifest = {
      featureSchema: FEATURE_SCHEMA_HASH,
      features: FEATURES.map((feature) => feature.name),
      featureTable: FEATURES,
      labels: LABEL_COLUMNS,
      labelRule: LABEL_RULE,
      inputs: hashes(data, [PRICE_FILE, ...CONTEXT_SOURCES.map(({ file }) => file)]),
      outputs: hashes(partial, [PARQUET_FILE, CONTEXT_FILE, PANEL_CONTEXT_FILE]),
      rows,
      absentHours: prices.absentRows,
      faults: Object.fromEntries(assets.map(({ symbol, faults }) => [symbol, faults])),
      context,
      panelContext,
    };
    writeFileSync(join(partial, MANIFEST_FILE), JSON.stringify(manifest, null, 2) + "\n");
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
    return manifest;
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    if (cause instanceof DatasetError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(
      "DATASET_WRITE_FAILED",
      `The data set could not be written to ${target}: ${detail}`,
      { cause },
    );
  }
}

/** Replaces only what this command wrote: an empty folder or a data set. */
function checkedTarget(out: string): string {
  const target = resolve(out);
  if (existsSync(target) && !existsSync(join(target, MANIFEST_FILE)) && readdirSync(target).length > 0) {
    const message = `${target} holds something other than a data set: name an empty or new folder with --out.`;
    throw new DatasetError("DATASET_OUT_REFUSED", message);
  }
  return target;
}

/** Runs the node's own feature engine over the history; an asset's rows span its first price to its last. */
async function writeRows(prices: PriceTable, assets: readonly AssetSeries[], path: string): Promise<number> {
  const writer = await openRowsTable();
  replayEngine(assets, prices, ({ symbol: asset, first, last, labels }, i, features) => {
    const label = labels[i];
    if (i < first || i > last || label === undefined) return;
    appendRow(writer, {
      asset,
      hour: prices.firstHour + i * HOUR,
      features,
      labels: [label.min24, label.min72, label.logVariance24, label.logReturn1],
    });
  });
  await writer.writeTo(path, ["asset", "hour"]);
  return writer.rows;
}

/** sha256 of each of the files that is there. */
function hashes(folder: string, files: readonly string[]): Record<string, string> {
  const present = files.filter((file) => existsSync(join(folder, file)));
  return Object.fromEntries(present.map((file) => [file, sha256(join(folder, file))]));
}

function sha256(path: string): string {
  return "0x" + createHash("sha256").update(readFileSync(path)).digest("hex");
}
