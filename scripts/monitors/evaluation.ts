import type { MonitorManifest } from "../../committee/inference/monitor-manifest.ts";
import { judgeAlarms, thresholdWithin } from "./alarms.ts";
import type { AlarmReport, ScoreOf } from "./alarms.ts";
import { INCIDENT_RULES } from "./incidents.ts";
import type { IncidentRule } from "./incidents.ts";
import type { ScoredSeries } from "./scored.ts";
import { skillOfEvent } from "./skill.ts";
import type { EventSkill } from "./skill.ts";

/** False alarms a year and series that an operator may choose to bear. */
export const BUDGETS = [1, 4, 12] as const;

/** Thresholds by score and budget, as evaluated out of fold: shipped beside the monitor. */
export type AlarmThresholds = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface BudgetReport {
  readonly budget: number;
  readonly scores: Readonly<Record<string, AlarmReport>>;
}

export interface MonitorReport {
  readonly id: string;
  readonly series: number;
  readonly skill: readonly EventSkill[];
  readonly alarms: readonly BudgetReport[];
}

/** The scores that raise alarms on the same incidents: the monitor, its rule, and each plain input. */
export function alarmScores(manifest: MonitorManifest, rule: IncidentRule): ReadonlyMap<string, ScoreOf> {
  const event = manifest.events.findIndex(({ name }) => name === rule.event);
  const none = new Float64Array();
  return new Map<string, ScoreOf>([
    ["monitor", (series) => series.monitor[event] ?? none],
    ["rule", (series) => series.rule[event] ?? none],
    ...rule.plainRules.map((name): [string, ScoreOf] => [
      name,
      inputScore(manifest.features.indexOf(name), manifest),
    ]),
  ]);
}

function inputScore(column: number, { features }: MonitorManifest): ScoreOf {
  return ({ history, fold }) =>
    Float64Array.from(fold, (f, i) => (f < 0 ? NaN : (history.rows[i * features.length + column] ?? NaN)));
}

/** Judges forecasts; a score's threshold at a budget is `thresholds`, or comes from the other folds where none are given. */
export function evaluate(
  manifest: MonitorManifest,
  scored: readonly ScoredSeries[],
  thresholds: AlarmThresholds | null,
): MonitorReport {
  const rule = INCIDENT_RULES[manifest.id];
  const alarms = BUDGETS.map((budget): BudgetReport => {
    if (rule === undefined) return { budget, scores: {} };
    const judged = [...alarmScores(manifest, rule)].map(([name, score]): [string, AlarmReport] => {
      const known = thresholds?.[name]?.[String(budget)];
      const at = known === undefined ? crossFold(scored, rule, score, budget) : () => known;
      return [name, judgeAlarms(scored, rule, score, at)];
    });
    return { budget, scores: Object.fromEntries(judged) };
  });
  const skill = manifest.events.map((event, index) => skillOfEvent(scored, event, index));
  const judgedSeries = scored.filter(({ fold }) => fold.some((f) => f >= 0)).length;
  return { id: manifest.id, series: judgedSeries, skill, alarms };
}

/** Each fold's threshold, from the hours of all others. */
function crossFold(
  scored: readonly ScoredSeries[],
  rule: IncidentRule,
  score: ScoreOf,
  budget: number,
): (fold: number) => number {
  const folds = new Set(scored.flatMap(({ fold }) => [...new Set(fold)])).values();
  const found = new Map<number, number>();
  for (const fold of folds) {
    if (fold < 0) continue;
    const others = (series: ScoredSeries, hour: number): boolean => {
      const own = series.fold[hour] ?? -1;
      return own >= 0 && own !== fold;
    };
    found.set(fold, thresholdWithin(scored, rule, score, budget, others));
  }
  return (fold) => found.get(fold) ?? Infinity;
}

/** Thresholds of every score and budget over all out-of-fold hours before `until`: what a node is given. */
export function shippedThresholds(
  manifest: MonitorManifest,
  scored: readonly ScoredSeries[],
  until: number,
): AlarmThresholds {
  const rule = INCIDENT_RULES[manifest.id];
  if (rule === undefined) return {};
  const before = ({ fold, history }: ScoredSeries, hour: number): boolean =>
    (fold[hour] ?? -1) >= 0 && history.firstHour + hour * 3600 < until;
  return Object.fromEntries(
    [...alarmScores(manifest, rule)].map(([name, score]) => [
      name,
      Object.fromEntries(
        BUDGETS.map((budget) => [String(budget), thresholdWithin(scored, rule, score, budget, before)]),
      ),
    ]),
  );
}
