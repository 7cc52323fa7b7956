import { FEATURES } from "../../committee/features/schema.ts";
import { ParquetTable } from "./parquet-table.ts";
import type { TableColumn } from "./parquet-table.ts";

/** One asset-hour: its features and what came after. */
export interface DatasetRow {
  readonly asset: string;
  readonly hour: number;
  readonly features: Float32Array;
  readonly labels: readonly (number | null)[];
}

/** What came after the hour, and the hour's own log return, which baselines read. */
export const LABEL_COLUMNS = ["min24", "min72", "log_variance24", "log_return1"] as const;

/** An empty table of asset-hours. */
export function openRowsTable(): Promise<ParquetTable> {
  const float = (name: string): TableColumn => ({ name, type: "float" });
  return ParquetTable.open([
    { name: "asset", type: "text" },
    { name: "hour", type: "seconds" },
    ...FEATURES.map(({ name }) => float(name)),
    ...LABEL_COLUMNS.map(float),
  ]);
}

export function appendRow(table: ParquetTable, { asset, hour, features, labels }: DatasetRow): void {
  table.append([asset, hour, ...features, ...labels]);
}
