import type { EvaluationResult } from "../result.ts";
import { countWins } from "../sections/leave-one-out.ts";
import type { LeftOutCrisis } from "../sections/leave-one-out.ts";
import { COMMITTEE } from "../subjects.ts";
import { num, percentName, table } from "./table.ts";

const SHOWN = ["0.05", "0.08", "0.12"] as const;
/** Baselines that stand beside the committee where all of them would not fit; the JSON has every one. */
const BESIDE = ["har-fhs", "har-logit", "ridge-logit", "lightgbm", "ewma-var"];

const isShown = (id: string): boolean => id === COMMITTEE || BESIDE.includes(id);

/** Crises by the members that had not seen them. */
export function leftOutTable({ leftOut }: EvaluationResult): string {
  const ids = Object.keys(leftOut[0]?.thresholds[SHOWN[0]]?.models ?? {}).filter(isShown);
  const rows = SHOWN.flatMap((threshold) => leftOut.map((crisis) => leftOutRow(crisis, threshold, ids)));
  return table(["crisis", "fall", "base", ...ids.map((id) => `${id}: lift / skill`), "members"], rows);
}

function leftOutRow(
  { name, members, thresholds }: LeftOutCrisis,
  threshold: string,
  ids: readonly string[],
): string[] {
  const figures = thresholds[threshold];
  return [
    name,
    percentName(threshold),
    num(figures?.base, 3),
    ...ids.map((id) => `${num(figures?.models[id]?.lift, 2)} / ${num(figures?.models[id]?.brierSkill)}`),
    members.join(", "),
  ];
}

/** How many crises the unseeing members win against each baseline, and those of a challenger's that it had not seen. */
export function leftOutWins({ leftOut, thresholds }: EvaluationResult): string {
  const judged = leftOut.flatMap((crisis) => Object.keys(crisis.thresholds[SHOWN[0]]?.models ?? {}));
  const ids = [...new Set(judged)].filter((id) => id !== COMMITTEE);
  const name = (id: string): string =>
    thresholds[SHOWN[0]]?.models[id]?.kind === "challenger" ? `${id} (challenger)` : id;
  const rows = SHOWN.flatMap((threshold) =>
    ids.map((id) => {
      const lift = countWins(leftOut, threshold, id, "lift");
      const skill = countWins(leftOut, threshold, id, "brierSkill");
      return [percentName(threshold), name(id), `${lift.wins} of ${lift.of}`, `${skill.wins} of ${skill.of}`];
    }),
  );
  return table(["fall", "baseline", "lift at least as high in", "Brier skill at least as high in"], rows);
}
