import { outcomeFrom } from "../replay.ts";
import type { Outcome } from "../replay.ts";
import { partOf } from "./capacity.ts";

/** Drawings of one window under the louder and the softer of two policies. */
export interface Pair {
  readonly loud: readonly Outcome[];
  readonly soft: readonly Outcome[];
}

/**
 * The part of the louder policies with which a mix of two loses in calm days, over some windows and all drawings, what
 * the reference does.
 */
export function partAtEqualLoss(pairs: readonly Pair[], reference: readonly (readonly Outcome[])[]): number {
  const lost = (windows: readonly (readonly Outcome[])[]): number =>
    windows.flat().reduce((sum, { calmCapacityHoursLost }) => sum + calmCapacityHoursLost, 0);
  return partOf(lost(pairs.map(({ loud }) => loud)), lost(pairs.map(({ soft }) => soft)), lost(reference));
}

/** The mix drawing by drawing: the louder policy in `part` of the time, else the softer. */
export function mixed({ loud, soft }: Pair, part: number): Outcome[] {
  return loud.map((one, draw) => {
    const other = soft[draw] ?? one;
    return outcomeFrom((key) => other[key] + part * (one[key] - other[key]));
  });
}
