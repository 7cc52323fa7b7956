import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ProveError } from "../errors.ts";
import { compileSources, readSource, ROOT } from "../sources.ts";
import { errorsOf, tryCompile } from "../solc.ts";
import type { SolcError } from "../solc.ts";
import { mergeMutants, SWITCH } from "./merged.ts";
import type { Merged } from "./merged.ts";
import { mutantsOf } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { digestOf } from "./reach.ts";

/** What the mutants of the contracts are, and which of them can be merged into one build. */
export interface Plan {
  readonly mutants: readonly Mutant[];
  /** The number in the bytecode of each mutant that is merged; the rest are compiled alone. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Sources with their mutants merged, by the name that imports use. */
  readonly merged: ReadonlyMap<string, string>;
  /** Of the merged sources. */
  readonly digest: string;
}

interface StoredPlan {
  /** Of all that the plan was made of: the contracts, and the code that makes it. */
  readonly from: string;
  readonly mutants: readonly Mutant[];
  readonly numbers: readonly (readonly [string, number])[];
  readonly merged: readonly (readonly [string, string])[];
  readonly digest: string;
}

const PATTERN = "contracts/**/*.sol";

/** The mutants of all contracts, with types in their holders. */
export function allMutants(): readonly Mutant[] {
  const { sources } = compileSources(PATTERN, []);
  return Object.keys(sources)
    .filter((file) => file.startsWith("contracts/"))
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8"), sources[file]?.ast));
}

export const readSwitch = (): string => readFileSync(join(import.meta.dirname, "isMutant.sol"), "utf8");

/** Those that an error of the merged build speaks of: the innermost that stand where it points. */
function blamed(
  error: SolcError,
  merged: ReadonlyMap<string, Merged>,
  mutants: readonly Mutant[],
): readonly string[] {
  const at = error.sourceLocation;
  if (!at) return [];
  const { text = "", spans = [] } = merged.get(at.file) ?? {};
  if (error.formattedMessage.includes("without prior assignment")) {
    // A storage pointer that only the removed statement sets: the error stands at its declaration or where it is read.
    const { start, end } = error.secondarySourceLocations?.[0] ?? at;
    const name = /\w+$/.exec(Buffer.from(text).subarray(start, end).toString())?.[0];
    return mutants
      .filter(({ file, original }) => file === at.file && name && original.startsWith(`${name} =`))
      .map(({ id }) => id);
  }
  if (error.formattedMessage.includes("tuple("))
    return spans.filter(({ start, end }) => at.start <= start && end <= at.end).flatMap(({ ids }) => ids);
  const around = spans.filter(({ start, end }) => start <= at.start && at.end <= end);
  return around.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]?.ids ?? [];
}

function merge(mutants: readonly Mutant[], numbers: ReadonlyMap<string, number>): Map<string, Merged> {
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  return new Map(
    [...byFile].map(([file, own]) => [file, mergeMutants(readSource(file) ?? "", own, numbers)]),
  );
}

/** Merges as many mutants as compile together: those that an error points at are left out until there is none. */
export function planOf(mutants: readonly Mutant[]): Plan {
  const numbers = new Map<string, number>();
  for (const [index, { id, holder }] of mutants.entries()) if (holder) numbers.set(id, index + 1);
  for (;;) {
    const merged = merge(mutants, numbers);
    const texts = new Map([...merged].map(([file, { text }]) => [file, text]));
    const errors = errorsOf(
      tryCompile(
        {
          language: "Solidity",
          sources: Object.fromEntries([...texts].map(([file, content]) => [file, { content }])),
          settings: { evmVersion: "cancun", outputSelection: { "*": { "*": ["abi"] } } },
        },
        (path) => (path === SWITCH ? readSwitch() : readSource(path)),
      ),
    );
    if (errors.length === 0) {
      const digest = digestOf(readSwitch(), JSON.stringify([...texts]));
      return { mutants, numbers, merged: texts, digest };
    }
    const before = numbers.size;
    for (const error of errors) for (const id of blamed(error, merged, mutants)) numbers.delete(id);
    if (numbers.size === before)
      throw new ProveError(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  }
}

const digestOfInputs = (): string => {
  const makers = "scripts/prove/mutate/{holders,isMutant,merged,mutants,operators,plan}.*";
  const files = [PATTERN, makers].flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  return digestOf(...files.map((file) => readFileSync(join(ROOT, file))));
};

function readStored(path: string): StoredPlan | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as StoredPlan) : undefined;
}

/** The plan of the contracts as they are, kept in a file for the next run and for the workers. */
export function makePlan(path: string): Plan {
  const from = digestOfInputs();
  if (readStored(path)?.from !== from) {
    const { mutants, numbers, merged, digest } = planOf(allMutants());
    const stored: StoredPlan = { from, mutants, numbers: [...numbers], merged: [...merged], digest };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(stored));
  }
  return readPlan(path);
}

export function readPlan(path: string): Plan {
  const stored = readStored(path);
  if (!stored) throw new ProveError(`There is no plan at ${path}.`);
  const { mutants, numbers, merged, digest } = stored;
  return { mutants, numbers: new Map(numbers), merged: new Map(merged), digest };
}
