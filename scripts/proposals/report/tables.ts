import type { Alarms } from "../judge/leave-out.ts";
import type { ProposalsResult, ViewResult } from "../evaluation.ts";
import type { Stress } from "../judge/stress.ts";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
export const bps = (score: number): string => score.toLocaleString("en-US");
const rate = ({ perMonth, bounds }: Alarms): string =>
  `${perMonth.toFixed(2)} (${bounds.lower.toFixed(2)} to ${bounds.upper.toFixed(2)})`;

/** False alarms a DAO and month, by view and by how many mechanics are caught. */
export function headline(views: readonly ViewResult[]): string {
  const counts = views[0]?.alarms.map(({ caught }) => caught) ?? [];
  const mechanics = views[0]?.alarms[0]?.mechanics ?? 0;
  return table(
    ["what the score sees", ...counts.map((caught) => `${caught} of ${mechanics} caught`)],
    views.map(({ name, alarms }) => [name, ...alarms.map(rate)]),
  );
}

/** The DAOs one by one, each judged by the others, with every mechanic caught. */
export function daoTable(view: ViewResult, missed = 0): string {
  return table(
    ["DAO", "proposals", "months", "threshold, bps", "false alarms", "a month", "its own mechanic"],
    (view.alarms[missed]?.daos ?? []).map(({ dao, proposals, months, threshold, alarms, ownCaught }) => [
      dao,
      String(proposals),
      months.toFixed(1),
      bps(threshold),
      String(alarms),
      (alarms / months).toFixed(2),
      ownCaught === null ? "-" : ownCaught ? "caught" : "missed",
    ]),
  );
}

/** Score and rank of each mechanic in every view. */
export function rankTable(views: readonly ViewResult[]): string {
  return table(
    ["mechanic", "month", ...views.map(({ name }) => name), "loudest rules"],
    (views[0]?.ranks ?? []).map(({ name, date, top }, i) => [
      name,
      date ?? "-",
      ...views.map(({ ranks }) => {
        const rank = ranks[i];
        return rank === undefined ? "-" : `${bps(rank.scoreBps)} (${percent(rank.percentile)})`;
      }),
      top.map((contribution) => contribution.name).join(", "),
    ]),
  );
}

/** Recall by strength in every view, at one kind of threshold. */
export function recallTable(views: readonly ViewResult[], at: "catchAll" | "atAim"): string {
  const strengths = views[0]?.[at].recalls ?? [];
  return table(
    [
      "strength",
      ...views.map((view) => `${view.name}, from ${bps(view[at].threshold)}`),
      "missed where all is read",
    ],
    strengths.map(({ strength, missed }, i) => [
      strength.toFixed(1),
      ...views.map((view) => {
        const recall = view[at].recalls[i];
        if (recall === undefined) return "-";
        const { caught, mechanics, bounds } = recall;
        return `${caught} of ${mechanics} (${percent(bounds.lower, 0)} to ${percent(bounds.upper, 0)})`;
      }),
      missed.length === 0 ? "none" : missed.join(", "),
    ]),
  );
}

export function ruleTable({ rules, views }: ProposalsResult): string {
  const attacks = views[0]?.ranks.length ?? 0;
  return table(
    ["rule", "judged", "speaks of benign ones", "speaks of attacks"],
    rules.map(({ name, judged, per, rate: share, attacks: spoken }) => [
      name,
      judged === 0 ? "none" : `${judged} ${per === "dao" ? "DAOs" : "proposals"}`,
      judged === 0 ? `${percent(share)}, assumed` : percent(share),
      `${spoken} of ${attacks}`,
    ]),
  );
}

export function stressTable([close, half]: ProposalsResult["stress"]): string {
  const cells = (name: string, { caught, threshold, rows }: Stress): string[] => [
    `${name}, ${caught} caught, from ${bps(threshold)}`,
    ...rows.map(({ perMonth }) => perMonth.toFixed(2)),
  ];
  return table(
    ["each unmeasured rule speaks of", ...close.rows.map(({ rate: share }) => percent(share, 0))],
    [cells("at the close", close), cells("half-way", half)],
  );
}

export function baselineTable({ baselines }: ProposalsResult): string {
  return table(
    [
      "score",
      "mean rank of the attacks",
      "caught at 0.25 a DAO and month",
      "false alarms where 8 are caught",
      "where all are",
    ],
    baselines.map(({ name, meanPercentile, caughtAtAim, perMonthAtEight, perMonthAtAll }) => [
      name,
      percent(meanPercentile),
      String(caughtAtAim),
      perMonthAtEight.toFixed(2),
      perMonthAtAll.toFixed(2),
    ]),
  );
}

export function thresholdRows(views: readonly ViewResult[]): string {
  const rows = views[0]?.thresholds ?? [];
  return table(
    ["threshold, bps", ...views.map(({ name }) => `${name}: false alarms a DAO and month, attacks caught`)],
    rows.map(({ threshold }, i) => [
      bps(threshold),
      ...views.map(({ thresholds }) => {
        const row = thresholds[i];
        return row === undefined ? "-" : `${row.perMonth.toFixed(2)}, ${row.caught}`;
      }),
    ]),
  );
}

export function loudestTable({ loudest }: ProposalsResult): string {
  return table(
    ["proposal", "score", "rules"],
    loudest.map(({ id, scoreBps, rules }) => [id, bps(scoreBps), rules.join(", ")]),
  );
}
