import { MARKET_ASSETS } from "../dataset/panel.ts";
import type { Crisis } from "../forecast/crises.ts";
import type { History } from "../forecast/history.ts";
import type { Rows } from "../forecast/rows.ts";
import { quantileOf } from "./metrics/bootstrap.ts";

/** The event that alarms are raised for: a fall by 8 % within 24 h, of the market's assets on average. */
export const ALARM_EVENT_BPS = 800;
/** Alarms at most so many hours apart are one episode. */
export const ALARM_GAP_HOURS = 24;
/** An alarm is false when neither an event nor a crisis' trough follows within so many hours. */
export const ALARM_HORIZON_HOURS = 72;
export const HOURS_A_MONTH = 24 * 30.4375;

/** What alarms are judged against; every array has one entry an hour of the history. */
export interface AlarmTruth {
  /** 1 in hours after which the market index falls by ALARM_EVENT_BPS within 24 h. */
  readonly events: Uint8Array;
  readonly crises: readonly Crisis[];
  /** Hours judged: from the first up to, without, the last index. */
  readonly from: number;
  readonly to: number;
}

export interface Warning {
  readonly name: string;
  readonly troughAt: number;
  /** Hours from the first alarm of the lead-up to the trough; null without one. */
  readonly firstWarningHours: number | null;
  /** Hours from the first alarm to the hour in which the fall reached a crisis' size; negative: after it. */
  readonly beforeFallHours: number | null;
}

export interface AlarmFigures {
  readonly crises: readonly Warning[];
  /** Median over the crises of the first warning, in which none counts as 0 h; null without a crisis. */
  readonly medianWarningHours: number | null;
  readonly episodes: number;
  readonly falseAlarms: number;
  readonly falseAlarmsPerMonth: number;
  /** Share of judged hours in alarm. */
  readonly share: number;
  /** Share of crises warned of at least MIN_LEAD_HOURS before the trough, and share of event hours in alarm. */
  readonly recall: Recall;
}

export interface Recall {
  readonly crises: number | null;
  readonly eventHours: number | null;
}

/** A warning counts from this many hours before the trough on: time for the hooks' steps and for people to look. */
export const MIN_LEAD_HOURS = 6;

/** Mean score of the market's assets, in bps, hour by hour; NaN where none has a score. */
export function marketScores(history: History, rows: Rows, p: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(history.hours);
  const counts = new Float64Array(history.hours);
  for (let i = 0; i < rows.length; i++) {
    const hour = rows.hour[i] ?? 0;
    const value = p[i] ?? NaN;
    const symbol = history.assets[rows.asset[i] ?? -1]?.symbol;
    if (symbol === undefined || !MARKET_ASSETS.includes(symbol) || Number.isNaN(value)) continue;
    sums[hour] = (sums[hour] ?? 0) + value * 10_000;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return sums.map((sum, hour) => sum / (counts[hour] ?? 0));
}

/** 1 in hours whose score reaches the threshold. */
export function alarmsAt(scores: Float64Array, thresholdBps: number): Uint8Array {
  return Uint8Array.from(scores, (score) => (score >= thresholdBps ? 1 : 0));
}

/** Alarms of the judged hours, merged to episodes: first and last hour of each. */
export function alarmEpisodes(alarms: Uint8Array, { from, to }: AlarmTruth): [number, number][] {
  const episodes: [number, number][] = [];
  for (let hour = from; hour < to; hour++) {
    if (alarms[hour] !== 1) continue;
    const open = episodes.at(-1);
    if (open !== undefined && hour - open[1] <= ALARM_GAP_HOURS) open[1] = hour;
    else episodes.push([hour, hour]);
  }
  return episodes;
}

/** Judges the hours in which a forecast was in alarm. @param scored 1 in hours that had a score */
export function judgeAlarms(alarms: Uint8Array, scored: number, truth: AlarmTruth): AlarmFigures {
  const episodes = alarmEpisodes(alarms, truth);
  const falseAlarms = falseEpisodes(episodes, truth).length;
  const crises = warningsOf(alarms, truth);
  return {
    crises,
    medianWarningHours: medianOf(crises.map(({ firstWarningHours }) => firstWarningHours ?? 0)),
    episodes: episodes.length,
    falseAlarms,
    falseAlarmsPerMonth: scored > 0 ? falseAlarms / (scored / HOURS_A_MONTH) : 0,
    share:
      scored > 0 ? alarms.subarray(truth.from, truth.to).reduce((sum, alarm) => sum + alarm, 0) / scored : 0,
    recall: recallOf(alarms, crises, truth),
  };
}

/** The episodes that nothing follows. */
export function falseEpisodes(
  episodes: readonly [number, number][],
  truth: AlarmTruth,
): readonly [number, number][] {
  return episodes.filter((episode) => !isFollowed(episode, truth));
}

/** Whether an event begins, or a crisis has its trough, between the episode's first hour and the horizon after its last. */
function isFollowed([first, last]: [number, number], { events, crises }: AlarmTruth): boolean {
  const end = last + ALARM_HORIZON_HOURS;
  if (events.subarray(first, end + 1).includes(1)) return true;
  return crises.some(({ trough }) => trough >= first && trough <= end);
}

/**
 * The first alarm before each trough, sought from 72 h before it or the end of the crisis before, whichever is later.
 * An alarm that stands when the search opens counts from there.
 */
export function warningsOf(alarms: Uint8Array, { crises, from, to }: AlarmTruth): Warning[] {
  return crises.flatMap(({ name, trough, troughAt, first }, i) => {
    if (trough < from || trough >= to) return [];
    const opens = Math.max(trough - ALARM_HORIZON_HOURS, (crises[i - 1]?.last ?? -1) + 1, 0);
    const found = alarms.subarray(opens, trough + 1).indexOf(1);
    const at = found < 0 ? null : opens + found;
    return [
      {
        name,
        troughAt,
        firstWarningHours: at === null ? null : trough - at,
        beforeFallHours: at === null ? null : first - at,
      },
    ];
  });
}

function medianOf(values: readonly number[]): number | null {
  const rising = values.toSorted((a, b) => a - b);
  return rising.length > 0 ? quantileOf(rising, 0.5) : null;
}

function recallOf(alarms: Uint8Array, crises: readonly Warning[], { events, from, to }: AlarmTruth): Recall {
  const warned = crises.filter(({ firstWarningHours }) => (firstWarningHours ?? -1) >= MIN_LEAD_HOURS).length;
  let [hits, all] = [0, 0];
  for (let hour = from; hour < to; hour++) {
    all += events[hour] ?? 0;
    hits += (events[hour] ?? 0) * (alarms[hour] ?? 0);
  }
  return {
    crises: crises.length > 0 ? warned / crises.length : null,
    eventHours: all > 0 ? hits / all : null,
  };
}
