import type { EvaluationResult } from "../result.ts";
import type { SliceFigures, SliceScore } from "../sections/slices.ts";
import type { ThresholdFigures } from "../sections/thresholds.ts";
import { change, changeWithin, DASH, num, numWithin, pct, percentName, table } from "./table.ts";

const ORDER = { committee: 0, member: 1, challenger: 2, baseline: 3 } as const;

/** Every forecast at every threshold. */
export function skillTables({ thresholds }: EvaluationResult): string {
  return Object.entries(thresholds)
    .map(
      ([name, figures]) =>
        `### ${percentName(name)} in 24 h\n\n${heading(figures)}\n\n${modelTable(figures)}`,
    )
    .join("\n\n");
}

function heading({
  base,
  trainingBase,
  rows,
  events,
  episodes,
  bestBaseline,
  dieboldMariano: dm,
}: ThresholdFigures): string {
  const test =
    dm === null
      ? ""
      : ` Diebold-Mariano, committee against it: ${dm.statistic.toFixed(2)} (p ${dm.pValue.toFixed(3)}; below zero: the committee is better).`;
  return `Base rate ${num(base, 4)} (${num(trainingBase, 4)} in training), ${events} events in ${rows} asset-hours, from ${episodes} market-wide episodes. Best baseline on these rows: ${bestBaseline ?? "none"}.${test}`;
}

function modelTable({ models, brierAgainst }: ThresholdFigures): string {
  const sorted = Object.entries(models).sort(
    ([a, x], [b, y]) =>
      ORDER[x.kind] - ORDER[y.kind] || (y.brierSkill ?? -9) - (x.brierSkill ?? -9) || a.localeCompare(b),
  );
  return table(
    [
      "forecast",
      "kind",
      "PR-AUC",
      "ROC",
      "Brier skill",
      "log skill",
      "slope",
      "mean / base",
      "committee's Brier against it",
    ],
    sorted.map(([id, m]) => [
      id,
      m.kind,
      num(m.prAuc, 4),
      num(m.rocAuc),
      num(m.brierSkill, 4),
      num(m.logSkill, 4),
      num(m.slope, 2),
      num(m.meanOverBase, 2),
      changeWithin(brierAgainst[id]),
    ]),
  );
}

/** The committee against the best baseline, in one table. */
export function deltaTable({ thresholds }: EvaluationResult): string {
  return table(
    [
      "fall",
      "best baseline",
      "Brier, relative",
      "PR-AUC, difference",
      "Brier ahead with 90 %",
      "PR-AUC ahead with 90 %",
    ],
    Object.entries(thresholds).map(([name, { bestBaseline, delta }]) => [
      percentName(name),
      bestBaseline ?? DASH,
      changeWithin(delta.brier),
      numWithin(delta.prAuc),
      sure(delta.brier.lo),
      sure(delta.prAuc.lo),
    ]),
  );
}

const sure = (lo: number | null): string => (lo === null ? DASH : lo > 0 ? "yes" : "no");

type Part = "byYear" | "byPhase" | "byAsset" | "byCrisis";

/** One part of the rows after the other, at every threshold. */
export function sliceTable({ slices }: EvaluationResult, part: Part, thresholds: readonly string[]): string {
  return table(
    sliceHead("best baseline"),
    thresholds.flatMap((threshold) =>
      (slices[threshold]?.[part] ?? []).map((slice) => sliceRow(threshold, slice)),
    ),
  );
}

/** The training years by the members that held them back. */
export function heldBackTable({ heldBack }: EvaluationResult): string {
  const rows = Object.entries(heldBack).flatMap(([threshold, { parts }]) =>
    parts.map((slice) => sliceRow(threshold, slice)),
  );
  const beside = Object.values(heldBack)[0]?.beside ?? "no baseline";
  return table(sliceHead(beside), rows);
}

const sliceHead = (beside: string): readonly string[] => [
  "fall",
  "part",
  "rows",
  "base",
  `PR-AUC: committee / ${beside}`,
  `lift: committee / ${beside}`,
  `Brier skill: committee / ${beside}`,
  `mean / base: committee / ${beside}`,
  `Brier, committee against ${beside}`,
];

function sliceRow(threshold: string, slice: SliceFigures): string[] {
  const { committee, bestBaseline } = slice;
  return [
    percentName(threshold),
    slice.name,
    String(slice.rows),
    num(slice.base, 4),
    `${num(committee?.prAuc)} / ${num(bestBaseline?.prAuc)}`,
    `${lift(committee, slice)} / ${lift(bestBaseline, slice)}`,
    `${num(committee?.brierSkill)} / ${num(bestBaseline?.brierSkill)}`,
    `${num(committee?.meanOverBase, 2)} / ${num(bestBaseline?.meanOverBase, 2)}`,
    changeWithin(slice.brier),
  ];
}

/** Area under the precision-recall curve over the base rate. */
function lift(score: SliceScore | null, { base }: SliceFigures): string {
  return score?.prAuc === undefined || score.prAuc === null || base === null
    ? DASH
    : num(score.prAuc / base, 2);
}

/** Forecast and observed share in bins of equal count. */
export function reliabilityTable({ thresholds }: EvaluationResult): string {
  const rows = Object.entries(thresholds).flatMap(([name, { reliability }]) =>
    Object.entries(reliability).map(([id, bins]) => [
      percentName(name),
      id,
      ...bins.map(({ forecast, observed }) => `${pct(forecast)} / ${pct(observed)}`),
    ]),
  );
  const head = [
    "fall",
    "forecast",
    ..."1 2 3 4 5 6 7 8 9".split(" ").map((n) => `tenth ${n}`),
    "90-99 %",
    "top 1 %",
  ];
  return table(head, rows);
}

/** Log-odds corrections of the members, pair by pair. */
export function correctionTable({ corrections }: EvaluationResult): string {
  const { prior, members, challengers = [], matrix } = corrections;
  if (prior === null) return "There is no har-logit baseline to measure corrections from.";
  const ids = [...members, ...challengers];
  return table(
    [`against ${prior}`, ...ids],
    ids.map((id, i) => [id, ...(matrix[i] ?? []).map((value) => num(value, 2))]),
  );
}

/** QLIKE of the next day's variance. */
export function volatilityTables({ volatility }: EvaluationResult): string {
  const { qlike, against, bestBaseline, yearly, reason } = volatility;
  if (reason !== undefined) return `Nothing to compare: ${reason}.`;
  const ids = Object.entries(qlike).sort(([, a], [, b]) => (a ?? 9) - (b ?? 9));
  return [
    table(
      ["forecast", "QLIKE", "committee against it"],
      ids.map(([id, value]) => [id, num(value, 4), changeWithin(against[id])]),
    ),
    "",
    table(
      ["year", "committee against har", `committee against ${bestBaseline ?? "the best"}`],
      yearly.map(({ name, againstHar, againstBest }) => [name, change(againstHar), change(againstBest)]),
    ),
  ].join("\n");
}
