import { findCrises, marketIndex } from "../forecast/crises.ts";
import { HOUR_S } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";

/** A named span of time: hours from `from` up to `to`, unix seconds. */
export interface Crisis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Says of which stretches an hour is part; every hour is of one year, of one month and of either "stress" or "calm". */
export type StretchesOf = (hourIndex: number) => readonly string[];

const DAY = 24;

/**
 * Stress is told by the rule of the crises, so that years without a named one have it too: from 24 h before a crisis'
 * first hour to 24 h after its last. It looks ahead, and only sorts results.
 */
export function stretchesOf(history: History, crises: readonly Crisis[]): StretchesOf {
  const stress = stressHours(history);
  return (hourIndex) => {
    const moment = history.firstHour + hourIndex * HOUR_S;
    const named = crises.filter(({ from, to }) => moment >= from && moment < to).map(({ name }) => name);
    const month = new Date(moment * 1000).toISOString().slice(0, 7);
    return [month.slice(0, 4), month, stress[hourIndex] === 1 ? "stress" : "calm", ...named];
  };
}

function stressHours(history: History): Uint8Array {
  const stress = new Uint8Array(history.hours);
  for (const { first, last } of findCrises(history, marketIndex(history), [])) {
    stress.fill(1, Math.max(0, first - DAY), last + DAY + 1);
  }
  return stress;
}
