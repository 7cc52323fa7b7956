import { existsSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { messageOf } from "../../committee/lib/errors.ts";
import { ProposalsError } from "./errors.ts";

/** A row's cells by column, as text; "" where a cell is empty. */
export type Row = Readonly<Record<string, string>>;

/** Reads columns of a gzipped CSV whose cells may hold quoted commas. Throws ProposalsError with file and remedy. */
export async function readTable(folder: string, file: string, columns: readonly string[]): Promise<Row[]> {
  const path = join(folder, file);
  if (!existsSync(path)) {
    const message = `${path} is not there; --data must name the folder that holds it.`;
    throw new ProposalsError("PROPOSALS_FILE_MISSING", message, { path });
  }
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const source = `read_csv('${path.replaceAll("'", "''")}', all_varchar = true, header = true)`;
    const read = await connection.runAndReadAll(`SELECT ${columns.join(", ")} FROM ${source}`);
    return read.getRows().map((cells) =>
      Object.fromEntries(
        columns.map((column, i): [string, string] => {
          const cell = cells[i];
          return [column, typeof cell === "string" ? cell : ""];
        }),
      ),
    );
  } catch (cause) {
    const detail = messageOf(cause).split("\n")[0] ?? "";
    throw new ProposalsError(
      "PROPOSALS_BROKEN_ROWS",
      `${path} cannot be read (${detail}): fetch it again.`,
      { path },
      cause,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A cell as a finite number; null where it is empty. Throws ProposalsError for anything else. */
export function numberOf(row: Row, column: string, file: string): number | null {
  const cell = row[column] ?? "";
  if (cell === "") return null;
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  const message = `${file}: "${cell}" in column "${column}" is no number; mend the row or fetch the file again.`;
  throw new ProposalsError("PROPOSALS_BROKEN_ROWS", message, { file, column });
}

/** A cell that must hold a number. */
export function neededNumber(row: Row, column: string, file: string): number {
  const value = numberOf(row, column, file);
  if (value !== null) return value;
  const message = `${file}: a row has nothing in column "${column}"; mend the row or fetch the file again.`;
  throw new ProposalsError("PROPOSALS_BROKEN_ROWS", message, { file, column });
}
