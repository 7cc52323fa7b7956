import { HOUR_S } from "../../demo/hours.ts";
import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Anchors, RatioPaths } from "../lending/anchors.ts";
import type { Steering } from "../steward/steer.ts";
import type { LtvChange } from "../steward/steward.ts";

/** Writes of an LTV in the ninety days before a crisis and in it. */
export interface Count {
  readonly before: number;
  readonly inCrisis: number;
}

/** What a steward did in a window, over all collaterals. */
export interface Actions {
  readonly tightenings: Count;
  readonly loosenings: Count;
  /** Hours from the crisis's first tightening to its trough; null where there was none by then. */
  readonly firstHoursBeforeTrough: number | null;
  /** Hours for which some LTV had stood below its anchor without a break at the trough; null where none did. */
  readonly loweredHoursAtTrough: number | null;
}

/** Moments of a window, unix seconds: its first hour, the crisis's first hour and its deepest. */
export interface Moments {
  readonly start: number;
  readonly from: number;
  readonly troughAt: number;
}

/** What a steering did around a crisis's trough. */
export function actionsOf(
  { changes, paths }: Steering,
  anchors: Anchors,
  { start, from, troughAt }: Moments,
): Actions {
  const tightened = changes.filter(({ fromBps, toBps }) => toBps < fromBps);
  const loosened = changes.filter(({ fromBps, toBps }) => toBps > fromBps);
  const first = Math.min(...tightened.flatMap(({ at }) => (at >= from && at <= troughAt ? at : [])));
  return {
    tightenings: countOf(tightened, from),
    loosenings: countOf(loosened, from),
    firstHoursBeforeTrough: first === Infinity ? null : Math.round((troughAt - first) / HOUR_S),
    loweredHoursAtTrough: loweredHours(paths, anchors, Math.round((troughAt - start) / HOUR_S)),
  };
}

/** Unbroken hours up to and with `hour` below the anchor, of the collateral that stood there longest. */
function loweredHours(paths: RatioPaths, anchors: Anchors, hour: number): number | null {
  const stands = COLLATERALS.map((asset) => {
    const [{ ltvBps }, anchor] = [paths[asset], anchors[asset].ltvBps];
    let first = hour + 1;
    while (first > 0 && (ltvBps[first - 1] ?? anchor) < anchor) first -= 1;
    return hour + 1 - first;
  });
  const longest = Math.max(...stands);
  return longest === 0 ? null : longest;
}

const countOf = (changes: readonly LtvChange[], from: number): Count => {
  const before = changes.filter(({ at }) => at < from).length;
  return { before, inCrisis: changes.length - before };
};
