import type { DeploymentParameters } from "../../deploy/parameters.ts";
import { staticPaths } from "../lending/anchors.ts";
import { COMMITTEE, STATIC } from "../policies.ts";
import { steer } from "../steward/steer.ts";
import type { Steering } from "../steward/steer.ts";
import { SEARCHED_BPS, SEARCHED_SCALES, bracketOf, calmCapacityLost } from "./capacity.ts";
import type { Bracket } from "./capacity.ts";
import type { ReplayWindow } from "./windows.ts";

/** Forecasters that steer beside the committee. */
export const RIVALS: readonly string[] = ["rolling-var-30d", "ewma-gauss"];

/** What a forecaster's scores make of a window at a scale of the bands. */
export function steered(
  { window, anchors, scores, moments }: ReplayWindow,
  { steward }: Pick<DeploymentParameters, "steward">,
  id: string,
  scale: number,
): Steering {
  return steer(scores.get(id) ?? {}, steward, anchors, window.hours, moments.start, scale);
}

/** A forecaster's policies around what the committee withholds in calm days: in each window, and over all of them. */
export interface Matched {
  readonly byWindow: readonly Bracket[];
  readonly overAll: Bracket;
}

/** The policies of every rival and of static parameters at the committee's calm-day capacity, by name. */
export function matchPolicies(
  windows: readonly ReplayWindow[],
  parameters: Pick<DeploymentParameters, "steward">,
): Readonly<Record<string, Matched>> {
  const targets = windows.map((one) =>
    calmCapacityLost(one.market, steered(one, parameters, COMMITTEE, 1).paths),
  );
  const still = matched(windows, targets, SEARCHED_BPS, ({ market, anchors, window }, bps) =>
    calmCapacityLost(market, staticPaths(anchors, window.hours, bps)),
  );
  const rivals = RIVALS.map((id): [string, Matched] => [
    id,
    matched(windows, targets, SEARCHED_SCALES, (one, scale) =>
      calmCapacityLost(one.market, steered(one, parameters, id, scale).paths),
    ),
  ]);
  return { [STATIC]: still, ...Object.fromEntries(rivals) };
}

function matched(
  windows: readonly ReplayWindow[],
  targets: readonly number[],
  policies: readonly number[],
  lossOf: (window: ReplayWindow, policy: number) => number,
): Matched {
  const losses = windows.map((one) => new Map(policies.map((policy) => [policy, lossOf(one, policy)])));
  const at = (w: number, policy: number): number => losses[w]?.get(policy) ?? NaN;
  const sum = (of: (w: number) => number): number => windows.reduce((total, _, w) => total + of(w), 0);
  return {
    byWindow: targets.map((target, w) => bracketOf(policies, (policy) => at(w, policy), target)),
    overAll: bracketOf(
      policies,
      (policy) => sum((w) => at(w, policy)),
      sum((w) => targets[w] ?? NaN),
    ),
  };
}
