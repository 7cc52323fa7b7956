import { posix } from "node:path";
import { readSource } from "../sources.ts";

const IMPORT = /^import\s[^"]*"(?<path>[^"]+)"/gm;

const reached = new Map<string, ReadonlySet<string>>();

function importsOf(file: string): readonly string[] {
  const paths = [...(readSource(file) ?? "").matchAll(IMPORT)].map(({ groups }) => groups?.["path"] ?? "");
  return paths.map((path) => (path.startsWith(".") ? posix.join(posix.dirname(file), path) : path));
}

function closureOf(file: string): ReadonlySet<string> {
  const known = reached.get(file);
  if (known) return known;
  const all = new Set([file]);
  for (const path of all) for (const imported of importsOf(path)) all.add(imported);
  reached.set(file, all);
  return all;
}

/** Whether a source is, or imports by any way, another. */
export const dependsOn = (file: string, other: string): boolean => closureOf(file).has(other);
