import type { DeploymentParameters } from "../../deploy/parameters.ts";
import { guard, guardedPaths } from "../guardian/guard.ts";
import { staticPaths } from "../lending/anchors.ts";
import type { RatioPaths } from "../lending/anchors.ts";
import { COMMITTEE, STATIC } from "../policies.ts";
import { steer } from "../steward/steer.ts";
import { actionsOf } from "./actions.ts";
import type { Actions } from "./actions.ts";
import { RIVALS, steered } from "./match.ts";
import type { Matched } from "./match.ts";
import type { ReplayWindow } from "./windows.ts";

/**
 * How a policy was come by. Given: the bands as they are, at scale 1. Equal: what costs as much in this window's calm
 * hours as the committee. One: the same over all windows together. Deployed: the bands of the deployment's file.
 * Guardian: as equal, with the guardian acting too.
 */
export type Setting = "given" | "equal" | "one" | "deployed" | "guardian";

/** A policy before it is lived through; of a bracket there are two, the louder and the softer one. */
export interface Trial {
  readonly id: string;
  readonly setting: Setting;
  readonly side: "loud" | "soft" | "alone";
  /** Scale of the bands, or bps below the anchors for static parameters. */
  readonly policy: number;
  /** Null where nobody acts. */
  readonly actions: Actions | null;
  /** The guardian's raises; null where it does not act. */
  readonly raises: number | null;
  readonly paths: RatioPaths;
}

/** Parameters that steer: with bands as the rule gives them without the windows, and as deployed. */
export interface Policies {
  readonly heldOut: DeploymentParameters;
  readonly deployed: DeploymentParameters;
}

/** Everything that is tried in one window, the `w`th of those that were matched. */
export function trialsOf(
  one: ReplayWindow,
  w: number,
  { heldOut, deployed }: Policies,
  matched: Readonly<Record<string, Matched>>,
): Trial[] {
  const trials: Trial[] = [
    steeredTrial(one, heldOut, COMMITTEE, "given", 1, "alone"),
    steeredTrial(one, deployed, COMMITTEE, "deployed", 1, "alone"),
    guardedTrial(one, heldOut, COMMITTEE, 1, "alone"),
    ...RIVALS.map((id) => steeredTrial(one, heldOut, id, "given", 1, "alone")),
  ];
  for (const side of ["loud", "soft"] as const) {
    for (const [id, { byWindow, overAll }] of Object.entries(matched)) {
      const [equal, all] = [byWindow[w]?.[side] ?? NaN, overAll[side]];
      if (id === STATIC) {
        trials.push(staticTrial(one, "equal", equal, side), staticTrial(one, "one", all, side));
      } else {
        trials.push(
          steeredTrial(one, heldOut, id, "equal", equal, side),
          steeredTrial(one, heldOut, id, "one", all, side),
          guardedTrial(one, heldOut, id, equal, side),
        );
      }
    }
  }
  return trials;
}

function steeredTrial(
  one: ReplayWindow,
  parameters: DeploymentParameters,
  id: string,
  setting: Setting,
  policy: number,
  side: Trial["side"],
): Trial {
  const steering = steered(one, parameters, id, policy);
  const actions = actionsOf(steering, one.anchors, one.moments);
  return { id, setting, side, policy, actions, raises: null, paths: steering.paths };
}

function staticTrial(
  { anchors, window }: ReplayWindow,
  setting: Setting,
  policy: number,
  side: Trial["side"],
): Trial {
  const paths = staticPaths(anchors, window.hours, policy);
  return { id: STATIC, setting, side, policy, actions: null, raises: null, paths };
}

/** The same forecaster with the guardian listening as well, at the same scale. */
function guardedTrial(
  { scores, window, anchors, moments }: ReplayWindow,
  parameters: DeploymentParameters,
  id: string,
  policy: number,
  side: Trial["side"],
): Trial {
  const guarding = guard(scores.get(id) ?? {}, parameters, moments.start, policy);
  const steering = steer(guarding.left, parameters.steward, anchors, window.hours, moments.start, policy);
  const actions = actionsOf(steering, anchors, moments);
  const paths = guardedPaths(steering.paths, guarding);
  return { id, setting: "guardian", side, policy, actions, raises: guarding.raises, paths };
}
