import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Writes a gzipped CSV of a data folder: the header line, then the rows; null is an empty cell. */
export function writeCsv(
  folder: string,
  file: string,
  header: string,
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const lines = [header, ...rows.map((row) => row.map((cell) => cell ?? "").join(","))];
  writeFileSync(join(folder, file), gzipSync(lines.join("\n") + "\n"));
}
