import { incidentsOf, NEAR_HOURS, nearBreach } from "./incidents.ts";
import type { Incident, IncidentRule } from "./incidents.ts";
import type { ScoredSeries } from "./scored.ts";

/** Alarm hours less than this apart are one alarm. */
const MERGE_HOURS = 24;
const YEAR_HOURS = 8766;
/** Thresholds tried, from the highest: score quantiles 1 - 10^-x of calm hours. */
const TAILS = Array.from({ length: 91 }, (_, k) => 5 - k * 0.05);

/** A score of every hour of a series, NaN where there is none. */
export type ScoreOf = (series: ScoredSeries) => Float64Array;

/** How one incident was seen, in hours; a warning is positive, a delay positive when the alarm came after. */
export interface Detection {
  readonly series: string;
  readonly onsetAt: number;
  /** Hours from the first alarm to the onset, at most NEAR_HOURS: null without an alarm by a day after it. */
  readonly warning: number | null;
  readonly warningOfWorse: number | null;
  /** Hours from the first crossing of each milder level to the first alarm. */
  readonly delays: readonly (number | null)[];
}

export interface AlarmReport {
  readonly threshold: number;
  readonly falseAlarmsPerYear: number;
  readonly incidents: number;
  /** Incidents with an alarm in the 72 h before them. */
  readonly warned: number;
  /** The same, expected of as many alarm hours scattered at random, and of the alarms shifted in time. */
  readonly warnedIfScattered: number;
  readonly warnedIfShifted: number;
  readonly detections: readonly Detection[];
}

/**
 * The lowest threshold, coming from above, whose false alarms stay within the budget (per series and year) and which
 * alarms for at most a day for each of them: else an alarm that never ends would count as one. Over the hours that
 * `use` admits: those of other folds, so that an incident never sets the threshold it is judged by.
 */
export function thresholdWithin(
  scored: readonly ScoredSeries[],
  rule: IncidentRule,
  score: ScoreOf,
  budget: number,
  use: (series: ScoredSeries, hour: number) => boolean,
): number {
  const all = scored.map((series) => {
    const near = nearBreach(series, rule);
    const counts = (i: number): boolean => near[i] === 0 && use(series, i);
    return { values: score(series), counts };
  });
  const calm = Float64Array.from(
    all.flatMap(({ values, counts }) => [...values.filter((value, i) => !Number.isNaN(value) && counts(i))]),
  ).sort();
  let best = Infinity;
  for (const tail of TAILS) {
    const from = Math.floor(calm.length * (1 - 10 ** -tail));
    const threshold = calm[from] ?? Infinity;
    const alarms = all.reduce((sum, { values, counts }) => sum + episodes(values, threshold, counts), 0);
    const alarmHours = calm.length - lowerBound(calm, threshold);
    const allowed = (budget * calm.length) / YEAR_HOURS;
    if (alarms > allowed || alarmHours > allowed * MERGE_HOURS) break;
    best = threshold;
  }
  return best;
}

/** Index of the first value that is not below the threshold. */
function lowerBound(sorted: Float64Array, threshold: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Runs of alarm hours that `counts` admits, those less than a day apart taken as one. */
function episodes(values: Float64Array, threshold: number, counts: (hour: number) => boolean): number {
  let [found, last] = [0, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (!((values[i] ?? NaN) >= threshold) || !counts(i)) continue;
    if (i - last >= MERGE_HOURS) found++;
    last = i;
  }
  return found;
}

/** Judges a score by its alarms; `thresholdFor` gives the threshold that an hour's fold is judged by. */
export function judgeAlarms(
  scored: readonly ScoredSeries[],
  rule: IncidentRule,
  score: ScoreOf,
  thresholdFor: (fold: number) => number,
): AlarmReport {
  let [falseAlarms, calmHours, scattered, shifted] = [0, 0, 0, 0];
  const detections: Detection[] = [];
  for (const series of scored) {
    const values = score(series);
    const alarm = values.map((value, i) => (value >= thresholdFor(series.fold[i] ?? -1) ? 1 : 0));
    const near = nearBreach(series, rule);
    const forecast = (i: number): boolean => (series.fold[i] ?? -1) >= 0;
    falseAlarms += episodes(alarm, 1, (i) => near[i] === 0 && forecast(i));
    for (let i = 0; i < alarm.length; i++) calmHours += near[i] === 0 && forecast(i) ? 1 : 0;
    const incidents = incidentsOf(series, rule);
    const { hours, covered, alarms } = coverage(series, alarm, incidents);
    scattered += incidents.length * (hours > 0 ? 1 - (1 - alarms / hours) ** NEAR_HOURS : 0);
    shifted += incidents.length * (hours > 0 ? covered / hours : 0);
    detections.push(...incidents.map((incident) => detect(incident, alarm)));
  }
  return {
    threshold: thresholdFor(0),
    falseAlarmsPerYear: calmHours > 0 ? (falseAlarms * YEAR_HOURS) / calmHours : 0,
    incidents: detections.length,
    warned: detections.filter(({ warning }) => warning !== null && warning > 0).length,
    warnedIfScattered: scattered,
    warnedIfShifted: shifted,
    detections,
  };
}

/**
 * Of the forecast hours outside incidents: how many are alarms, and how many have one in the 72 h before (all circular
 * shifts at once). An alarm during an incident is neither a warning nor a false one, and no null's budget.
 */
function coverage(
  { fold }: ScoredSeries,
  alarm: Float64Array,
  incidents: readonly Incident[],
): { hours: number; covered: number; alarms: number } {
  const outside = [...alarm.keys()].filter(
    (i) => (fold[i] ?? -1) >= 0 && !incidents.some(({ onset, end }) => i >= onset && i <= end),
  );
  const flags = outside.map((i) => alarm[i] === 1);
  const alarms = flags.filter(Boolean).length;
  const lastBefore = flags.lastIndexOf(true) - flags.length;
  let [covered, last] = [0, alarms > 0 ? lastBefore : -Infinity];
  flags.forEach((flag, k) => {
    if (k - last <= NEAR_HOURS) covered++;
    if (flag) last = k;
  });
  return { hours: flags.length, covered, alarms };
}

function detect({ series, onset, worse, milder }: Incident, alarm: Float64Array): Detection {
  let first: number | null = null;
  for (let i = Math.max(0, onset - NEAR_HOURS); i <= onset + MERGE_HOURS && first === null; i++) {
    if (alarm[i] === 1) first = i;
  }
  return {
    series: series.history.name,
    onsetAt: series.history.firstHour + onset * 3600,
    warning: first === null ? null : onset - first,
    warningOfWorse: first === null || worse === null ? null : worse - first,
    delays: milder.map((crossed) => (first === null ? null : first - crossed)),
  };
}
