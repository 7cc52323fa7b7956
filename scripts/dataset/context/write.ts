import { join } from "node:path";
import { ContextEngine } from "../../../committee/features/context.ts";
import { CONTEXT_COLUMNS } from "../../../committee/features/context-schema.ts";
import { ParquetTable } from "../parquet-table.ts";
import { contextSamples } from "./inputs.ts";
import type { ContextData } from "./load.ts";

export const CONTEXT_FILE = "context.parquet";

interface Grid {
  readonly firstHour: number;
  readonly hours: number;
}

/** Share of the hours, by column name, in which a flag is set. */
export interface ContextRows {
  readonly rows: number;
  readonly missingShare: Readonly<Record<string, number>>;
}

/** Writes one row an hour: the engine's flags and features. */
export async function writeContext(data: ContextData, grid: Grid, folder: string): Promise<ContextRows> {
  const table = await ParquetTable.open([
    { name: "hour", type: "seconds" },
    ...CONTEXT_COLUMNS.map((name) => ({ name, type: "float" as const })),
  ]);
  const engine = new ContextEngine();
  const missing = new Map(
    CONTEXT_COLUMNS.filter((name) => name.startsWith("missing_")).map((name) => [name, 0]),
  );
  for (const sample of contextSamples(data, grid)) {
    const row = engine.push(sample);
    table.append([sample.hour, ...row]);
    [...missing].forEach(([name, count], i) => missing.set(name, count + (row[i] ?? 0)));
  }
  await table.writeTo(join(folder, CONTEXT_FILE), ["hour"]);
  const share = [...missing].map(([name, count]): [string, number] => [
    name,
    Number((count / Math.max(1, table.rows)).toFixed(4)),
  ]);
  return { rows: table.rows, missingShare: Object.fromEntries(share) };
}
