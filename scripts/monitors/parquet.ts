import { ParquetTable } from "../dataset/parquet-table.ts";
import type { TableColumn } from "../dataset/parquet-table.ts";
import type { MonitorHistory } from "./history.ts";

/** Writes one history as Parquet: series, hour, the features, the state now, the outcomes (NULL where unknown). */
export async function writeHistory(history: MonitorHistory, path: string): Promise<number> {
  const outcomes = Object.keys(history.series[0]?.outcomes ?? {});
  const table = await ParquetTable.open([
    { name: "series", type: "text" },
    { name: "hour", type: "seconds" },
    ...history.features.map(({ name }): TableColumn => ({ name, type: "float" })),
    ...["state", ...outcomes.map((name) => `outcome_${name}`)].map((name): TableColumn => ({
      name,
      type: "double",
    })),
  ]);
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const width = history.features.length;
  for (const series of history.series) {
    for (let i = 0; i < series.hours; i++) {
      const results = outcomes.map((name) => known(series.outcomes[name]?.[i]));
      const features = series.rows.subarray(i * width, (i + 1) * width);
      table.append([
        series.name,
        series.firstHour + i * 3600,
        ...features,
        known(series.state[i]),
        ...results,
      ]);
    }
  }
  await table.writeTo(path, ["series", "hour"]);
  return table.rows;
}
