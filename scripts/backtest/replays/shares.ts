/** A figure over drawings. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Mean and range over drawings. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, min: Math.min(...values), max: Math.max(...values) };
}

/**
 * What is left of the control's damage: all drawings' over all drawings' of the control, with the range of the single
 * drawings in which the control had any. Null where it had none in any.
 */
export function shareOf(guarded: readonly number[], control: readonly number[]): Spread | null {
  const whole = control.reduce((sum, value) => sum + value, 0);
  if (!(whole > 0)) return null;
  const single = guarded.flatMap((value, draw) => {
    const alone = control[draw] ?? 0;
    return alone > 0 ? [value / alone] : [];
  });
  const left = guarded.reduce((sum, value) => sum + value, 0);
  return { mean: left / whole, min: Math.min(...single), max: Math.max(...single) };
}

/** Drawings in which the one left less, and more, than the other; the rest left the same. */
export interface Score {
  readonly less: number;
  readonly more: number;
}

/** Compares drawing by drawing; a cent is no difference. */
export function scoreOf(ours: readonly number[], theirs: readonly number[]): Score {
  const gaps = ours.map((value, draw) => value - (theirs[draw] ?? NaN));
  return {
    less: gaps.filter((gap) => gap < -CENT).length,
    more: gaps.filter((gap) => gap > CENT).length,
  };
}

const CENT = 0.01;
