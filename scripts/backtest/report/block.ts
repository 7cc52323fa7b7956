import { readFileSync, writeFileSync } from "node:fs";
import { BacktestError } from "../errors.ts";

const END = "<!-- end -->";

/** Writes a block into a page between a marker and the end that follows it. Throws BacktestError where one is missing. */
export function writeBlock(page: string, begin: string, block: string): void {
  const text = readFileSync(page, "utf8");
  const [start, end] = [text.indexOf(begin), text.indexOf(END, Math.max(0, text.indexOf(begin)))];
  if (start < 0 || end < 0) {
    const message = `${page} has lost its markers "${begin}" and "${END}": put them back.`;
    throw new BacktestError("BACKTEST_PAGE_BROKEN", message);
  }
  writeFileSync(page, `${text.slice(0, start)}${begin}\n\n${block}\n\n${text.slice(end)}`);
}
