import { basename } from "node:path";
import { readSource } from "../sources.ts";
import type { Measured } from "./messages.ts";
import { dependsOn } from "./imports.ts";
import type { Mutant } from "./mutants.ts";

interface Tally {
  tries: number;
  kills: number;
}

/** How much more is to be expected of tests that bear the name of the source, or of the function. */
const NAMED = 8;

/** The function in whose head or body the mutant stands. */
function functionOf({ file, line }: Mutant): string {
  const before = (readSource(file) ?? "").split("\n").slice(0, line).join("\n");
  return [...before.matchAll(/\bfunction (\w+)/g)].at(-1)?.[1] ?? "constructor";
}

/** What starting a run costs beside the test itself. */
const START_MS = 50;

/** Which tests may notice a mutant, those first that noticed most of its source's mutants in the least time. */
export class Order {
  readonly #tests: readonly Measured[];
  readonly #records = new Map<string, Tally>();

  constructor(tests: readonly Measured[]) {
    this.#tests = tests;
  }

  /** `number` is the mutant's in the merged build; one that is compiled alone may be noticed wherever its source is used. */
  of(mutant: Mutant, number: number | undefined): readonly Measured[] {
    const able = this.#tests.filter(({ failure, reached, contracts }) => {
      if (failure !== undefined) return false;
      if (number !== undefined && reached) return reached.includes(number);
      return contracts.some((name) => dependsOn(name.split(":")[0] ?? "", mutant.file));
    });
    const own = `/${basename(mutant.file, ".sol")}.`;
    const called = new RegExp(`[. ]${functionOf(mutant)}\\b`);
    const worth = ({ name, ms }: Measured): number => {
      const { tries, kills } = this.#record(mutant.file, name);
      const hope = (name.includes(own) ? NAMED : 1) * (called.test(name) ? NAMED : 1);
      return (hope * (kills + 1)) / (tries + 2) / (ms + START_MS);
    };
    return able.toSorted((a, b) => worth(b) - worth(a));
  }

  note(file: string, tried: readonly Measured[], killer: string | undefined): void {
    for (const { name } of tried) {
      const record = this.#record(file, name);
      record.tries += 1;
      if (name === killer) record.kills += 1;
    }
  }

  #record(file: string, name: string): Tally {
    const key = `${file} ${name}`;
    const record = this.#records.get(key) ?? { tries: 0, kills: 0 };
    this.#records.set(key, record);
    return record;
  }
}
