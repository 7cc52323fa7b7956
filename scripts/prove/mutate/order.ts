import type { Measured } from "./messages.ts";
import { dependsOn } from "./imports.ts";
import type { Mutant } from "./mutants.ts";

interface Tally {
  tries: number;
  kills: number;
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
    const able = this.#tests.filter(({ failure, reached, sources }) => {
      if (failure !== undefined) return false;
      if (number !== undefined && reached) return reached.includes(number);
      return sources.some((source) => dependsOn(source, mutant.file));
    });
    const worth = ({ name, ms }: Measured): number => {
      const { tries, kills } = this.#record(mutant.file, name);
      return (kills + 1) / (tries + 2) / (ms + START_MS);
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
