// Proves the properties in test/symbolic for all values, with halmos. Needs Python 3.11 or later; the first run makes a
// virtual environment from scripts/prove/requirements.txt. `--nightly` runs those named `nightly_` too, which take far
// longer; `--only NAME` those whose name begins so; `--write` puts the outcome into docs/verification.md.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ProveError, runCommand } from "./errors.ts";
import { code, table, writeGenerated } from "./pages.ts";
import { pythonTool } from "./python.ts";
import { ROOT, compileSources } from "./sources.ts";

const FOLDER = join(ROOT, ".breakwater", "prove", "symbolic");
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

interface Built {
  readonly metadata: string;
}

/** Lays the proofs' build out as halmos expects it of forge: out/File.sol/Name.json, each with its syntax tree. */
function build(): void {
  const output = compileSources("test/symbolic/*.sol", [
    "abi",
    "metadata",
    "storageLayout",
    "evm.bytecode",
    "evm.deployedBytecode",
    "evm.methodIdentifiers",
  ]);
  rmSync(FOLDER, { recursive: true, force: true });
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
  const limits = ["--loop", "40", "--solver-timeout-assertion", "0"];
  const args = ["--root", FOLDER, "--json-output", json, "--function", names, ...limits];
  const { status } = spawnSync(halmos, args, {
    stdio: "inherit",
    env: { ...process.env, PATH: `${standInForForge()}:${process.env["PATH"] ?? ""}` },
  });
  if (!existsSync(json)) throw new ProveError(`halmos ended with ${String(status)} and said nothing.`);
  return resultSchema.parse(JSON.parse(readFileSync(json, "utf8"))).test_results;
}

function render(results: Results): string {
  const rows = Object.entries(results).flatMap(([contract, proofs]) =>
    proofs.map(({ name, exitcode }) => [
      code(contract.split(":").at(-1) ?? contract),
      code(name.split("(")[0] ?? name),
      exitcode === 0 ? "proven" : "not proven",
    ]),
  );
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
  const results = prove(values.only ?? (values.nightly ? "(check|nightly)_" : "check_"));
  if (values.write) writeGenerated(PAGE, "node scripts/prove/symbolic.ts --write", render(results));
  const proofs = Object.values(results).flat();
  const open = proofs.filter(({ exitcode, num_bounded_loops }) => exitcode !== 0 || num_bounded_loops > 0);
  if (proofs.length === 0) throw new ProveError("halmos found no proof.");
  if (open.length > 0) throw new ProveError(`Not proven: ${open.map(({ name }) => name).join(", ")}.`);
  process.stdout.write(`${proofs.length} properties proven.\n`);
}

await runCommand(main);
