import { RollingMax } from "../../committee/features/rolling.ts";
import { MARKET_ASSETS } from "../dataset/panel.ts";
import { HOUR_S } from "./history.ts";
import type { History } from "./history.ts";

/** The market's index, hour by hour: mean log close of bitcoin and ether; NaN where one is unknown for over a day. */
export function marketIndex(history: History): Float64Array {
  const market = history.assets.filter(({ symbol }) => MARKET_ASSETS.includes(symbol));
  const carried = market.map(({ closes }) => carry(closes));
  return Float64Array.from(
    { length: history.hours },
    (_, hour) => carried.reduce((sum, logs) => sum + (logs[hour] ?? NaN), 0) / carried.length,
  );
}

const MAX_CARRY = 24;

function carry(closes: Float64Array): Float64Array {
  let [last, age] = [NaN, 0];
  return closes.map((close) => {
    age = Number.isNaN(close) ? age + 1 : 0;
    if (age === 0) last = Math.log(close);
    return age <= MAX_CARRY ? last : NaN;
  });
}

/** A fall of the whole market, found by rule; hours are indices into the history. */
export interface Crisis {
  readonly name: string;
  /** First and last hour in which the index lies at least CRISIS_FALL below its 72 h high. */
  readonly first: number;
  readonly last: number;
  /** The hour deepest below its 72 h high: in a long decline the crash, not the last low. */
  readonly trough: number;
  /** The same in unix seconds. */
  readonly troughAt: number;
  /** How deep, as a share. */
  readonly depth: number;
}

/**
 * The market has a crisis when its index closes 12 % below the high of 72 h. The evaluation, the backtest and the drift
 * study all count by this rule.
 */
export const CRISIS_FALL = 0.12;
export const HIGH_HOURS = 72;
/** Two such stretches less than this many hours apart are one crisis. */
export const MERGE_HOURS = 72;

export interface NamedRange {
  readonly name: string;
  /** ISO dates; the end is not part of it. */
  readonly from: string;
  readonly to: string;
}

/** Every crisis of the history, in time. A known name is given where the trough lies in its dates, else the trough's date. */
export function findCrises(history: History, index: Float64Array, names: readonly NamedRange[]): Crisis[] {
  const high = new RollingMax(HIGH_HOURS);
  const falls = index.map((log) => {
    high.push(log);
    return log - high.max();
  });
  const found: { first: number; last: number }[] = [];
  falls.forEach((fall, hour) => {
    if (!(fall <= Math.log1p(-CRISIS_FALL))) return;
    const open = found.at(-1);
    if (open !== undefined && hour - open.last <= MERGE_HOURS) open.last = hour;
    else found.push({ first: hour, last: hour });
  });
  return named(
    found.map((span) => described(span, history, falls)),
    names,
  );
}

function described(
  { first, last }: { first: number; last: number },
  history: History,
  falls: Float64Array,
): Omit<Crisis, "name"> {
  let [trough, deepest] = [first, 0];
  for (let hour = first; hour <= last; hour++) {
    const fall = falls[hour] ?? NaN;
    if (fall < deepest) [trough, deepest] = [hour, fall];
  }
  const troughAt = history.firstHour + trough * HOUR_S;
  return { first, last, trough, troughAt, depth: -Math.expm1(deepest) };
}

function named(crises: readonly Omit<Crisis, "name">[], names: readonly NamedRange[]): Crisis[] {
  const day = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 10);
  const counts = new Map<string, number>();
  return crises.map((crisis) => {
    const date = day(crisis.troughAt);
    const known = names.find(({ from, to }) => date >= from && date < to)?.name;
    const count = known === undefined ? 0 : (counts.get(known) ?? 0) + 1;
    if (known !== undefined) counts.set(known, count);
    return { ...crisis, name: known === undefined ? date : count > 1 ? `${known} (${count})` : known };
  });
}

/** Crises that the models' manifests name as withheld, each once, in time. */
export function knownCrises(
  manifests: readonly { trained: { withheld: readonly NamedRange[] } }[],
): NamedRange[] {
  const all = manifests.flatMap(({ trained }) => trained.withheld);
  const once = new Map(all.map(({ name, from, to }) => [name, { name, from, to }]));
  return [...once.values()].sort((a, b) => a.from.localeCompare(b.from));
}
