import type { BacktestDeps } from "../backtest.ts";
import { thresholdsOf } from "../backtest.ts";
import type { Crisis } from "../crises.ts";
import { COMMITTEE, STATIC } from "../policies.ts";
import type { Outcome } from "../replay.ts";
import type { PricedCollateral } from "../window.ts";
import type { Actions } from "./actions.ts";
import type { Bracket } from "./capacity.ts";
import { RIVALS, matchPolicies } from "./match.ts";
import { mixed, partAtEqualLoss } from "./mix.ts";
import type { Pair } from "./mix.ts";
import { heldOutParameters, ruleShares } from "./rule.ts";
import type { RuleShares } from "./rule.ts";
import { trialsOf } from "./trials.ts";
import type { Setting, Trial } from "./trials.ts";
import type { ReplayWindow } from "./windows.ts";

/** One policy of one forecaster in a window, drawing by drawing; a mix of two where none costs exactly as much. */
export interface ReplayedPolicy extends Bracket {
  readonly id: string;
  readonly setting: Setting;
  /** Of the louder policy. */
  readonly part: number;
  /** Those of the policy that has the larger part; null where nobody acts. */
  readonly actions: Actions | null;
  /** The guardian's, weighed by the parts; null where it does not act. */
  readonly raises: number | null;
  readonly outcomes: readonly Outcome[];
}

export interface Replay {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly troughAt: number;
  readonly members: readonly string[];
  readonly inSample: boolean;
  readonly hours: number;
  readonly calmHours: number;
  readonly control: readonly Outcome[];
  readonly policies: readonly ReplayedPolicy[];
}

export interface Replays {
  readonly draws: number;
  readonly windows: readonly Replay[];
  /** What the bands are multiples of, with and without these windows. */
  readonly rule: Readonly<Record<PricedCollateral, RuleShares>>;
}

export interface ReplayDeps extends Pick<BacktestDeps, "history" | "parameters" | "draws" | "pool"> {
  /** Crises that the bands must not know, with their lead-ins. */
  readonly leftOut: readonly Crisis[];
}

/** A window that has been lived through. */
interface Played {
  readonly one: ReplayWindow;
  readonly control: readonly Outcome[];
  readonly trials: readonly (Omit<Trial, "paths"> & { readonly outcomes: readonly Outcome[] })[];
}

/**
 * Lives through the windows under four stewards on the same drawings. The bands are those that their rule gives when it
 * leaves the crises out.
 */
export async function replay(windows: readonly ReplayWindow[], deps: ReplayDeps): Promise<Replays> {
  const { history, parameters: deployed, draws, leftOut } = deps;
  const rule = ruleShares(history, leftOut, thresholdsOf(deployed));
  const policies = { heldOut: heldOutParameters(deployed, rule), deployed };
  const matched = matchPolicies(windows, policies.heldOut);
  const played: Played[] = [];
  for (const [w, one] of windows.entries()) {
    played.push(await play(one, trialsOf(one, w, policies, matched), deps));
  }
  const parts = new Map([STATIC, ...RIVALS].map((id) => [id, partOver(played, id, "one")]));
  return { draws, rule, windows: played.map((one) => replayOf(one, parts)) };
}

async function play(
  one: ReplayWindow,
  trials: readonly Trial[],
  { pool, draws }: Pick<BacktestDeps, "pool" | "draws">,
): Promise<Played> {
  const paths = trials.map((trial) => trial.paths);
  const drawn = await pool.play({ window: one.window, anchors: one.anchors, paths }, draws);
  return {
    one,
    control: drawn.map(({ control }) => control),
    trials: trials.map(({ id, setting, side, policy, actions, raises }, i) => ({
      ...{ id, setting, side, policy, actions, raises },
      outcomes: drawn.flatMap(({ guarded }) => guarded[i] ?? []),
    })),
  };
}

/** The part of the louder policy with which a forecaster costs what the committee does over some windows. */
function partOver(played: readonly Played[], id: string, setting: "equal" | "one"): number {
  return partAtEqualLoss(
    played.map((one) => pairOf(one, id, setting)),
    played.map((one) => trialOf(one, COMMITTEE, "given", "alone").outcomes),
  );
}

function replayOf(played: Played, partsOverAll: ReadonlyMap<string, number>): Replay {
  const { window, moments, members, inSample } = played.one;
  const { name, from, to } = window.crisis;
  const alone = played.trials.filter(({ side }) => side === "alone");
  const mixes = [STATIC, ...RIVALS].flatMap((id) => {
    const equal = partOver([played], id, "equal");
    const settings: [Setting, number][] = [
      ["equal", equal],
      ["one", partsOverAll.get(id) ?? NaN],
    ];
    if (id !== STATIC) settings.push(["guardian", equal]);
    return settings.map(([setting, part]) => mixOf(played, id, setting, part));
  });
  return {
    ...{ name, from, to, troughAt: moments.troughAt, inSample, hours: window.hours },
    members: members.map(({ id }) => id),
    calmHours: window.calm.reduce((sum, hour) => sum + hour, 0),
    control: played.control,
    policies: [...alone.map(asPolicy), ...mixes],
  };
}

const asPolicy = ({ id, setting, policy, actions, raises, outcomes }: Played["trials"][number]) => ({
  ...{ id, setting, loud: policy, soft: policy, part: 1, actions, raises, outcomes },
});

function mixOf(played: Played, id: string, setting: Setting, part: number): ReplayedPolicy {
  const [loud, soft] = [trialOf(played, id, setting, "loud"), trialOf(played, id, setting, "soft")];
  const { actions } = part >= 0.5 ? loud : soft;
  const [louder, softer] = [loud.raises, soft.raises];
  const raises = louder === null || softer === null ? null : softer + part * (louder - softer);
  return {
    ...{ id, setting, loud: loud.policy, soft: soft.policy, part, actions, raises },
    outcomes: mixed({ loud: loud.outcomes, soft: soft.outcomes }, part),
  };
}

const pairOf = (played: Played, id: string, setting: Setting): Pair => ({
  loud: trialOf(played, id, setting, "loud").outcomes,
  soft: trialOf(played, id, setting, "soft").outcomes,
});

function trialOf({ one, trials }: Played, id: string, setting: Setting, side: Trial["side"]) {
  const found = trials.find((trial) => trial.id === id && trial.setting === setting && trial.side === side);
  if (found !== undefined) return found;
  throw new RangeError(`${one.window.crisis.name} has no ${side} trial of "${id}" (${setting}).`);
}

/** One policy of a window; the committee's is the same however the others are matched, and static is always matched. */
export function policyOf({ name, policies }: Replay, id: string, setting: Setting): ReplayedPolicy {
  const fallback = id === COMMITTEE ? "given" : "equal";
  const found =
    policies.find((one) => one.id === id && one.setting === setting) ??
    policies.find((one) => one.id === id && one.setting === fallback);
  if (found === undefined) throw new RangeError(`${name} has no policy of "${id}".`);
  return found;
}
