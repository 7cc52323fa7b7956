import { DAMAGES } from "../judge/curve.ts";
import type { Damage } from "../judge/curve.ts";
import { COMMITTEE, STATIC } from "../policies.ts";
import type { Outcome } from "../replay.ts";
import type { Actions, Count } from "../replays/actions.ts";
import { RIVALS } from "../replays/match.ts";
import { policyOf } from "../replays/replays.ts";
import type { Replay, ReplayedPolicy } from "../replays/replays.ts";
import { scoreOf, shareOf, spreadOf } from "../replays/shares.ts";
import type { Spread } from "../replays/shares.ts";
import type { Setting } from "../replays/trials.ts";
import { MOST_SHOWN, head, percent, row, usd } from "./markdown.ts";

/** The four stewards, in the order of the tables. */
export const STEWARDS: readonly string[] = [COMMITTEE, STATIC, ...RIVALS];

const NAMES: Readonly<Record<string, string>> = {
  [COMMITTEE]: "committee",
  [STATIC]: "static",
  "rolling-var-30d": "historical VaR",
  "ewma-gauss": "EWMA",
};

const OUTCOME_CELLS = [
  "bad debt left",
  "at its worst",
  "liquidated",
  "capacity-hours, calm",
  "in earlier crises",
  "in the crisis",
];
const ACTION_CELLS = ["tightened", "loosened", "first before the trough", "lowered at the trough for"];

/** `2020-03` of a replay: the month in which its crisis begins. */
export const monthOf = ({ from }: Pick<Replay, "from">): string =>
  new Date(from * 1_000).toISOString().slice(0, 7);

export const nameOf = (id: string): string => NAMES[id] ?? id;

export const columnOf = (outcomes: readonly Outcome[], key: keyof Outcome): number[] =>
  outcomes.map((outcome) => outcome[key]);

/** The control and every steward in every window, with the policies of a setting. */
export function stewardTable(windows: readonly Replay[], setting: Setting): string {
  const lines = windows.flatMap((window) => [
    controlRow(window),
    ...STEWARDS.map((id) => stewardRow(window, policyOf(window, id, setting))),
  ]);
  return [...head(["window", "steward", "policy", ...OUTCOME_CELLS, ...ACTION_CELLS]), ...lines].join("\n");
}

function controlRow(window: Replay): string {
  const damages = DAMAGES.map((damage) => {
    const { mean, min, max } = spreadOf(columnOf(window.control, damage));
    return `${usd(mean)} [${usd(min)}, ${usd(max)}]`;
  });
  const none = ["0", "0", "0", "-", "-", "-", "-"];
  return row([`**${monthOf(window)}**`, "control, USD", "anchors", ...damages, ...none]);
}

function stewardRow(window: Replay, policy: ReplayedPolicy): string {
  return row([
    "",
    nameOf(policy.id),
    policyCell(policy),
    ...outcomeCells(window, policy),
    ...actionCells(policy.actions),
  ]);
}

/** Scales, or bps below the anchors; of a mix both, and the louder one's part. */
export function policyCell({ id, loud, soft, part }: ReplayedPolicy): string {
  const speak = (policy: number): string => (id === STATIC ? `-${policy} bps` : `x ${policy}`);
  if (loud === soft || part === 1) return speak(loud);
  if (part === 0) return speak(soft);
  return `${speak(loud)} (${percent(part, 0)}), ${speak(soft)}`;
}

function outcomeCells(window: Replay, { outcomes }: ReplayedPolicy): string[] {
  const calm = spreadOf(columnOf(outcomes, "calmCapacityHoursLost"));
  const leadIn = spreadOf(columnOf(outcomes, "leadInCapacityHoursLost"));
  const whole = spreadOf(columnOf(outcomes, "capacityHoursLost"));
  return [
    ...DAMAGES.map((damage) => shareCell(damageShare(window, outcomes, damage))),
    `${calm.mean.toFixed(1)} [${calm.min.toFixed(1)}, ${calm.max.toFixed(1)}]`,
    (leadIn.mean - calm.mean).toFixed(1),
    (whole.mean - leadIn.mean).toFixed(1),
  ];
}

