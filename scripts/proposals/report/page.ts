import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ProposalsError } from "../errors.ts";

export const BEGIN = "<!-- generated: npm run proposals -- --markdown -->";
export const END = "<!-- end -->";

/** The generated part of a page. Throws ProposalsError where the page or its markers are not there. */
export function readBlock(page: string): {
  readonly head: string;
  readonly block: string;
  readonly tail: string;
} {
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) {
    const message = `${page} is not there or has lost its markers "${BEGIN}" and "${END}": put them back.`;
    throw new ProposalsError("PROPOSALS_PAGE", message, { page });
  }
  const from = start + BEGIN.length;
  return { head: text.slice(0, from), block: text.slice(from, end).trim(), tail: text.slice(end) };
}

/** Writes the report between the page's markers. */
export function writePage(page: string, report: string): void {
  const { head, tail } = readBlock(page);
  writeFileSync(page, `${head}\n\n${report}\n\n${tail}`);
}
