// Runs the tests of the contracts with coverage and fails where fewer than 99 % of the contracts' lines ran. `--lcov FILE`
// reads a report that is there already.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProveError, runCommand } from "./errors.ts";
import { table } from "./pages.ts";
import { ROOT } from "./sources.ts";

const GOAL = 0.99;
const TESTS = ["test/contracts/**/*.{test.ts,t.sol}", "test/integration/**/*.test.ts"];
/** Its hundreds of rounds outlast Mocha's limit where contracts are instrumented; so would the invariants' sequences. */
const TOO_LONG = ["test/integration/compromise.test.ts"];
const REPORT = join(ROOT, "coverage", "lcov.info");

interface FileCoverage {
  readonly file: string;
  readonly lines: number;
  readonly missed: readonly number[];
}

/** The contracts' own sources in an LCOV report. */
export function parseLcov(text: string): readonly FileCoverage[] {
  return text
    .split("end_of_record")
    .map((record) => {
      const file = /^SF:(.*)$/m.exec(record)?.[1] ?? "";
      const hits = [...record.matchAll(/^DA:(\d+),(\d+)/gm)];
      const missed = hits.filter(([, , count]) => count === "0").map(([, line]) => Number(line));
      return { file: file.replace(/^.*?(?=contracts\/)/, ""), lines: hits.length, missed };
    })
    .filter(({ file }) => file.startsWith("contracts/"));
}

function measure(): string {
  rmSync(REPORT, { force: true });
  const cli = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
  const { status } = spawnSync(
    process.execPath,
    [cli, "test", ...globSync(TESTS, { cwd: ROOT, exclude: TOO_LONG }).sort(), "--coverage"],
    {
      cwd: ROOT,
      stdio: "inherit",
    },
  );
  if (status !== 0) throw new ProveError("The tests fail under coverage.");
  if (!existsSync(REPORT)) throw new ProveError(`There is no coverage report at ${REPORT}.`);
  return REPORT;
}

function main(): void {
  const { values } = parseArgs({ options: { lcov: { type: "string" } } });
  const files = parseLcov(readFileSync(values.lcov ?? measure(), "utf8"));
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const missed = files.reduce((sum, file) => sum + file.missed.length, 0);
  if (lines === 0) throw new ProveError("The coverage report names no line of the contracts.");
  const open = files.filter((file) => file.missed.length > 0);
  const rows = open.map((file) => [file.file, String(file.lines), file.missed.join(", ")]);
  if (open.length > 0) process.stdout.write(`${table(["source", "lines", "lines that never ran"], rows)}\n`);
  const share = 1 - missed / lines;
  const percent = (100 * share).toFixed(2);
  if (share < GOAL) throw new ProveError(`${percent} % of ${lines} lines ran, below ${100 * GOAL} %.`);
  process.stdout.write(`${percent} % of ${lines} lines ran.\n`);
}

await runCommand(main);
