import type { WindowScores } from "./models.ts";

/**
 * The same scores, half a window later and round again: as many alarms, as long and as loud, at the wrong time. What a
 * policy saves with them is what its activity saves, not its foresight.
 */
export function shifted(scores: WindowScores): WindowScores {
  return Object.fromEntries(
    Object.entries(scores).map(([asset, path]) => {
      const half = Math.floor(path.length / 2);
      return [asset, [...path.slice(half), ...path.slice(0, half)]];
    }),
  );
}
