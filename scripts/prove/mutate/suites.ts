import Mocha from "mocha";
import { relative } from "node:path";
import { ROOT } from "../sources.ts";

/** A test that never comes to an end notices something too. */
const TIMEOUT_MS = 120_000;

export interface Failure {
  readonly name: string;
  readonly message: string;
}

const nameOf = (test: Mocha.Test): string => `${relative(ROOT, test.file ?? "")}: ${test.fullTitle()}`;

/** Mocha's tests, loaded once and run as often as there are mutants. */
export class Suites {
  readonly #mocha = new Mocha({
    timeout: TIMEOUT_MS,
    bail: true,
    // Prints nothing.
    reporter: Mocha.reporters.Base,
  }).cleanReferencesAfterRun(false);
  readonly #tests = new Map<Mocha.Suite, readonly Mocha.Test[]>();

  async load(files: readonly string[]): Promise<void> {
    for (const file of files) this.#mocha.addFile(file);
    await this.#mocha.loadFilesAsync();
    this.#collect(this.#mocha.suite);
  }

  get names(): readonly string[] {
    return [...this.#tests.values()].flat().map(nameOf);
  }

  /** Runs the named tests until one fails. */
  async run(names: ReadonlySet<string>): Promise<Failure | undefined> {
    for (const [suite, tests] of this.#tests) suite.tests = tests.filter((test) => names.has(nameOf(test)));
    let failed: Failure | undefined;
    await new Promise<void>((resolve) => {
      const runner = this.#mocha.run(() => {
        resolve();
      });
      runner.on("fail", (test, { message }: Error) => {
        failed ??= { name: nameOf(test), message };
      });
    });
    return failed;
  }

  #collect(suite: Mocha.Suite): void {
    this.#tests.set(suite, [...suite.tests]);
    for (const child of suite.suites) this.#collect(child);
  }
}