function actionCells(actions: Actions | null): string[] {
  if (actions === null) return ["-", "-", "-", "-"];
  const { tightenings, loosenings, firstHoursBeforeTrough, loweredHoursAtTrough } = actions;
  return [
    countCell(tightenings),
    countCell(loosenings),
    firstHoursBeforeTrough === null ? "none" : `${firstHoursBeforeTrough} h`,
    loweredHoursAtTrough === null ? "not" : `${loweredHoursAtTrough} h`,
  ];
}

const countCell = ({ before, inCrisis }: Count): string => `${before} + ${inCrisis}`;

/** What is left of the control's damage. */
export const damageShare = (
  { control }: Pick<Replay, "control">,
  outcomes: readonly Outcome[],
  damage: Damage,
): Spread | null => shareOf(columnOf(outcomes, damage), columnOf(control, damage));

export function shareCell(share: Spread | null): string {
  if (share === null) return "-";
  const { mean, min, max } = share;
  return `${percent(mean, 0)} [${bound(min)}, ${bound(max)}]`;
}

/** A drawing in which the control lost next to nothing says no more than that. */
const bound = (share: number): string =>
  share > MOST_SHOWN / 100 ? `>${MOST_SHOWN}` : (share * 100).toFixed(0);

/** In how many drawings ours leaves less : more, damage by damage. */
export const scoreCells = (ours: readonly Outcome[], theirs: readonly Outcome[]): string[] =>
  DAMAGES.map((damage) => {
    const { less, more } = scoreOf(columnOf(ours, damage), columnOf(theirs, damage));
    return `${less} : ${more}`;
  });

/** In how many drawings the committee leaves less, and more, than each of the others. */
export function drawingsTable(windows: readonly Replay[], setting: Setting): string {
  const others = STEWARDS.filter((id) => id !== COMMITTEE);
  const lines = windows.map((window) => {
    const own = policyOf(window, COMMITTEE, setting).outcomes;
    const cells = others.flatMap((id) => scoreCells(own, policyOf(window, id, setting).outcomes));
    return row([monthOf(window), ...cells]);
  });
  const cells = others.flatMap((id) =>
    ["bad debt", "worst", "liquidated"].map((what) => `${nameOf(id)}, ${what}`),
  );
  return [...head(["window", ...cells]), ...lines].join("\n");
}

/** A mix raises in part. */
const raisesCell = (raises: number | null): string =>
  raises === null ? "-" : Number.isInteger(raises) ? String(raises) : raises.toFixed(1);

/** The guardian's windows: what is left with it, beside what was left without. */
export function guardianTable(windows: readonly Replay[]): string {
  const lines = windows.flatMap((window) =>
    STEWARDS.filter((id) => id !== STATIC).map((id) => {
      const [alone, guarded] = [policyOf(window, id, "equal"), policyOf(window, id, "guardian")];
      const shares = DAMAGES.map((damage) => {
        const [before, after] = [alone, guarded].map(({ outcomes }) => damageShare(window, outcomes, damage));
        return before && after ? `${percent(before.mean)} -> ${percent(after.mean)}` : "-";
      });
      const [before, after] = [alone, guarded].map(({ outcomes }) =>
        spreadOf(columnOf(outcomes, "capacityHoursLost")).mean.toFixed(1),
      );
      const capacity = `${before ?? ""} -> ${after ?? ""}`;
      return row([monthOf(window), nameOf(id), raisesCell(guarded.raises), ...shares, capacity]);
    }),
  );
  const cells = ["window", "steward", "raises", "bad debt left", "at its worst", "liquidated"];
  return [...head([...cells, "capacity-hours, whole window"]), ...lines].join("\n");
}
