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

/** A fall of the first market asset by this much within 24 h makes stress of the day before and the day after. */
const STRESS = Math.log(0.9);
const DAY = 24;

/**
 * Stress is told by a rule, so that years without a named crisis have it too: the 24 h before and after any hour at which
 * bitcoin (or ether, without it) stands 10 % below its close of a day ago. It looks ahead, and only sorts results.
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

function stressHours({ hours, assets }: History): Uint8Array {
  const closes = (assets.find(({ symbol }) => symbol === "BTC") ?? assets[0])?.closes;
  const stress = new Uint8Array(hours);
  for (let hour = DAY; hour < hours; hour++) {
    const fall = Math.log((closes?.[hour] ?? NaN) / (closes?.[hour - DAY] ?? NaN));
    if (fall <= STRESS) stress.fill(1, hour - DAY, Math.min(hour + DAY, hours));
  }
  return stress;
}
