import { createHash } from "node:crypto";
import { parseSource, walk } from "../solc.ts";
import type { AstNode } from "../solc.ts";
import { holderOf } from "./holders.ts";
import type { Holder } from "./holders.ts";
import { OPERATORS } from "./operators.ts";
import type { Edit } from "./operators.ts";

/** A source with one change that a test should notice. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  readonly operator: string;
  readonly line: number;
  /** The line as it stands in the source, trimmed: survives changes elsewhere in the file. */
  readonly text: string;
  readonly original: string;
  readonly replacement: string;
  /** How many that read the same stand before it in the source. */
  readonly nth: number;
  readonly edit: Edit;
  readonly holder: Holder | undefined;
}

/** All mutants of a source, in its order. Their holders are right only if the tree has types. */
export function mutantsOf(
  file: string,
  source: string,
  tree: AstNode = parseSource(source),
): readonly Mutant[] {
  const bytes = Buffer.from(source);
  const lines = source.split("\n");
  const seen = new Map<string, number>();
  const edits = [...walk(tree)].flatMap(([node, parents]) =>
    (OPERATORS[node.nodeType]?.(node, parents, bytes) ?? []).map((edit) => ({
      edit,
      holder: holderOf(node, parents, edit),
    })),
  );
  return edits
    .toSorted((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end)
    .map(({ edit, holder }) => {
      const before = bytes.subarray(0, edit.start).toString();
      const line = before.split("\n").length;
      const text = (lines[line - 1] ?? "").trim();
      const original = bytes.subarray(edit.start, edit.end).toString();
      const name = [file, text, original, edit.text].join("\n");
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const id = createHash("sha256").update(`${name}\n${nth}`).digest("hex").slice(0, 12);
      const { operator, text: replacement } = edit;
      return { id, file, operator, line, text, original, replacement, nth, edit, holder };
    });
}

export function applyTo(source: string, { edit }: Mutant): string {
  const bytes = Buffer.from(source);
  const parts = [bytes.subarray(0, edit.start), Buffer.from(edit.text), bytes.subarray(edit.end)];
  return Buffer.concat(parts).toString();
}

/** `count` of the mutants, the same for the same seed and ids: those whose hash with the seed is lowest. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const rank = ({ id }: Mutant): string => createHash("sha256").update(`${seed}:${id}`).digest("hex");
  return mutants.toSorted((a, b) => rank(a).localeCompare(rank(b))).slice(0, count);
}
