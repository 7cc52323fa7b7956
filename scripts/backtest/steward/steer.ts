import type { StewardParameters } from "../../deploy/stewardParameters.ts";
import { HOUR_S } from "../../demo/hours.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { ratioPaths } from "../lending/anchors.ts";
import type { Anchors, RatioPaths } from "../lending/anchors.ts";
import { scaledPolicy } from "./policy.ts";
import { Steward } from "./steward.ts";
import type { HourScore, LtvChange } from "./steward.ts";

/** A score for each hour of a window; null in an hour without one, in which nothing moves. */
export type ScorePath = readonly (HourScore | null)[];

/** What a steward makes of a window's scores. Scores do not depend on the market, so the path stands before it. */
export interface Steering {
  readonly paths: RatioPaths;
  readonly changes: readonly LtvChange[];
}

/**
 * Steers every collateral that has a policy and scores; the others keep their anchor.
 * @param from Unix seconds of the window's first hour
 * @param scale how loud a score must be, see `scaledPolicy`
 */
export function steer(
  scores: Readonly<Partial<Record<Collateral, ScorePath>>>,
  policies: Readonly<Record<string, StewardParameters>>,
  anchors: Anchors,
  hours: number,
  from: number,
  scale: number,
): Steering {
  const changes: LtvChange[] = [];
  const paths = ratioPaths(anchors, (asset, anchor) => {
    const path = new Float64Array(hours).fill(anchor.ltvBps);
    const [parameters, own] = [policies[asset], scores[asset]];
    if (parameters === undefined || own === undefined) return path;
    const steward = new Steward(scaledPolicy(parameters, anchor, scale), from - HOUR_S);
    for (let hour = 0; hour < hours; hour++) {
      const score = own[hour];
      if (score !== null && score !== undefined) changes.push(...steward.act(score, from + hour * HOUR_S));
      path[hour] = steward.ltvBps;
    }
    return path;
  });
  return { paths, changes };
}
