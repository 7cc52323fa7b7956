import { readFileSync, writeFileSync } from "node:fs";
import { MonitorDataError } from "./errors.ts";

/** Replaces what stands between a document's `<!-- generated: NAME -->` and the next `<!-- end -->`. */
export function writeSection(path: string, name: string, text: string): void {
  const document = readFileSync(path, "utf8");
  const begin = `<!-- generated: ${name} -->`;
  const start = document.indexOf(begin);
  const end = document.indexOf("<!-- end -->", start);
  if (start < 0 || end < 0) {
    const message = `${path} has no section between "${begin}" and "<!-- end -->": restore it.`;
    throw new MonitorDataError("MONITOR_BROKEN_ROWS", message);
  }
  writeFileSync(path, `${document.slice(0, start + begin.length)}\n\n${text}\n\n${document.slice(end)}`);
}
