// Runs the scenario of the DAO's six proposals and writes what came of it into docs/governance.md, with its picture.
// With --run FILE it takes the JSON object of a run that is done. Takes two to three minutes otherwise.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { GovernanceResult } from "../governance/result.ts";
import { governanceMarkdown } from "../governance/screen/markdown.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = join(ROOT, "docs", "governance.md");
const BEGIN = "<!-- generated: node scripts/setup/run.mjs scripts/docs/governance.ts -->";
const END = "<!-- end -->";

function runScenario(): string {
  const command = ["--disable-warning=ExperimentalWarning", "scripts/start.ts", "--scenario", "governance"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, "--json"], {
    encoding: "utf8",
    cwd: ROOT,
    maxBuffer: 1 << 28,
  });
  if (status !== 0)
    throw new Error(`The scenario ended with exit code ${String(status)}:\n${stderr.slice(-2_000)}`);
  return stdout;
}

function writeBetweenMarkers(block: string): void {
  const page = readFileSync(PAGE, "utf8");
  const [head, rest] = page.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`${PAGE} has lost its markers "${BEGIN}" and "${END}": put them back.`);
  writeFileSync(PAGE, `${head}${BEGIN}\n\n${block}\n\n${END}${tail}`);
}

const { values } = parseArgs({ options: { run: { type: "string" } } });
const json = values.run === undefined ? runScenario() : readFileSync(values.run, "utf8");
// The scenario's own output, of the same release.
const result = JSON.parse(json) as GovernanceResult;
writeBetweenMarkers(governanceMarkdown(result));
spawnSync("prettier", ["--write", "--log-level", "warn", PAGE], { cwd: ROOT, stdio: "inherit" });
for (const file of result.files)
  copyFileSync(resolve(ROOT, file), join(ROOT, "docs", "pictures", `governance${extname(file)}`));
