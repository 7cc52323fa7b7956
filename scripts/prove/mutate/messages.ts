/** What a worker is asked. */
export type Request =
  | { readonly kind: "compile" }
  | { readonly kind: "measure"; readonly file: string }
  | { readonly kind: "judge"; readonly id: string }
  /** All of Mocha's tests together without any mutant, as if that were one. */
  | { readonly kind: "control" };

/** A test alone, from an empty chain: what it takes and what it reaches. */
export interface Measured {
  readonly name: string;
  readonly ms: number;
  /** Why it fails without any mutant: such a test judges none. */
  readonly failure?: string | undefined;
  /** Numbers of the merged mutants that it reached, if they were counted. */
  readonly reached?: readonly number[];
  /** What it deployed: source, colon, name. */
  readonly contracts: readonly string[];
}

export type Outcome = "killed" | "survived" | "invalid";

export interface Verdict {
  readonly outcome: Outcome;
  /** The test that noticed the mutant. */
  readonly by?: string;
}

export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "alive" }
  | { readonly kind: "measured"; readonly tests: readonly Measured[] }
  /** `spent`: it holds more memory than it should, and is to be started anew. */
  | { readonly kind: "judged"; readonly verdict: Verdict; readonly spent: boolean }
  | { readonly kind: "failed"; readonly message: string };
