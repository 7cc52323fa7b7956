import {
  CONTEXT_FEATURES,
  CONTEXT_INPUTS,
  CONTEXT_SCHEMA_HASH,
} from "../../../committee/features/context-schema.ts";
import type { ContextFeature, ContextInput } from "../../../committee/features/context-schema.ts";
import { loadSources } from "./load.ts";
import type { SourceReport } from "./series.ts";
import { writeContext } from "./write.ts";
import type { ContextRows } from "./write.ts";

/** What the data set's manifest says of everything that is not a price. */
export interface ContextManifest {
  readonly schema: string;
  readonly inputTable: readonly ContextInput[];
  readonly featureTable: readonly ContextFeature[];
  readonly rows: ContextRows;
  readonly sources: readonly SourceReport[];
}

/** Loads the context of a data folder and writes its Parquet file; absent files are missing columns, not errors. */
export async function buildContext(
  data: string,
  grid: { readonly firstHour: number; readonly hours: number },
  folder: string,
): Promise<ContextManifest> {
  const context = loadSources(data);
  return {
    schema: CONTEXT_SCHEMA_HASH,
    inputTable: CONTEXT_INPUTS,
    featureTable: CONTEXT_FEATURES,
    rows: await writeContext(context, grid, folder),
    sources: context.reports,
  };
}

/** The report of the sources in lines for people. */
export function contextReport({ sources, rows }: ContextManifest): string[] {
  const day = (moment: number | null): string =>
    moment === null ? "none" : new Date(moment * 1000).toISOString().slice(0, 10);
  return [
    "Beyond prices, by file (known at: what a reader had to wait for):",
    ...sources.flatMap((source) =>
      source.absent
        ? [`  ${source.file}: absent, its columns are missing`]
        : [
            `  ${source.file}: ${source.rows} rows, ${day(source.from)} to ${day(source.to)}; known at ${source.delay}`,
            ...source.faults.map(({ fault, count }) => `    ${fault}: ${count}`),
          ],
    ),
    `Context: ${rows.rows} hours; share of hours in which a group is missing:`,
    `  ${Object.entries(rows.missingShare)
      .map(([name, share]) => `${name.replace("missing_", "")} ${(100 * share).toFixed(0)} %`)
      .join(", ")}`,
  ];
}
