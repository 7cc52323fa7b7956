import type { Mutant } from "./mutants.ts";

/** Mutants that no test kills, and why. */
export interface Reasoned {
  readonly file: string;
  /** The source's line, trimmed. */
  readonly text: string;
  readonly original: string;
  readonly replacements: readonly string[];
  /** Which of several that agree in all of this, from 0; every one if left out. */
  readonly nth?: readonly number[];
  readonly reason: string;
}

export const speaksOf = ({ file, text, original, replacements, nth }: Reasoned, mutant: Mutant): boolean =>
  file === mutant.file &&
  text === mutant.text &&
  original === mutant.original &&
  replacements.includes(mutant.replacement) &&
  (nth?.includes(mutant.nth) ?? true);

/** Undefined if nobody argued it. */
export const reasonIn = (entries: readonly Reasoned[], mutant: Mutant): string | undefined =>
  entries.find((entry) => speaksOf(entry, mutant))?.reason;

export const nameOf = ({ file, text, original, replacements }: Reasoned): string =>
  `${file}: ${original} -> ${replacements.join(" or ")} in "${text}"`;
