import { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance, FLOAT, VARCHAR } from "@duckdb/node-api";
import type { DuckDBValue } from "@duckdb/node-api";
import type { MonitorHistory } from "./history.ts";

const CHUNK_ROWS = 2048;

/** Writes one history as Parquet: series, hour, the features, the state now, the outcomes (NULL where unknown). */
export async function writeHistory(history: MonitorHistory, path: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const features = history.features.map((feature) => feature.name);
  const outcomes = Object.keys(history.series[0]?.outcomes ?? {});
  const types = [VARCHAR, BIGINT, ...features.map(() => FLOAT), DOUBLE, ...outcomes.map(() => DOUBLE)];
  const columns = [
    ...features.map((name) => `"${name}" FLOAT`),
    ...["state", ...outcomes.map((name) => `outcome_${name}`)].map((name) => `"${name}" DOUBLE`),
  ];
  await connection.run(`CREATE TABLE history (series VARCHAR, hour BIGINT, ${columns.join(", ")})`);
  const appender = await connection.createAppender("history");
  let written = 0;
  for (const rows of chunks(history, outcomes)) {
    const chunk = DuckDBDataChunk.create(types, rows.length);
    chunk.setRows(rows);
    appender.appendDataChunk(chunk);
    written += rows.length;
  }
  appender.closeSync();
  const target = path.replaceAll("'", "''");
  await connection.run(
    `COPY (FROM history ORDER BY series, hour) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  return written;
}

function* chunks(history: MonitorHistory, outcomes: readonly string[]): Generator<DuckDBValue[][]> {
  const width = history.features.length;
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  for (const series of history.series) {
    for (let from = 0; from < series.hours; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, series.hours - from);
      yield Array.from({ length: count }, (_, k): DuckDBValue[] => {
        const i = from + k;
        return [
          series.name,
          BigInt(series.firstHour + i * 3600),
          ...series.rows.subarray(i * width, (i + 1) * width),
          known(series.state[i]),
          ...outcomes.map((name) => known(series.outcomes[name]?.[i])),
        ];
      });
    }
  }
}
