import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DemoError, messageOf, systemCode } from "../demo/errors.ts";

/** A row's cells by column name, with its line in the file for error messages. */
export interface CsvRow {
  readonly line: number;
  cell(column: string): string;
}

/**
 * Reads a gzipped CSV file whose first line names its columns; cells hold no commas or quotes.
 * Throws DemoError with one sentence (file, line, remedy) where the file is missing, is no gzip, lacks a column or has
 * a row of another length than the header.
 */
export function* readCsvGz(file: string, columns: readonly string[]): Generator<CsvRow> {
  const lines = unzip(file).split("\n");
  const header = (lines[0] ?? "").trimEnd().split(",");
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new DemoError(
      "BadData",
      `${file} has no column ${missing.map((column) => `"${column}"`).join(", ")} in its first line; fetch the file again or name another data folder.`,
    );
  }
  const at = new Map(header.map((column, index) => [column, index]));
  for (const [index, text] of lines.entries()) {
    const cells = text.trimEnd().split(",");
    if (index === 0 || text.trim() === "") continue;
    if (cells.length !== header.length) {
      throw new DemoError(
        "BadData",
        `${file}, line ${index + 1}: the row has ${cells.length} cells and the header ${header.length}; the row is broken, mend it or fetch the file again.`,
      );
    }
    yield { line: index + 1, cell: (column) => cells[at.get(column) ?? -1] ?? "" };
  }
}

function unzip(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const why = systemCode(error) === "ENOENT" ? "is not there" : `cannot be read (${messageOf(error)})`;
    throw new DemoError("BadData", `${file} ${why}; --data must name the folder that holds it.`, {
      cause: error,
    });
  }
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (error) {
    throw new DemoError("BadData", `${file} is no whole gzip file (${messageOf(error)}); fetch it again.`, {
      cause: error,
    });
  }
}

/** A cell as a positive number; undefined where it is empty; DemoError where it is anything else. */
export function positiveCell(row: CsvRow, column: string, file: string): number | undefined {
  const text = row.cell(column);
  if (text === "") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new DemoError(
      "BadData",
      `${file}, line ${row.line}: "${text}" in column "${column}" is no positive number; mend the row or fetch the file again.`,
    );
  }
  return value;
}
