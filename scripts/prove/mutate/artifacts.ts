import { id } from "ethers";
import type { Artifact } from "hardhat/types/artifacts";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSource } from "../sources.ts";
import { analyses, compileContract } from "./bytecode.ts";
import type { Compiled } from "./bytecode.ts";
import { dependsOn } from "./imports.ts";
import { SWITCH } from "./merged.ts";
import { applyTo } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { readSwitch } from "./plan.ts";
import type { Plan } from "./plan.ts";

const CHOSEN = /b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e7b4ea4a7e71/g;
/** Chooses no mutant; those that are asked for report themselves. */
const ALL = (1n << 256n) - 1n;

/** Of a contract that does not compile. */
const NOTHING: Compiled = {
  abi: [],
  evm: {
    bytecode: { object: "", linkReferences: {} },
    deployedBytecode: { object: "", linkReferences: {} },
  },
};

type Links = Artifact["linkReferences"];
type ChosenCode = Pick<
  Artifact,
  "abi" | "bytecode" | "deployedBytecode" | "linkReferences" | "deployedLinkReferences"
>;

/** What Hardhat puts before the project's own sources. */
export const OURS = "project/";

/** What stands in code for a library's address until it is linked, as solc derives it from the library's name. */
const placeholderOf = (file: string, name: string): string => `__$${id(`${file}:${name}`).slice(2, 36)}$__`;

/** A library is linked by the name that Hardhat gives its source: by its place for Mocha, by its placeholder for Solidity's tests. */
const renamed = (code: string, links: Links): string =>
  Object.entries(links).reduce(
    (all, [file, names]) =>
      Object.keys(names).reduce(
        (text, name) =>
          text.replaceAll(placeholderOf(file.slice(OURS.length), name), () => placeholderOf(file, name)),
        all,
      ),
    code,
  );

const asBuilt = (links: Compiled["evm"]["bytecode"]["linkReferences"]): Links =>
  Object.fromEntries(Object.entries(links).map(([file, names]) => [`${OURS}${file}`, names])) as Links;

const word = (value: bigint): string => value.toString(16).padStart(64, "0");

const readMutant = (mutant: Mutant) => (path: string) => {
  const source = readSource(path);
  return path === mutant.file && source !== undefined ? applyTo(source, mutant) : source;
};

/** What the tests deploy: the contracts with all mutants merged, one of them chosen; or one mutant compiled alone. */
export class MutantArtifacts {
  readonly #plan: Plan;
  readonly #folder: string;
  readonly #compiled = new Map<string, Compiled>();
  readonly #alone = new Map<string, Compiled>();
  #chosen = 0n;
  #mutant: Mutant | undefined;
  #read = new Set<string>();
  #invalid = false;

  constructor(plan: Plan, folder: string) {
    this.#plan = plan;
    this.#folder = join(folder, plan.digest);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Takes the place of what was built. */
  install(hre: HardhatRuntimeEnvironment): void {
    const built = hre.artifacts.readArtifact.bind(hre.artifacts);
    const read = async (name: string): Promise<Artifact> => {
      const artifact = (await built(name)) as unknown as Artifact;
      return this.#replaced(artifact);
    };
    // Nor is any of it to be recognised on the chain, which takes longer than the tests and helps none of them.
    const noBuilds = () => Promise.resolve(new Set<string>());
    Object.assign(hre.artifacts, { readArtifact: read, getAllBuildInfoIds: noBuilds });
  }

  chooseNone(): void {
    this.#choose(0n, undefined);
  }

  chooseAll(): void {
    this.#choose(ALL, undefined);
  }

  choose(mutant: Mutant): void {
    const number = this.#plan.numbers.get(mutant.id);
    this.#choose(BigInt(number ?? 0), number === undefined ? mutant : undefined);
  }

  /** Whether the mutant, compiled alone, turned out not to compile. */
  get invalid(): boolean {
    return this.#invalid;
  }

  /** The contracts that were read since this was last asked: source, colon, name. */
  takeRead(): readonly string[] {
    const read = [...this.#read];
    this.#read = new Set();
    return read;
  }

  /** Compiles the chosen mutant alone in those of the contracts that use its source, before any test waits for them. */
  compile(contracts: readonly string[]): void {
    const mutant = this.#mutant;
    if (!mutant) return;
    for (const contract of new Set(contracts)) {
      const [file = "", name = ""] = contract.split(":");
      if (this.#invalid) return;
      if (name !== "" && dependsOn(file, mutant.file)) this.#compileAlone(file, name, mutant);
    }
  }

  #choose(chosen: bigint, mutant: Mutant | undefined): void {
    this.#chosen = chosen;
    this.#mutant = mutant;
    this.#alone.clear();
    this.#invalid = mutant !== undefined && !analyses(mutant.file, readMutant(mutant));
  }

  /** A contract with the chosen mutant. */
  codeOf(file: string, name: string): ChosenCode {
    const { abi, evm } =
      this.#mutant && dependsOn(file, this.#mutant.file)
        ? this.#compileAlone(file, name, this.#mutant)
        : this.#compileMerged(file, name);
    const links = asBuilt(evm.bytecode.linkReferences);
    const deployedLinks = asBuilt(evm.deployedBytecode.linkReferences);
    const choose = (object: string): string => `0x${object.replace(CHOSEN, word(this.#chosen))}`;
    return {
      abi,
      bytecode: renamed(choose(evm.bytecode.object), links),
      deployedBytecode: renamed(choose(evm.deployedBytecode.object), deployedLinks),
      linkReferences: links,
      deployedLinkReferences: deployedLinks,
    };
  }

  #replaced(artifact: Artifact): Artifact {
    const { sourceName, contractName, bytecode } = artifact;
    if (bytecode === "0x" || ![...this.#plan.merged.keys()].some((file) => dependsOn(sourceName, file))) {
      return artifact;
    }
    this.#read.add(`${sourceName}:${contractName}`);
    return { ...artifact, ...this.codeOf(sourceName, contractName) };
  }

  #compileMerged(file: string, name: string): Compiled {
    const key = `${file}:${name}`;
    const kept = this.#compiled.get(key);
    if (kept) return kept;
    const path = join(this.#folder, `${key.replaceAll(/\W/g, "_")}.json`);
    if (!existsSync(path)) {
      const { merged } = this.#plan;
      const read = (path: string) =>
        path === SWITCH ? readSwitch() : (merged.get(path) ?? readSource(path));
      const compiled = compileContract(file, name, read);
      if (!compiled) throw new Error(`${key} does not compile with its mutants merged.`);
      writeFileSync(path, JSON.stringify(compiled));
    }
    const compiled = JSON.parse(readFileSync(path, "utf8")) as Compiled;
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #compileAlone(file: string, name: string, mutant: Mutant): Compiled {
    const key = `${file}:${name}`;
    const kept = this.#alone.get(key);
    if (kept) return kept;
    const compiled = compileContract(file, name, readMutant(mutant));
    if (!compiled) {
      this.#invalid = true;
      return NOTHING;
    }
    this.#alone.set(key, compiled);
    return compiled;
  }
}
