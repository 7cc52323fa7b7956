import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../sources.ts";
import { OURS } from "./artifacts.ts";
import type { MutantArtifacts } from "./artifacts.ts";

/** What Hardhat's task reads of a build's name is the compiler's version. */
const FORM = { _format: "hh3-artifact-1", buildInfoId: "solc-0_8_37-00000000" };

/** A file's fuzzed tests, run by Hardhat on artifacts that are written for each mutant. */
export class SolidityTests {
  readonly #hre: HardhatRuntimeEnvironment;
  readonly #artifacts: MutantArtifacts;
  readonly #folder: string;

  constructor(hre: HardhatRuntimeEnvironment, artifacts: MutantArtifacts, folder: string) {
    this.#hre = hre;
    this.#artifacts = artifacts;
    this.#folder = folder;
    Object.assign(hre.solidity, { getArtifactsDirectory: () => Promise.resolve(folder) });
  }

  /** Whether all tests of the file pass. */
  async pass(file: string): Promise<boolean> {
    this.#write(file);
    const task = this.#hre.tasks.getTask(["test", "solidity"]);
    const result = (await task.run({ testFiles: [file], noCompile: true })) as { readonly success: boolean };
    return result.success;
  }

  #write(file: string): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(join(this.#folder, "build-info"), { recursive: true });
    const source = readFileSync(join(ROOT, file), "utf8");
    for (const [, name = ""] of source.matchAll(/^contract (\w+)/gm)) this.#writeContract(file, name);
  }

  /** With the libraries that it is linked with, which the runner deploys by itself. */
  #writeContract(file: string, name: string): void {
    const path = join(this.#folder, file, `${name}.json`);
    if (existsSync(path)) return;
    const code = this.#artifacts.codeOf(file, name);
    const inputSourceName = `${OURS}${file}`;
    const artifact = { ...FORM, contractName: name, sourceName: file, inputSourceName, ...code };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(artifact));
    for (const [linked, names] of Object.entries(code.linkReferences)) {
      for (const library of Object.keys(names)) this.#writeContract(linked.slice(OURS.length), library);
    }
  }
}
