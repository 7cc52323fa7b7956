// Writes the table in docs/guarantees.md: each guarantee with the tests that bear its number, read from the test
// sources. With --check it writes nothing and fails where the file is out of date or a guarantee has no test.
import { readFileSync, writeFileSync } from "node:fs";
import { globSync } from "node:fs";
import { join } from "node:path";
import { GUARANTEES } from "./guarantee-list.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = join(ROOT, "docs", "guarantees.md");
const SOURCES = ["test/**/*.test.ts", "test/**/*.t.sol", "contracts/**/*.t.sol"];
const BEGIN = "<!-- generated: npm run docs -->";
const END = "<!-- end -->";

interface BearingTest {
  readonly file: string;
  readonly title: string;
}

const MOCHA_TITLE = /\bit\(\s*["'`]([^"'`]+)["'`]/g;
const SOLIDITY_TITLE = /function ((?:test|testFuzz|invariant)_\w+)\(/g;

function testsIn(file: string): readonly BearingTest[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  const pattern = file.endsWith(".sol") ? SOLIDITY_TITLE : MOCHA_TITLE;
  return [...source.matchAll(pattern)].map((match) => ({ file, title: match[1] ?? "" }));
}

/** A title bears a number where it stands alone: `R1` is not in `R12`, and `_R6_` counts in Solidity. */
function bears(title: string, id: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9])${id}(?![0-9])`).test(title.replaceAll("_", " "));
}

function tableOf(tests: readonly BearingTest[]): string {
  const rows = GUARANTEES.map(({ id, statement, later }) => {
    const bearing = tests.filter(({ title }) => bears(title, id));
    if (bearing.length === 0 && later === undefined) throw new Error(`No test bears the number ${id}.`);
    const listed = bearing
      .map(({ file, title }) => `\`${file}\`: ${title.replaceAll("|", "\\|")}`)
      .join("<br>");
    return `| ${id} | ${statement} | ${bearing.length === 0 ? `_not yet: ${later ?? ""}_` : listed} |`;
  });
  return ["| | what is promised | the tests that hold it |", "|---|---|---|", ...rows].join("\n");
}

function render(page: string, table: string): string {
  const [head, rest] = page.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) {
    throw new Error(`docs/guarantees.md has lost its markers "${BEGIN}" and "${END}": put them back.`);
  }
  return `${head}${BEGIN}\n\n${table}\n\n${END}${tail}`;
}

function main(check: boolean): void {
  const files = [...new Set(SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })))].sort();
  const page = readFileSync(PAGE, "utf8");
  const rendered = render(page, tableOf(files.flatMap(testsIn)));
  if (!check) writeFileSync(PAGE, rendered);
  else if (rendered !== page) throw new Error("docs/guarantees.md is out of date: run `npm run docs`.");
}

try {
  main(process.argv.includes("--check"));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
