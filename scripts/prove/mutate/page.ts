import { join } from "node:path";
import { code, table, writeGenerated } from "../pages.ts";
import { ARGUED } from "./argued.ts";
import { EQUIVALENTS } from "./equivalents.ts";
import type { Outcome } from "./messages.ts";
import type { Mutant } from "./mutants.ts";
import { reasonIn } from "./reasoned.ts";

export interface Judged {
  readonly mutant: Mutant;
  readonly outcome: Outcome | undefined;
}

const count = (judged: readonly Judged[], outcome: Outcome): number =>
  judged.filter((one) => one.outcome === outcome).length;

/** Mutants that do not compile say nothing about the tests. */
export function scoreOf(judged: readonly Judged[]): { readonly killed: number; readonly counted: number } {
  const killed = count(judged, "killed");
  return { killed, counted: killed + count(judged, "survived") };
}

/** Rounded down: a hundred per cent are all. */
const percent = ({ killed, counted }: { killed: number; counted: number }): string =>
  counted === 0 ? "-" : `${(Math.floor((1000 * killed) / counted) / 10).toFixed(1)} %`;

function byFile(judged: readonly Judged[]): string {
  const files = [...new Set(judged.map(({ mutant }) => mutant.file))].sort();
  const rows = files.map((file) => {
    const own = judged.filter(({ mutant }) => mutant.file === file);
    const score = scoreOf(own);
    return [
      code(file),
      own.length,
      own.filter(({ outcome }) => outcome !== undefined).length,
      score.killed,
      score.counted - score.killed,
      count(own, "invalid"),
      percent(score),
    ];
  });
  const all = scoreOf(judged);
  const sum = [
    "all",
    judged.length,
    judged.filter(({ outcome }) => outcome !== undefined).length,
    all.killed,
    all.counted - all.killed,
    count(judged, "invalid"),
    percent(all),
  ];
  const head = [
    "source",
    "mutants",
    "tried",
    "killed",
    "survived",
    "did not compile",
    "killed of what compiles",
  ];
  return table(
    head,
    [...rows, sum].map((row) => row.map(String)),
  );
}

function survivors(judged: readonly Judged[]): string {
  const rows = judged
    .filter(({ outcome }) => outcome === "survived")
    .map(({ mutant }) => [
      mutant.file,
      code(mutant.text),
      code(mutant.original),
      code(mutant.replacement),
      reasonIn(ARGUED, mutant) ?? "None yet.",
    ]);
  return rows.length === 0 ? "None." : table(["source", "line", "was", "became", "argument"], rows);
}

function equivalents(): string {
  const rows = EQUIVALENTS.map(({ file, text, original, replacements, reason }) => [
    file,
    code(text),
    `${code(original)} to ${replacements.map(code).join(" or ")}`,
    reason,
  ]);
  return rows.length === 0 ? "None." : table(["source", "line", "change", "why nobody can notice"], rows);
}

/** Writes what the run found into docs/mutation.md. */
export function writePage(root: string, judged: readonly Judged[], possible: number): void {
  const page = join(root, "docs", "mutation.md");
  const tried = judged.filter(({ outcome }) => outcome !== undefined).length;
  const blocks = [
    `Tried: ${tried} of ${possible} mutants.`,
    byFile(judged),
    "## Survivors",
    survivors(judged),
    "## Left out: no test can notice them",
    equivalents(),
  ];
  writeGenerated(page, "node scripts/prove/mutate.ts --write", blocks.join("\n\n"));
}
