import type { Mutant } from "./mutants.ts";

/** A change that no test can notice, since nothing observable differs. */
interface Equivalent {
  readonly file: string;
  /** The source's line, trimmed. */
  readonly text: string;
  readonly original: string;
  readonly replacements: readonly string[];
  readonly reason: string;
}

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/libraries/RosterTable.sol",
    text: "words = new uint256[](MEMBERS + 3 * n);",
    original: "3",
    replacements: ["(3 + 1)"],
    reason: "More room than is used: the length is set to what is used below.",
  },
];

/** Why a mutant changes nothing that anyone could observe; undefined if nobody argued so. */
export function reasonOf(mutant: Mutant): string | undefined {
  return EQUIVALENTS.find(
    ({ file, text, original, replacements }) =>
      file === mutant.file &&
      text === mutant.text &&
      original === mutant.original &&
      replacements.includes(mutant.replacement),
  )?.reason;
}
