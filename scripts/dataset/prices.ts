import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { DatasetError } from "./errors.ts";
import type { PanelAsset } from "./panel.ts";

export const PRICE_FILE = "prices_hourly_close.csv.gz";

const HOUR = 3600;

/** Hourly closes on an unbroken grid of hours; null where the source has no price. */
export interface PriceTable {
  /** Hour of the close in unix seconds: the hour's open in the source plus 3,600. */
  readonly firstHour: number;
  readonly hours: number;
  readonly closes: ReadonlyMap<string, (number | null)[]>;
  /** Hours of the grid that the source has no row for. */
  readonly absentRows: number;
}

/** Reads the panel's columns of the wide price file. Throws DatasetError with a sentence. */
export async function readPrices(folder: string, panel: readonly PanelAsset[]): Promise<PriceTable> {
  const path = checkedPath(folder);
  const rows = await query(path, panel);
  const first = rows[0]?.[0];
  const last = rows.at(-1)?.[0];
  if (typeof first !== "number" || typeof last !== "number") {
    throw new DatasetError("DATASET_BROKEN_ROWS", `${path} has no rows: fetch it again.`);
  }
  const hours = (last - first) / HOUR + 1;
  const closes = new Map(panel.map(({ symbol }) => [symbol, new Array<number | null>(hours).fill(null)]));
  let before = first - HOUR;
  for (const [ts, ...values] of rows) {
    if (typeof ts !== "number" || ts % HOUR !== 0 || ts <= before) throw brokenOrder(path, ts);
    before = ts;
    panel.forEach(({ symbol, until }, i) => {
      const value = values[i];
      const close = closes.get(symbol);
      const alive = until === undefined || ts + HOUR <= until;
      if (close !== undefined && alive) close[(ts - first) / HOUR] = checkedPrice(path, symbol, ts, value);
    });
  }
  return { firstHour: first + HOUR, hours, closes, absentRows: hours - rows.length };
}

/** Names of the price file's columns, without the time. Throws DatasetError with a sentence. */
export async function priceColumns(folder: string): Promise<string[]> {
  const path = checkedPath(folder);
  const described = await select(path, (source) => `DESCRIBE SELECT * FROM ${source}`);
  return described.map(([name]) => String(name)).filter((name) => name !== "ts");
}

function checkedPath(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const message = `There is no data folder at ${folder}: name one with --data, it must hold ${PRICE_FILE}.`;
    throw new DatasetError("DATASET_FOLDER_MISSING", message);
  }
  const path = join(folder, PRICE_FILE);
  if (existsSync(path)) return path;
  throw new DatasetError(
    "DATASET_FILE_MISSING",
    `The data folder ${folder} has no ${PRICE_FILE}: fetch it again.`,
  );
}

async function query(path: string, panel: readonly PanelAsset[]): Promise<unknown[][]> {
  const columns = panel.map(({ symbol }) => `"${symbol}"::DOUBLE`).join(", ");
  return select(path, (source) => `SELECT ts::BIGINT::DOUBLE, ${columns} FROM ${source} ORDER BY ts::BIGINT`);
}

async function select(path: string, statement: (source: string) => string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const source = `read_csv('${path.replaceAll("'", "''")}', header = true, delim = ',', quote = '"', all_varchar = true, strict_mode = true)`;
  try {
    return (await connection.runAndReadAll(statement(source))).getRows();
  } catch (cause) {
    throw readFailure(path, cause);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function readFailure(path: string, cause: unknown): DatasetError {
  const detail = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "";
  const missing = /Referenced column "([^"]+)" not found/.exec(detail);
  return missing === null
    ? new DatasetError("DATASET_BROKEN_ROWS", `${path} cannot be read (${detail}): fetch it again.`, {
        cause,
      })
    : new DatasetError(
        "DATASET_COLUMN_MISSING",
        `${path} has no column "${missing[1] ?? ""}": fetch it again.`,
        { cause },
      );
}

function brokenOrder(path: string, ts: unknown): DatasetError {
  return new DatasetError(
    "DATASET_BROKEN_ROWS",
    `${path} has a repeated or uneven hour, ts ${String(ts)}: fetch it again.`,
  );
}

function checkedPrice(path: string, symbol: string, ts: number, value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  const message = `${path} has ${symbol} at ${JSON.stringify(value)} in the hour of ts ${ts}, which is no price: fetch it again.`;
  throw new DatasetError("DATASET_BROKEN_ROWS", message);
}
