import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Outcome = "killed" | "survived" | "invalid";

interface Entry {
  readonly outcome: Outcome;
  readonly source: string;
  readonly tests: string;
}

const digestOf = (files: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
};

/**
 * What became of each mutant, kept between runs. A survivor is tried again when any test changed, any mutant when its
 * source did.
 */
export class Results {
  readonly #path: string;
  readonly #root: string;
  readonly #tests: string;
  readonly #entries: Map<string, Entry>;

  constructor(root: string, path: string) {
    this.#root = root;
    this.#path = path;
    const tests = globSync("test/{contracts,fixtures,mocks,vectors,invariant}/**/*", { cwd: root });
    const sources = tests.filter((file) => /\.(?:ts|sol|json)$/.test(file)).sort();
    this.#tests = digestOf(sources.map((file) => join(root, file)));
    const kept = existsSync(path) ? readFileSync(path, "utf8") : "{}";
    this.#entries = new Map(Object.entries(JSON.parse(kept) as Record<string, Entry>));
  }

  of(id: string, file: string): Outcome | undefined {
    const entry = this.#entries.get(id);
    if (entry?.source !== this.#sourceOf(file)) return undefined;
    return entry.outcome === "survived" && entry.tests !== this.#tests ? undefined : entry.outcome;
  }

  set(id: string, file: string, outcome: Outcome): void {
    this.#entries.set(id, { outcome, source: this.#sourceOf(file), tests: this.#tests });
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(Object.fromEntries(this.#entries), undefined, 1));
  }

  #sourceOf(file: string): string {
    return digestOf([join(this.#root, file)]);
  }
}
