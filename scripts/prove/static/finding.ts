/** A finding that stays, and why. */
export interface Accepted {
  readonly check: string;
  /** What the finding names first: `Contract.function`, or a variable. All such findings of the check when left out. */
  readonly element?: string;
  readonly reason: string;
}

/** The same reason for several elements of one check. */
export const each = (check: string, reason: string, ...elements: string[]): readonly Accepted[] =>
  elements.map((element) => ({ check, element, reason }));
