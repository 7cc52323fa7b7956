import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../sources.ts";
import type { Measured } from "./messages.ts";

interface Entry {
  readonly digest: string;
  readonly tests: readonly Measured[];
}

/** What every test may use; a change asks for all tests to be measured anew. */
const SHARED = "test/{fixtures,mocks,vectors}/**/*.{ts,sol,json}";

export const MOCHA = "test/contracts/**/*.test.ts";
export const SOLIDITY = "test/contracts/**/*.t.sol";

export const digestOf = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
};

/** Which mutants each test reaches, measured once and kept until the test, its fixtures or the mutants change. */
export class Reach {
  readonly #path: string;
  readonly #shared: string;
  readonly #entries: Map<string, Entry>;

  /** `build` is the digest of the merged build. */
  constructor(path: string, build: string) {
    this.#path = path;
    const shared = globSync(SHARED, { cwd: ROOT }).sort();
    this.#shared = digestOf(build, ...shared.map((file) => readFileSync(join(ROOT, file))));
    const kept = existsSync(path) ? readFileSync(path, "utf8") : "{}";
    this.#entries = new Map(Object.entries(JSON.parse(kept) as Record<string, Entry>));
  }

  /** Files with tests that are to be measured. */
  missing(): readonly string[] {
    const files = [MOCHA, SOLIDITY].flatMap((pattern) => globSync(pattern, { cwd: ROOT }).sort());
    return files.filter((file) => this.#entries.get(file)?.digest !== this.#digest(file));
  }

  set(file: string, tests: readonly Measured[]): void {
    this.#entries.set(file, { digest: this.#digest(file), tests });
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(Object.fromEntries(this.#entries)));
  }

  /** All that was measured and still holds. */
  tests(): readonly Measured[] {
    return [...this.#entries].flatMap(([file, { digest, tests }]) =>
      existsSync(join(ROOT, file)) && digest === this.#digest(file) ? tests : [],
    );
  }

  #digest(file: string): string {
    return digestOf(this.#shared, readFileSync(join(ROOT, file)));
  }
}
