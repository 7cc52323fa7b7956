import { existsSync } from "node:fs";
import { join } from "node:path";
import { DemoError } from "../../demo/errors.ts";
import { readCsvGz } from "../../replay/csv.ts";
import type { CsvRow } from "../../replay/csv.ts";
import { DatasetError } from "../errors.ts";
import type { ContextFault, LoadedSource, Series } from "./series.ts";

/** Counts faults by name while a file is read. */
export class FaultCounter {
  readonly #counts = new Map<string, number>();

  add(fault: string, count = 1): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + count);
  }

  list(): ContextFault[] {
    return [...this.#counts].filter(([, count]) => count > 0).map(([fault, count]) => ({ fault, count }));
  }
}

export interface TableRequest {
  readonly folder: string;
  readonly file: string;
  readonly delay: string;
  readonly columns: readonly string[];
  /** The moment of a row in unix seconds. */
  readonly momentOf?: (row: CsvRow, path: string) => number;
}

/** Builds series out of the rows; the faults it finds go into the counter. */
export type SeriesBuilder = (
  rows: readonly CsvRow[],
  faults: FaultCounter,
  path: string,
) => ReadonlyMap<string, Series>;

/**
 * Reads one optional file: absent, it gives no series and a report that says so; broken, it throws DatasetError with
 * the file, the line and the remedy.
 */
export function loadTable(request: TableRequest, build: SeriesBuilder): LoadedSource {
  const { folder, file, delay, columns } = request;
  const path = join(folder, file);
  if (!existsSync(path)) {
    const report = { file, absent: true, rows: 0, from: null, to: null, delay, faults: [] };
    return { series: new Map(), report };
  }
  const faults = new FaultCounter();
  const rows = readRows(path, columns);
  const momentOf = request.momentOf ?? ((row: CsvRow) => numberCell(row, "ts", path) ?? NaN);
  let [from, to] = [Infinity, -Infinity];
  for (const row of rows) {
    const moment = momentOf(row, path);
    if (!Number.isInteger(moment) || moment <= 0) throw broken(path, row, "its moment is no unix second");
    from = Math.min(from, moment);
    to = Math.max(to, moment);
  }
  const series = build(rows, faults, path);
  const span = rows.length === 0 ? { from: null, to: null } : { from, to };
  return {
    series,
    report: { file, absent: false, rows: rows.length, ...span, delay, faults: faults.list() },
  };
}

function readRows(path: string, columns: readonly string[]): CsvRow[] {
  try {
    return [...readCsvGz(path, columns)];
  } catch (cause) {
    if (cause instanceof DemoError) throw new DatasetError("DATASET_BROKEN_ROWS", cause.message, { cause });
    throw cause;
  }
}

/** A cell as a finite number; undefined where it is empty; DatasetError where it is anything else. */
export function numberCell(row: CsvRow, column: string, path: string): number | undefined {
  const text = row.cell(column);
  if (text === "") return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw broken(path, row, `"${text}" in column "${column}" is no number`);
}

/** The row's `ts`, unix seconds. */
export function tsCell(row: CsvRow, path: string): number {
  const ts = numberCell(row, "ts", path);
  if (ts === undefined) throw broken(path, row, "it has no ts");
  return ts;
}

export function broken(path: string, row: CsvRow, why: string): DatasetError {
  return new DatasetError(
    "DATASET_BROKEN_ROWS",
    `${path}, line ${row.line}: ${why}; mend the row or fetch the file again.`,
  );
}
