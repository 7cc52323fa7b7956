import { DuckDBInstance } from "@duckdb/node-api";
import { messageOf } from "../../committee/lib/errors.ts";
import { MonitorDataError } from "./errors.ts";

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
