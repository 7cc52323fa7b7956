import { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance, FLOAT, VARCHAR } from "@duckdb/node-api";
import type { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";

const TYPES = { text: VARCHAR, seconds: BIGINT, float: FLOAT, double: DOUBLE } as const;

/** A column by name; `seconds` are unix seconds as 64-bit integers. Every type takes null. */
export interface TableColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
}

const CHUNK_ROWS = 2048;

/** Collects rows of any columns in DuckDB and writes them as one Parquet file, ordered by its key columns. */
export class ParquetTable {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  readonly #seconds: readonly boolean[];
  #columns: DuckDBValue[][];
  rows = 0;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    columns: readonly TableColumn[],
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#appender = appender;
    this.#types = columns.map(({ type }) => TYPES[type]);
    this.#seconds = columns.map(({ type }) => type === "seconds");
    this.#columns = columns.map(() => []);
  }

  static async open(columns: readonly TableColumn[]): Promise<ParquetTable> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    const list = columns.map(({ name, type }) => `"${name}" ${TYPES[type].toString()}`).join(", ");
    await connection.run(`CREATE TABLE rows (${list})`);
    return new ParquetTable(instance, connection, await connection.createAppender("rows"), columns);
  }

  append(values: readonly (string | number | null)[]): void {
    values.forEach((value, i) => {
      const seconds = this.#seconds[i] === true && typeof value === "number";
      this.#columns[i]?.push(seconds ? BigInt(value) : value);
    });
    this.rows++;
    if (this.rows % CHUNK_ROWS === 0) this.#flush();
  }

  async writeTo(path: string, keys: readonly string[]): Promise<void> {
    this.#flush();
    this.#appender.closeSync();
    const order = keys.map((key) => `"${key}"`).join(", ");
    const target = path.replaceAll("'", "''");
    await this.#connection.run(
      `COPY (FROM rows ORDER BY ${order}) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`,
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
    this.#columns = this.#columns.map(() => []);
  }
}
