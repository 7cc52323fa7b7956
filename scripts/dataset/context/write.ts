import { join } from "node:path";
import { ContextEngine } from "../../../committee/features/context.ts";
import { CONTEXT_COLUMNS } from "../../../committee/features/context-schema.ts";
import { ParquetTable } from "../parquet-table.ts";
import { targetColumns } from "../targets/targets.ts";
import type { TargetKind } from "../targets/targets.ts";
import { HOUR } from "./grid.ts";
import { contextSamples } from "./inputs.ts";
import type { ContextData } from "./load.ts";

export const CONTEXT_FILE = "context.parquet";
export const TARGETS_FILE = "targets.parquet";

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

/** What a subject's labels hold. */
export interface TargetSummary {
  readonly kind: TargetKind;
  readonly subject: string;
  readonly hours: number;
  readonly labelled24: number;
  readonly events24: number;
  readonly labelled72: number;
  readonly events72: number;
}

/** Columns of the targets file; `worst` and `event` are null where a window has a hole. */
export const TARGET_COLUMNS = [
  { name: "kind", type: "text" },
  { name: "subject", type: "text" },
  { name: "hour", type: "seconds" },
  { name: "now", type: "float" },
  { name: "worst24", type: "float" },
  { name: "worst72", type: "float" },
  { name: "event24", type: "flag" },
  { name: "event72", type: "flag" },
] as const;

/** Writes the labels of lending, liquidity and pegs, from a subject's first value to its last. */
export async function writeTargets(data: ContextData, grid: Grid, folder: string): Promise<TargetSummary[]> {
  const table = await ParquetTable.open(TARGET_COLUMNS);
  const summaries: TargetSummary[] = [];
  for (const { kind, subject, now, worst, event } of targetColumns(data, grid)) {
    const first = now.findIndex((value) => value !== null);
    if (first < 0) continue;
    const last = now.findLastIndex((value) => value !== null);
    for (let i = first; i <= last; i++) {
      const cells = [now[i], worst[0]?.[i], worst[1]?.[i], event[0]?.[i], event[1]?.[i]];
      table.append([kind, subject, grid.firstHour + i * HOUR, ...cells.map((cell) => cell ?? null)]);
    }
    summaries.push({
      kind,
      subject,
      hours: last - first + 1,
      labelled24: count(event[0], (value) => value !== null),
      events24: count(event[0], (value) => value === true),
      labelled72: count(event[1], (value) => value !== null),
      events72: count(event[1], (value) => value === true),
    });
  }
  await table.writeTo(join(folder, TARGETS_FILE), ["kind", "subject", "hour"]);
  return summaries;
}

function count(
  column: readonly (boolean | null)[] | undefined,
  counts: (value: boolean | null) => boolean,
): number {
  return (column ?? []).filter(counts).length;
}
