import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "./reach.ts";
import type { Judged } from "./page.ts";

/** Verdicts that are kept with the sources: a run goes on where one on another machine stopped. */
export const VERDICTS = join("test", "snapshots", "mutants.json");

/** By source: its digest when it was judged, and the ids of what was killed or did not compile. */
type Verdicts = Readonly<
  Record<
    string,
    { readonly source: string; readonly killed: readonly string[]; readonly invalid: readonly string[] }
  >
>;

export function readVerdicts(root: string): Verdicts {
  const path = join(root, VERDICTS);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Verdicts) : {};
}

/** Adds what `judged` says to what is kept of the same sources. Survivors are left out: a new test may kill them. */
export function writeVerdicts(root: string, judged: readonly Judged[]): void {
  const kept = readVerdicts(root);
  const files = [...new Set(judged.map(({ mutant }) => mutant.file))].sort();
  const verdicts = files.map((file) => {
    const source = digestOf(readFileSync(join(root, file)));
    const before = kept[file]?.source === source ? kept[file] : { killed: [], invalid: [] };
    const own = judged.filter(({ mutant }) => mutant.file === file);
    const idsOf = (outcome: "killed" | "invalid"): readonly string[] => {
      const ids = own.filter((one) => one.outcome === outcome).map(({ mutant }) => mutant.id);
      return [...new Set([...before[outcome], ...ids])].sort();
    };
    return [file, { source, killed: idsOf("killed"), invalid: idsOf("invalid") }];
  });
  const all = { ...kept, ...(Object.fromEntries(verdicts) as Verdicts) };
  writeFileSync(join(root, VERDICTS), `${JSON.stringify(all, undefined, 1)}\n`);
}
