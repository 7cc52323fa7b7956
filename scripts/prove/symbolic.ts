// Proves the properties in test/symbolic for all values, with halmos, and sees to it that what is named `refuted_`, which
// is false, is found to be: a proof that reaches nothing would hold too. What is in test/symbolic/report is compiled as
// the contracts on a report's path are, the rest as the others. Needs Python 3.11 or later; the first run makes a virtual
// environment from scripts/prove/requirements.txt. `--nightly` runs those named `nightly_` too, which take longer; `--only
// NAME` those whose name begins so; `--write` puts the outcome into docs/verification.md, with what was not run.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ProveError, runCommand } from "./errors.ts";
import { code, table, writeGenerated } from "./pages.ts";
import { pythonTool } from "./python.ts";
import type { SolcOutput } from "./solc.ts";
import { ROOT, compileSources } from "./sources.ts";

const FOLDER = join(ROOT, ".breakwater", "prove", "symbolic");
const PORTFOLIO = join(import.meta.dirname, "portfolio.py");
const PAGE = join(ROOT, "docs", "verification.md");

const resultSchema = z.object({
  exitcode: z.number(),
  test_results: z.record(
    z.string(),
    z.array(
      z.object({
        name: z.string(),
        exitcode: z.number(),
        num_bounded_loops: z.number(),
      }),
    ),
  ),
});
type Results = z.infer<typeof resultSchema>["test_results"];
type Proof = Results[string][number];

interface Built {
  readonly metadata: string;
}

const PROOFS = { "test/symbolic/*.sol": "other", "test/symbolic/report/*.sol": "report" } as const;
const OUTPUTS = [
  "abi",
  "metadata",
  "storageLayout",
  "evm.bytecode",
  "evm.deployedBytecode",
  "evm.methodIdentifiers",
];

/** Lays the proofs' build out as halmos expects it of forge: out/File.sol/Name.json, each with its syntax tree. */
function build(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [pattern, path] of Object.entries(PROOFS)) {
    if (globSync(pattern, { cwd: ROOT }).length > 0) layOut(compileSources(pattern, OUTPUTS, path));
  }
}

function layOut(output: SolcOutput): void {
  for (const [file, contracts] of Object.entries(output.contracts ?? {})) {
    const folder = join(FOLDER, "out", basename(file));
    mkdirSync(folder, { recursive: true });
    for (const [name, contract] of Object.entries(contracts)) {
      const { evm, metadata, ...rest } = contract as Built & { evm: Record<string, { object: string }> };
      const prefixed = (part: string): object => ({ ...evm[part], object: `0x${evm[part]?.object ?? ""}` });
      const artifact = {
        ...rest,
        metadata: JSON.parse(metadata) as unknown,
        bytecode: prefixed("bytecode"),
        deployedBytecode: prefixed("deployedBytecode"),
        methodIdentifiers: evm["methodIdentifiers"],
        ast: output.sources[file]?.ast,
      };
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(artifact));
    }
  }
}

/** halmos calls forge to build; what it finds is built already. */
function standInForForge(): string {
  const bin = join(FOLDER, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "forge"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return bin;
}

function prove(names: string): Results {
  const halmos = pythonTool("halmos");
  build();
  const json = join(FOLDER, "result.json");
  // Any panic fails a proof, in the contracts or in what the proof computes itself.
  const limits = ["--loop", "40", "--solver-timeout-assertion", "0", "--panic-error-codes", "*"];
  const solver = ["--solver-command", `${pythonTool("python3")} ${PORTFOLIO}`];
  const args = ["--root", FOLDER, "--json-output", json, "--function", names, ...solver, ...limits];
  const { status } = spawnSync(halmos, args, {
    stdio: "inherit",
    env: { ...process.env, PATH: `${standInForForge()}:${process.env["PATH"] ?? ""}` },
  });
  if (!existsSync(json)) throw new ProveError(`halmos ended with ${String(status)} and said nothing.`);
  return resultSchema.parse(JSON.parse(readFileSync(json, "utf8"))).test_results;
}

/** halmos ends a property with 1 where it has values that break it. */
function outcome({ exitcode, num_bounded_loops }: Proof): "proven" | "refuted" | "open" {
  if (exitcode === 0 && num_bounded_loops === 0) return "proven";
  return exitcode === 1 ? "refuted" : "open";
}

const nameOf = (signature: string): string => signature.split("(")[0] ?? signature;

/** Every property of a contract as it was laid out. */
function propertiesOf(contract: string): readonly string[] {
  const name = contract.split(":").at(-1) ?? contract;
  const file = globSync(join(FOLDER, "out", "*", `${name}.json`))[0];
  if (file === undefined) return [];
  const { methodIdentifiers } = JSON.parse(readFileSync(file, "utf8")) as {
    methodIdentifiers: Record<string, string>;
  };
  return Object.keys(methodIdentifiers)
    .map(nameOf)
    .filter((property) => /^(check|nightly|refuted)_/.test(property));
}

function render(results: Results): string {
  const rows = Object.entries(results).flatMap(([contract, proofs]) => {
    const outcomes = new Map(proofs.map((proof) => [nameOf(proof.name), outcome(proof)]));
    return [...new Set([...outcomes.keys(), ...propertiesOf(contract)])]
      .sort()
      .map((property) => [
        code(contract.split(":").at(-1) ?? contract),
        code(property),
        outcomes.get(property) ?? "not run",
      ]);
  });
  return table(["proofs", "property, for all values", "outcome"], rows);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      nightly: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const results = prove(values.only ?? (values.nightly ? "(check|nightly|refuted)_" : "(check|refuted)_"));
  if (values.write) writeGenerated(PAGE, "node scripts/prove/symbolic.ts --write", render(results));
  const proofs = Object.values(results).flat();
  if (proofs.length === 0) throw new ProveError("halmos found no proof.");
  const wrong = proofs.filter(
    (proof) => outcome(proof) !== (proof.name.startsWith("refuted_") ? "refuted" : "proven"),
  );
  if (wrong.length > 0) {
    throw new ProveError(
      `Not as they should be: ${wrong.map((proof) => `${proof.name}: ${outcome(proof)}`).join(", ")}.`,
    );
  }
  process.stdout.write(`${proofs.length} properties as they should be.\n`);
}

await runCommand(main);
