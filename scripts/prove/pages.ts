import { readFileSync, writeFileSync } from "node:fs";
import { ProveError } from "./errors.ts";

const END = "<!-- end -->";

/** Puts `block` between the page's marker of that command and the next end marker. */
export function writeGenerated(page: string, command: string, block: string): void {
  const begin = `<!-- generated: ${command} -->`;
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new ProveError(`${page} has lost its markers "${begin}" and "${END}".`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${block}\n\n${text.slice(to)}`);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Source text inside a table's cell. */
export function code(text: string): string {
  return `\`${text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|")}\``;
}
