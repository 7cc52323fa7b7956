// Compares storage layouts, bytecode sizes and the gas of the benchmarks with test/snapshots and fails on any difference (of
// gas, on more than 0.2 %); `--write` takes the present ones over. A difference is no fault: it is a decision, to be seen in the same commit.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProveError, runCommand } from "./errors.ts";
import { layouts, sizes } from "./snapshots/measure.ts";
import { ROOT } from "./sources.ts";

const FOLDER = join(ROOT, "test", "snapshots");
const HARDHAT = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");

function hardhat(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HARDHAT, ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new ProveError(`hardhat ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Calldata is priced by its zero bytes, and signatures and block hashes differ from run to run. */
const GAS_TOLERANCE = 0.002;

/** The benchmarks that print gas, by what they measure. */
const BENCHES = {
  report: "gas.ts",
  ledger: "ledger.ts",
  hooks: "hooks.ts",
  governance: "governance.ts",
  liquidity: "liquidity.ts",
  treasury: "treasury.ts",
};

/** Gas of whole transactions, from the benchmarks. */
function gas(): Figures {
  const figuresOf = (bench: string): Figures => {
    const line = hardhat("run", "--no-compile", join("scripts", "bench", bench))
      .split("\n")
      .findLast((text) => text.startsWith("{"));
    if (line === undefined) throw new ProveError(`scripts/bench/${bench} printed no figures.`);
    return JSON.parse(line) as Figures;
  };
  return Object.fromEntries(Object.entries(BENCHES).map(([name, bench]) => [name, figuresOf(bench)]));
}

/** Figures by name, in as many levels as the benchmark has tables. */
type Figures = number | { readonly [name: string]: Figures };

function isNear(before: Figures | undefined, now: Figures | undefined): boolean {
  if (before === undefined || now === undefined) return false;
  if (typeof before === "number" || typeof now === "number") {
    return (
      typeof before === typeof now && Math.abs(Number(now) - Number(before)) <= GAS_TOLERANCE * Number(before)
    );
  }
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].every((key) =>
    isNear(before[key], now[key]),
  );
}

function isSame(name: string, kept: string, present: string): boolean {
  if (name !== "gas") return kept === present;
  return isNear(JSON.parse(kept) as Figures, JSON.parse(present) as Figures);
}

function main(): void {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  hardhat("build");
  const storage = layouts();
  const present = { storage, bytecode: sizes(Object.keys(storage)), gas: gas() };
  mkdirSync(FOLDER, { recursive: true });
  const changed = Object.entries(present).filter(([name, snapshot]) => {
    const path = join(FOLDER, `${name}.json`);
    const text = `${JSON.stringify(snapshot, undefined, 2)}\n`;
    const same = existsSync(path) && isSame(name, readFileSync(path, "utf8"), text);
    if (!same && values.write) writeFileSync(path, text);
    else if (!same) process.stderr.write(`${name} is now:\n${text}`);
    return !same;
  });
  if (changed.length > 0 && !values.write) {
    const names = changed.map(([name]) => name).join(", ");
    throw new ProveError(
      `Changed: ${names}. Where that is meant, run \`node scripts/prove/snapshots.ts --write\` and commit it.`,
    );
  }
  process.stdout.write(`Storage, bytecode and gas: ${changed.length === 0 ? "unchanged" : "written"}.\n`);
}

await runCommand(main);
