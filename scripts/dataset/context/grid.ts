import type { SettledObservation } from "./series.ts";

export const HOUR = 3600;

/**
 * The observation that stands at each hour of a grid: the last one known by then, unless it is older than
 * `staleSeconds` or a hole. Null where there is none: the input is missing then.
 */
export function onGrid(
  observations: readonly SettledObservation[],
  grid: { readonly firstHour: number; readonly hours: number },
  staleSeconds: number,
): (number | null)[] {
  let next = 0;
  let last: SettledObservation | undefined;
  return Array.from({ length: grid.hours }, (_, i) => {
    const hour = grid.firstHour + i * HOUR;
    for (
      let seen = observations[next];
      seen !== undefined && seen.knownAt <= hour;
      seen = observations[next]
    ) {
      last = seen;
      next++;
    }
    return last !== undefined && hour - last.knownAt <= staleSeconds ? last.value : null;
  });
}
