import type { MonitorEvent } from "../../committee/inference/monitor-manifest.ts";
import { createRandom } from "../demo/random.ts";
import type { ScoredSeries } from "./scored.ts";

const DRAWS = 300;
const FLOOR = 1e-7;

/** One hour that an event can be judged on. */
interface Judged {
  readonly y: 0 | 1;
  readonly monitor: number;
  readonly rule: number;
  readonly climate: number;
  readonly month: number;
}

export interface SkillOf {
  readonly prAuc: number | null;
  /** One minus the score over that of always saying the training base rate. */
  readonly brierSkill: number | null;
  readonly logSkill: number | null;
  readonly meanOverBase: number | null;
}

export interface EventSkill {
  readonly event: string;
  readonly rows: number;
  readonly events: number;
  /** Runs of event hours, those less than 72 h apart taken together, over all series. */
  readonly onsets: number;
  readonly base: number;
  readonly rule: SkillOf;
  readonly monitor: SkillOf;
  /** Relative improvement of the monitor's log loss on its rule's, 90 % bounds by resampling months. */
  readonly delta: { readonly mean: number; readonly lo: number; readonly hi: number } | null;
}

/** Judges one event of a monitor on every hour that has a forecast and a known outcome. */
export function skillOfEvent(
  scored: readonly ScoredSeries[],
  event: MonitorEvent,
  index: number,
): EventSkill {
  const rows: Judged[] = [];
  let onsets = 0;
  for (const series of scored) onsets += collect(series, event, index, rows);
  const events = rows.reduce((sum, { y }) => sum + y, 0);
  return {
    event: event.name,
    rows: rows.length,
    events,
    onsets,
    base: rows.length > 0 ? events / rows.length : 0,
    rule: skillOf(rows, events, (row) => row.rule),
    monitor: skillOf(rows, events, (row) => row.monitor),
    delta: events > 0 ? monthBootstrap(rows) : null,
  };
}

function collect(series: ScoredSeries, event: MonitorEvent, index: number, rows: Judged[]): number {
  const { history } = series;
  const outcome = history.outcomes[event.outcome];
  let [onsets, lastEvent] = [0, -Infinity];
  for (let i = 0; i < history.hours; i++) {
    const [ahead, monitor, state] = [
      outcome?.[i] ?? NaN,
      series.monitor[index]?.[i] ?? NaN,
      history.state[i] ?? NaN,
    ];
    const beyond = event.atRisk && !(state < event.threshold);
    if (Number.isNaN(ahead) || Number.isNaN(monitor) || beyond) continue;
    const y = ahead >= event.threshold ? 1 : 0;
    if (y === 1) {
      if (i - lastEvent > 72) onsets++;
      lastEvent = i;
    }
    const date = new Date((history.firstHour + i * 3600) * 1000);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    rows.push({
      y,
      monitor,
      rule: series.rule[index]?.[i] ?? NaN,
      climate: series.climate[index]?.[i] ?? NaN,
      month,
    });
  }
  return onsets;
}

function skillOf(rows: readonly Judged[], events: number, of: (row: Judged) => number): SkillOf {
  if (events === 0) return { prAuc: null, brierSkill: null, logSkill: null, meanOverBase: null };
  const sum = (value: (row: Judged) => number): number => rows.reduce((total, row) => total + value(row), 0);
  return {
    prAuc: averagePrecision(
      rows.map(of),
      rows.map(({ y }) => y),
    ),
    brierSkill: 1 - sum((row) => (of(row) - row.y) ** 2) / sum((row) => (row.climate - row.y) ** 2),
    logSkill: 1 - sum((row) => logLoss(of(row), row.y)) / sum((row) => logLoss(row.climate, row.y)),
    meanOverBase: sum(of) / events,
  };
}

export function logLoss(probability: number, y: 0 | 1): number {
  const p = Math.min(Math.max(probability, FLOOR), 1 - FLOOR);
  return -Math.log(y === 1 ? p : 1 - p);
}

/** Area under the precision-recall curve as average precision; equal scores count as one step. */
export function averagePrecision(scores: readonly number[], labels: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = labels.reduce((sum, y) => sum + y, 0);
  let [hits, before, area] = [0, 0, 0];
  order.forEach((row, k) => {
    hits += labels[row] ?? 0;
    const next = order[k + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    area += ((hits - before) / positives) * (hits / (k + 1));
    before = hits;
  });
  return area;
}

/** Whole months are drawn with replacement: hours of one episode are one observation, not many. */
function monthBootstrap(rows: readonly Judged[]): { mean: number; lo: number; hi: number } {
  const months = new Map<number, [number, number]>();
  for (const row of rows) {
    const sums = months.get(row.month) ?? [0, 0];
    months.set(row.month, [sums[0] + logLoss(row.monitor, row.y), sums[1] + logLoss(row.rule, row.y)]);
  }
  const sums = [...months.values()];
  const improvement = (drawn: readonly (readonly [number, number])[]): number =>
    1 - drawn.reduce((t, [ours]) => t + ours, 0) / drawn.reduce((t, [, theirs]) => t + theirs, 0);
  const random = createRandom(7);
  const deltas = Array.from({ length: DRAWS }, () =>
    improvement(sums.map(() => sums[Math.floor(random.uniform() * sums.length)] ?? [0, 0])),
  ).sort((a, b) => a - b);
  return {
    mean: improvement(sums),
    lo: deltas[Math.floor(0.05 * DRAWS)] ?? NaN,
    hi: deltas[Math.ceil(0.95 * DRAWS) - 1] ?? NaN,
  };
}
