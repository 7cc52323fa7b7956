import { INCIDENT_RULES } from "./incidents.ts";
import type { AlarmReport, Detection } from "./alarms.ts";
import type { MonitorReport } from "./evaluation.ts";
import type { EventSkill } from "./skill.ts";

/** The tables of one monitor in markdown. */
export function tablesOf(report: MonitorReport): string {
  return [`### ${report.id}`, skillTable(report.skill), alarmTable(report), incidentTable(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function skillTable(skill: readonly EventSkill[]): string {
  const head = ["event", "hours", "event hours", "onsets", "base rate", "PR-AUC rule / monitor"];
  const more = ["Brier skill", "log skill", "mean over base", "log loss against the rule, 90 %"];
  const rows = skill.map(({ event, rows, events, onsets, base, rule, monitor, delta }) => [
    event,
    String(rows),
    String(events),
    String(onsets),
    `${(100 * base).toFixed(3)} %`,
    pair(rule.prAuc, monitor.prAuc, 3),
    pair(rule.brierSkill, monitor.brierSkill, 3),
    pair(rule.logSkill, monitor.logSkill, 3),
    pair(rule.meanOverBase, monitor.meanOverBase, 2),
    delta === null ? "-" : `${percent(delta.mean)} (${percent(delta.lo)} to ${percent(delta.hi)})`,
  ]);
  return table([...head, ...more], rows);
}

function alarmTable({ id, alarms }: MonitorReport): string {
  if (alarms.every(({ scores }) => (scores["monitor"]?.incidents ?? 0) === 0))
    return "No incident in this period.";
  const levels = (INCIDENT_RULES[id]?.milder ?? []).map((level) => `median delay from ${level}, h`);
  const head = ["false alarms a year, allowed", "score", "false alarms a year", "incidents", "warned"];
  const more = [
    "scattered null",
    "shifted null",
    "median warning, h",
    "median warning of the worse level, h",
  ];
  const rows = alarms.flatMap(({ budget, scores }) =>
    Object.entries(scores).map(([name, judged]) => [
      String(budget),
      name,
      judged.falseAlarmsPerYear.toFixed(2),
      String(judged.incidents),
      String(judged.warned),
      judged.warnedIfScattered.toFixed(1),
      judged.warnedIfShifted.toFixed(1),
      median(judged, ({ warning }) => warning),
      median(judged, ({ warningOfWorse }) => warningOfWorse),
      ...levels.map((_, k) => median(judged, ({ delays }) => delays[k] ?? null)),
    ]),
  );
  return table([...head, ...more, ...levels], rows);
}

/** The incidents one by one at the middle budget; only where they are few enough to be named. */
function incidentTable({ alarms }: MonitorReport): string {
  const middle = alarms[1]?.scores ?? {};
  const names = Object.keys(middle);
  const first = middle["monitor"]?.detections ?? [];
  if (first.length === 0 || first.length > 30) return "";
  const rows = first
    .map((detection, i) => ({ detection, i }))
    .sort((a, b) => a.detection.onsetAt - b.detection.onsetAt)
    .map(({ detection, i }) => [
      new Date(detection.onsetAt * 1000).toISOString().slice(0, 13),
      detection.series,
      ...names.map((name) => whole(middle[name]?.detections[i]?.warning ?? null)),
    ]);
  return table(["onset", "series", ...names.map((name) => `warning of ${name}, h`)], rows);
}

function median(report: AlarmReport, of: (detection: Detection) => number | null): string {
  const values = report.detections.map(of).filter((value) => value !== null);
  values.sort((a, b) => a - b);
  return whole(values[Math.floor((values.length - 1) / 2)] ?? null);
}

function whole(value: number | null): string {
  return value === null ? "-" : String(Math.round(value));
}

function percent(value: number): string {
  return `${value >= 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
}

function pair(rule: number | null, monitor: number | null, digits: number): string {
  return rule === null || monitor === null ? "-" : `${rule.toFixed(digits)} / ${monitor.toFixed(digits)}`;
}
