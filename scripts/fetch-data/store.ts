import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FetchDataError, messageOf } from "./errors.ts";

export type Cell = string | number | null;
export type Row = readonly Cell[];

/** Rows of a task, month by month, in `<out>/.parts`; a part is written whole or not at all, so a run can be resumed. */
export class PartStore {
  readonly #out: string;

  constructor(out: string) {
    this.#out = out;
  }

  has(task: string, part: string): boolean {
    return existsSync(this.#path(task, part));
  }

  write(task: string, part: string, rows: readonly Row[]): void {
    this.#put(this.#path(task, part), JSON.stringify(rows));
  }

  /** Every row of a task that any run has fetched; whole months after parts of one, so that they stand. */
  readAll(task: string): Row[] {
    const folder = join(this.#out, ".parts", task);
    if (!existsSync(folder)) return [];
    const parts = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const rank = (name: string): string => `${name.includes("_") ? 0 : 1}${name}`;
    parts.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    return parts.flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Row[]);
  }

  /** Writes a gzipped CSV file of the data folder; null is an empty cell. */
  writeCsv(file: string, header: string, rows: readonly Row[]): void {
    const lines = [header, ...rows.map((row) => row.map((cell) => cell ?? "").join(","))];
    this.#put(join(this.#out, file), gzipSync(lines.join("\n") + "\n"));
  }

  #path(task: string, part: string): string {
    return join(this.#out, ".parts", task, `${part}.json`);
  }

  #put(path: string, bytes: string | Buffer): void {
    try {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(`${path}.partial`, bytes);
      renameSync(`${path}.partial`, path);
    } catch (cause) {
      const message = `${path} cannot be written (${messageOf(cause)}): name another folder with --out.`;
      throw new FetchDataError("FETCH_WRITE_FAILED", message, { cause });
    }
  }
}
