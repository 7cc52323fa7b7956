import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { messageOf } from "../../committee/lib/errors.ts";
import { MonitorDataError } from "./errors.ts";

/** Whether a data folder has the file. Throws MonitorDataError when the folder itself is not there. */
export function hasFile(folder: string, file: string): boolean {
  if (existsSync(folder) && statSync(folder).isDirectory()) return existsSync(join(folder, file));
  const message = `There is no data folder at ${folder}: name one with --data.`;
  throw new MonitorDataError("MONITOR_FOLDER_MISSING", message);
}

/**
 * Rows of a comma-separated file (gzip by its name), as numbers, strings or null.
 * @param select SQL after SELECT, in which `source` is the file: "ts::DOUBLE FROM source ORDER BY 1"
 */
export async function readCsv(folder: string, file: string, select: string): Promise<unknown[][]> {
  if (!hasFile(folder, file)) {
    throw new MonitorDataError("MONITOR_FILE_MISSING", `The data folder ${folder} has no ${file}: fetch it.`);
  }
  const path = join(folder, file).replaceAll("'", "''");
  const csv = `read_csv('${path}', header = true, delim = ',', quote = '"', all_varchar = true, strict_mode = true)`;
  return readRows(`WITH source AS (FROM ${csv}) SELECT ${select}`, `${file} in ${folder}`);
}

/** Rows of any query; `what` names the file in the error's sentence. */
export async function readRows(sql: string, what: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } catch (cause) {
    const detail = messageOf(cause).split("\n")[0] ?? "";
    throw new MonitorDataError(
      "MONITOR_BROKEN_ROWS",
      `${what} cannot be read (${detail}): fetch it again.`,
      {},
      cause,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
