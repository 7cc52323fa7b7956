import { HORIZON_HOURS } from "./types.ts";
import type { Closes } from "./types.ts";

/** Thirty days: what risk desks call historical value at risk with a short memory. */
export const HISTORICAL_HOURS = 720;
const MIN_STARTS = 360;

/**
 * Historical simulation: the share of the last thirty days' hours after which the fall came within 24 h. Only hours whose
 * 24 h are over by `hour` count. Gives the forecasts of hours `from` to `to` (exclusive); null where fewer than half of
 * the starts have a price now and in each of their 24 hours.
 */
export function historicalVar(closes: Closes, fall: number, from: number, to: number): (number | null)[] {
  const first = Math.max(0, from - HISTORICAL_HOURS);
  const outcomes = new Int8Array(Math.max(0, to - first));
  for (let i = first; i < to - HORIZON_HOURS; i++) outcomes[i - first] = outcomeAt(closes, i, fall);
  let [events, starts] = [0, 0];
  const add = (start: number, sign: number): void => {
    const outcome = start < first ? -1 : (outcomes[start - first] ?? -1);
    if (outcome < 0) return;
    starts += sign;
    events += sign * outcome;
  };
  const probabilities: (number | null)[] = [];
  for (let start = first; start <= from - HORIZON_HOURS - 1; start++) add(start, 1);
  for (let hour = from; hour < to; hour++) {
    add(hour - HORIZON_HOURS, 1);
    add(hour - HISTORICAL_HOURS - 1, -1);
    probabilities.push(starts < MIN_STARTS ? null : events / starts);
  }
  return probabilities;
}

/** 1 where the fall came in the 24 h after `start`, 0 where it did not, -1 where a price is missing. */
function outcomeAt(closes: Closes, start: number, fall: number): -1 | 0 | 1 {
  const now = closes[start] ?? NaN;
  let lowest = now;
  for (let i = start + 1; i <= start + HORIZON_HOURS; i++) {
    const close = closes[i] ?? NaN;
    if (Number.isNaN(close)) return -1;
    if (close < lowest) lowest = close;
  }
  if (Number.isNaN(now)) return -1;
  return lowest <= now * (1 - fall) ? 1 : 0;
}
