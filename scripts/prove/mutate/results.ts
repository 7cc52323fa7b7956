import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Outcome, Verdict } from "./messages.ts";
import { digestOf } from "./reach.ts";
import { readVerdicts } from "./verdicts.ts";

interface Entry extends Verdict {
  readonly source: string;
  readonly tests: string;
}

/**
 * What became of each mutant, kept between runs, and with the sources (`verdicts.ts`). A survivor is tried again when
 * any test changed, any mutant when its source did.
 */
export class Results {
  readonly #path: string;
  readonly #root: string;
  readonly #tests: string;
  readonly #sources = new Map<string, string>();
  readonly #entries: Map<string, Entry>;

  constructor(root: string, path: string) {
    this.#root = root;
    this.#path = path;
    const tests = globSync("test/{contracts,fixtures,mocks,vectors}/**/*.{ts,sol,json}", {
      cwd: root,
    }).sort();
    this.#tests = digestOf(...tests.map((file) => readFileSync(join(root, file))));
    const kept = existsSync(path) ? readFileSync(path, "utf8") : "{}";
    const published = Object.values(readVerdicts(root)).flatMap(({ source, killed, invalid }) => [
      ...killed.map((id): [string, Entry] => [id, { outcome: "killed", source, tests: "" }]),
      ...invalid.map((id): [string, Entry] => [id, { outcome: "invalid", source, tests: "" }]),
    ]);
    this.#entries = new Map([...published, ...Object.entries(JSON.parse(kept) as Record<string, Entry>)]);
  }

  of(id: string, file: string): Outcome | undefined {
    const entry = this.#entries.get(id);
    if (entry?.source !== this.#sourceOf(file)) return undefined;
    return entry.outcome === "survived" && entry.tests !== this.#tests ? undefined : entry.outcome;
  }

  set(id: string, file: string, verdict: Verdict): void {
    this.#entries.set(id, { ...verdict, source: this.#sourceOf(file), tests: this.#tests });
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(Object.fromEntries(this.#entries), undefined, 1));
  }

  #sourceOf(file: string): string {
    const known = this.#sources.get(file) ?? digestOf(readFileSync(join(this.#root, file)));
    this.#sources.set(file, known);
    return known;
  }
}
