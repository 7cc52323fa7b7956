import { BIGINT, DuckDBDataChunk, DuckDBInstance, FLOAT, VARCHAR } from "@duckdb/node-api";
import type { DuckDBAppender, DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { FEATURES } from "../../committee/features/schema.ts";

/** One asset-hour: its features and what came after. */
export interface DatasetRow {
  readonly asset: string;
  readonly hour: number;
  readonly features: Float32Array;
  readonly labels: readonly (number | null)[];
}

/** What came after the hour, and the hour's own log return, which baselines read. */
export const LABEL_COLUMNS = ["min24", "min72", "log_variance24", "log_return1"] as const;

const CHUNK_ROWS = 2048;

/** Collects rows in DuckDB and writes them as one Parquet file. */
export class ParquetWriter {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #appender: DuckDBAppender;
  readonly #types = [VARCHAR, BIGINT, ...FEATURES.map(() => FLOAT), ...LABEL_COLUMNS.map(() => FLOAT)];
  #columns: DuckDBValue[][] = this.#types.map(() => []);
  rows = 0;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, appender: DuckDBAppender) {
    this.#instance = instance;
    this.#connection = connection;
    this.#appender = appender;
  }

  static async open(): Promise<ParquetWriter> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    const floats = [...FEATURES.map((feature) => feature.name), ...LABEL_COLUMNS];
    const columns = floats.map((name) => `"${name}" FLOAT`).join(", ");
    await connection.run(`CREATE TABLE dataset (asset VARCHAR, hour BIGINT, ${columns})`);
    return new ParquetWriter(instance, connection, await connection.createAppender("dataset"));
  }

  append(row: DatasetRow): void {
    const values: DuckDBValue[] = [row.asset, BigInt(row.hour), ...row.features, ...row.labels];
    values.forEach((value, i) => this.#columns[i]?.push(value));
    this.rows++;
    if (this.rows % CHUNK_ROWS === 0) this.#flush();
  }

  async writeTo(path: string): Promise<void> {
    this.#flush();
    this.#appender.closeSync();
    const target = path.replaceAll("'", "''");
    await this.#connection.run(
      `COPY (FROM dataset ORDER BY asset, hour) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  #flush(): void {
    const count = this.#columns[0]?.length ?? 0;
    if (count === 0) return;
    const chunk = DuckDBDataChunk.create(this.#types, count);
    chunk.setColumns(this.#columns);
    this.#appender.appendDataChunk(chunk);
    this.#columns = this.#types.map(() => []);
  }
}
