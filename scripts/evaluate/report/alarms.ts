import type { AlarmReport, BudgetReport, EvaluationResult } from "../result.ts";
import { COMMITTEE } from "../subjects.ts";
import { DASH, dateOf, num, pct, table } from "./table.ts";

/** By budget: what every forecast's alarms cost and reach, then its first warning of every crisis. */
export function alarmTables({ alarms }: EvaluationResult): string {
  const parts = alarms.map((budget) => {
    const title = `### Fixed for ${budget.falseAlarmsPerMonth} false alarm episodes a month`;
    return [title, costTable(budget), warningTable(budget)].join("\n\n");
  });
  return [HEAD, ...parts].join("\n\n");
}

const HEAD =
  "In brackets: the same hours in alarm scattered at random / shifted as they are, means over 300 draws. A crisis without a warning counts as 0 h there and in the median.";

/** A figure beside those of random alarms. */
const beside = (figure: string, scattered: string, shifted: string): string =>
  `${figure} (${scattered} / ${shifted})`;

function costTable({ forecasts }: BudgetReport): string {
  return table(
    [
      "forecast",
      "threshold",
      "limited by",
      "false alarms a month",
      "episodes",
      "hours in alarm",
      "crises warned of 6 h before",
      "median first warning",
      "event hours in alarm",
    ],
    forecasts.map(costRow),
  );
}

function costRow(report: AlarmReport): string[] {
  const { id, thresholdBps, limit, episodes, share, recall, falseAlarmsPerMonth } = report;
  const { scattered, shifted } = report.nulls;
  const { lo, hi } = report.falseAlarmsWithin;
  const bounds = lo === null || hi === null ? "" : ` [${num(lo, 2)}, ${num(hi, 2)}]`;
  const hours = (value: number | null): string => (value === null ? DASH : `${value.toFixed(0)} h`);
  return [
    id,
    `${thresholdBps} bps`,
    limit,
    beside(
      `${num(falseAlarmsPerMonth, 2)}${bounds}`,
      num(scattered.falseAlarmsPerMonth, 2),
      num(shifted.falseAlarmsPerMonth, 2),
    ),
    String(episodes),
    pct(share),
    beside(pct(recall.crises, 0), pct(scattered.crises, 0), pct(shifted.crises, 0)),
    beside(
      hours(report.medianWarningHours),
      hours(scattered.medianWarningHours),
      hours(shifted.medianWarningHours),
    ),
    beside(pct(recall.eventHours), pct(scattered.eventHours), pct(shifted.eventHours)),
  ];
}

function warningTable({ forecasts }: BudgetReport): string {
  const hours = (value: number | null | undefined): string =>
    value === null || value === undefined ? "none" : `${value} h`;
  const columns = (report: AlarmReport, i: number): string[] => {
    const { scattered, shifted } = report.nulls;
    const warning = report.crises[i];
    const nulls = [scattered, shifted].map(({ firstWarningHours }) => num(firstWarningHours[i], 0));
    const first = `${hours(warning?.firstWarningHours)} (${nulls.join(" / ")})`;
    return report.id === COMMITTEE ? [first, hours(warning?.beforeFallHours)] : [first];
  };
  return table(
    [
      "first warning before the trough of",
      "trough (UTC)",
      ...forecasts.flatMap(({ id }) => (id === COMMITTEE ? [id, "before the fall"] : [id])),
    ],
    (forecasts[0]?.crises ?? []).map(({ name, troughAt }, i) => [
      name,
      dateOf(troughAt),
      ...forecasts.flatMap((report) => columns(report, i)),
    ]),
  );
}
