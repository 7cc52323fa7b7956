// Runs the stateful invariants: 256 sequences of 100 calls for each; `--nightly` runs ten times as many.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProveError, runCommand } from "./errors.ts";
import { ROOT } from "./sources.ts";

function main(): void {
  const { values } = parseArgs({ options: { nightly: { type: "boolean", default: false } } });
  const cli = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
  const files = globSync("test/invariant/*.t.sol", { cwd: ROOT }).sort();
  const profile = values.nightly ? ["--test-profile", "nightly"] : [];
  const command = [cli, "test", "solidity", ...profile, ...files];
  const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) {
    throw new ProveError(
      "An invariant broke: the calls that broke it stand above, shortened to what it takes.",
    );
  }
}

await runCommand(main);
