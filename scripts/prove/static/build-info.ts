import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProveError } from "../errors.ts";
import { ROOT, compileSources } from "../sources.ts";

/** Packages' files by where they are, in names and in the trees' imports alike: slither looks them up by both. */
function located<T>(value: T): T {
  if (typeof value === "string") return (value.startsWith("@") ? `node_modules/${value}` : value) as T;
  const moved = JSON.stringify(value).replaceAll('"absolutePath":"@', '"absolutePath":"node_modules/@');
  return JSON.parse(moved) as T;
}

const NO_CODE = { object: "", sourceMap: "" };

/**
 * A folder that slither takes for a Hardhat project built already: all contracts in one unit, with their syntax trees.
 * There is no bytecode in it, since slither reads none; so nothing needs the optimiser's minutes.
 */
export function writeBuildInfo(folder: string): void {
  const output = compileSources("contracts/**/*.sol", ["abi", "userdoc", "devdoc"]);
  const warnings = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) =>
      severity === "warning" && sourceLocation?.file.startsWith("contracts/") === true,
  );
  if (warnings.length > 0) {
    const text = warnings.map(({ formattedMessage }) => formattedMessage).join("\n");
    throw new ProveError(`The compiler warns, and a warning is an error here:\n${text}`);
  }
  const contracts = Object.entries(output.contracts ?? {}).map(([file, byName]) => [
    file,
    Object.fromEntries(
      Object.entries(byName).map(([name, contract]) => [
        name,
        { ...contract, evm: { bytecode: NO_CODE, deployedBytecode: NO_CODE } },
      ]),
    ),
  ]);
  rmSync(folder, { recursive: true, force: true });
  const info = join(folder, "artifacts", "build-info");
  mkdirSync(info, { recursive: true });
  writeFileSync(join(folder, "hardhat.config.cjs"), "");
  for (const name of ["contracts", "node_modules"]) symlinkSync(join(ROOT, name), join(folder, name));
  const sources = Object.entries(output.sources).map(([path, source]) => [located(path), located(source)]);
  const input = { language: "Solidity", settings: { optimizer: { enabled: true } } };
  writeFileSync(join(info, "build.json"), JSON.stringify({ solcVersion: "0.8.37", input }));
  writeFileSync(
    join(info, "build.output.json"),
    JSON.stringify({
      output: {
        sources: Object.fromEntries(sources) as object,
        contracts: Object.fromEntries(contracts) as object,
      },
    }),
  );
}
