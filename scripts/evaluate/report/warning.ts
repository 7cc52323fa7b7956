import type { EvaluationResult } from "../result.ts";
import { countWins } from "../sections/leave-one-out.ts";
import type { LeftOutCrisis } from "../sections/leave-one-out.ts";
import { COMMITTEE } from "../subjects.ts";
import { changeWithin, DASH, dateOf, num, pct, percentName, table } from "./table.ts";

const SHOWN = ["0.05", "0.08", "0.12"] as const;
/** Baselines that stand beside the committee where all of them would not fit; the JSON has every one. */
const BESIDE = ["har-fhs", "har-logit", "ridge-logit", "lightgbm", "ewma-var"];

const isShown = (id: string): boolean => id === COMMITTEE || BESIDE.includes(id);

/** First warnings of every crisis, the committee's beside the baselines'. */
export function warningTable({ alarms: all }: EvaluationResult): string {
  const alarms = all.filter(({ id }) => isShown(id));
  const crises = alarms[0]?.crises ?? [];
  const hours = (value: number | null | undefined): string =>
    value === null || value === undefined ? "none" : `${value} h`;
  return table(
    [
      "crisis",
      "trough (UTC)",
      ...alarms.flatMap(({ id }) =>
        id === COMMITTEE ? [`${id}: before the trough`, "before the fall"] : [id],
      ),
    ],
    crises.map(({ name, troughAt }, i) => [
      name,
      dateOf(troughAt),
      ...alarms.flatMap(({ id, crises: of }) =>
        id === COMMITTEE
          ? [hours(of[i]?.firstWarningHours), hours(of[i]?.beforeFallHours)]
          : [hours(of[i]?.firstWarningHours)],
      ),
    ]),
  );
}

/** What the alarms cost, beside random ones of the same budget. */
export function alarmTable({ alarms }: EvaluationResult): string {
  const rows = alarms.flatMap(({ id, thresholdBps, falseAlarmsPerMonth, episodes, share, recall, nulls }) => [
    [
      id,
      `${thresholdBps} bps`,
      num(falseAlarmsPerMonth, 2),
      String(episodes),
      pct(share),
      pct(recall.crises),
      pct(recall.eventHours),
    ],
    ...(nulls === null
      ? []
      : (["scattered", "shifted"] as const).map((kind) => [
          `${id}, its alarms ${kind}`,
          DASH,
          num(nulls[kind].falseAlarmsPerMonth, 2),
          DASH,
          pct(share),
          pct(nulls[kind].crises),
          pct(nulls[kind].eventHours),
        ])),
  ]);
  return table(
    [
      "forecast",
      "threshold",
      "false alarms a month",
      "episodes",
      "hours in alarm",
      "crises warned of 6 h before",
      "event hours in alarm",
    ],
    rows,
  );
}

/** Pinball loss and exceedance of the drawdown quantiles. */
export function quantileTable({ quantiles }: EvaluationResult): string {
  const rows = quantiles.flatMap(({ horizonHours, level, models, againstFhs, bestBaseline, againstBest }) =>
    Object.entries(models).map(([id, { pinball, exceedance, exceedanceInCrises }]) => [
      `${horizonHours} h, ${pct(level, 0)}`,
      id,
      (pinball * 10_000).toFixed(2),
      pct(exceedance, 2),
      pct(exceedanceInCrises, 1),
      id === "har-fhs" ? changeWithin(againstFhs) : id === bestBaseline ? changeWithin(againstBest) : DASH,
    ]),
  );
  return table(
    [
      "quantile",
      "forecast",
      "pinball, bps",
      "exceeded",
      "exceeded within 72 h of a trough",
      "committee against it",
    ],
    rows,
  );
}

/** Threshold-weighted CRPS. */
export function distributionTable({ distribution }: EvaluationResult): string {
  const ids = Object.entries(distribution.twcrps).sort(([, a], [, b]) => (a ?? 9) - (b ?? 9));
  return table(
    ["forecast", "twCRPS, 1e-4 of log price", "committee against it"],
    ids.map(([id, value]) => [
      id,
      num(value === null ? null : value * 10_000, 2),
      changeWithin(distribution.against[id]),
    ]),
  );
}

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

/** How many crises the unseeing members win against each baseline. */
export function leftOutWins({ leftOut }: EvaluationResult): string {
  const ids = Object.keys(leftOut[0]?.thresholds[SHOWN[0]]?.models ?? {}).filter((id) => id !== COMMITTEE);
  const rows = SHOWN.flatMap((threshold) =>
    ids.map((id) => {
      const lift = countWins(leftOut, threshold, id, "lift");
      const skill = countWins(leftOut, threshold, id, "brierSkill");
      return [percentName(threshold), id, `${lift.wins} of ${lift.of}`, `${skill.wins} of ${skill.of}`];
    }),
  );
  return table(["fall", "baseline", "lift at least as high in", "Brier skill at least as high in"], rows);
}
