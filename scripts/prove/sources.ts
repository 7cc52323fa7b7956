import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "./solc.ts";
import type { SolcOutput } from "./solc.ts";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A source by the name that imports use. */
export function readSource(path: string): string | undefined {
  for (const folder of [ROOT, join(ROOT, "node_modules")]) {
    const file = join(folder, path);
    if (existsSync(file)) return readFileSync(file, "utf8");
  }
  return undefined;
}

/** What `hardhat.config.ts` sets for what a report runs through, and for the rest. */
const SETTINGS = {
  report: { viaIR: true, optimizer: { enabled: true, runs: 20_000 } },
  other: { optimizer: { enabled: true, runs: 200 } },
};

/** Compiles the sources that the pattern names, and what they import, with the build's compiler and version. */
export function compileSources(
  pattern: string,
  outputs: readonly string[],
  path: keyof typeof SETTINGS = "other",
): SolcOutput {
  const files = globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.endsWith(".t.sol"))
    .sort();
  return compile(
    {
      language: "Solidity",
      sources: Object.fromEntries(files.map((file) => [file, { content: readSource(file) ?? "" }])),
      settings: {
        evmVersion: "cancun",
        ...SETTINGS[path],
        outputSelection: { "*": { "*": outputs, "": ["ast"] } },
      },
    },
    readSource,
  );
}
