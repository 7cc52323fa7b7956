import { HOUR_S } from "../demo/hours.ts";
import type { ForecastManifest } from "../forecast/manifest.ts";
import { hourIndex } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";

/** A crisis, unix seconds; `to` is the first moment after it. */
export interface Crisis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Named: some member's manifest lists it as withheld. Rule: found in the prices. */
  readonly foundBy: "name" | "rule";
}

/** The market, the mean log price of bitcoin and ether, stands this far below its high of three days. */
const FALL = 0.1;
const HIGH_HOURS = 72;
/** Falls closer together than this are one crisis. */
const MERGE_HOURS = 168;
/** A crisis found by rule starts two days before its first such hour and ends three days after its last. */
const BEFORE_HOURS = 48;
const AFTER_HOURS = 72;

/** The crises that members' manifests name, in the order of time. */
export function namedCrises(manifests: readonly Pick<ForecastManifest, "trained">[]): Crisis[] {
  const byName = new Map(
    manifests.flatMap(({ trained }) =>
      trained.withheld.map(({ name, from, to }): [string, Crisis] => [
        name,
        { name, from: seconds(from), to: seconds(to), foundBy: "name" },
      ]),
    ),
  );
  return [...byName.values()].sort((a, b) => a.from - b.from);
}

/** Crises found by rule in hours from `from` on. */
export function crisesByRule(history: History, from: number): Crisis[] {
  const market = ["BTC", "ETH"].flatMap(
    (symbol) => history.assets.find((asset) => asset.symbol === symbol) ?? [],
  );
  const index = Float64Array.from(
    { length: history.hours },
    (_, i) => market.reduce((sum, { closes }) => sum + Math.log(closes[i] ?? NaN), 0) / market.length,
  );
  const crises: { first: number; last: number }[] = [];
  for (let i = hourIndex(history, from); i < history.hours; i++) {
    const high = highOf(index, i);
    if (!((index[i] ?? NaN) - high <= Math.log1p(-FALL))) continue;
    const open = crises.at(-1);
    if (open !== undefined && i - open.last <= MERGE_HOURS) open.last = i;
    else crises.push({ first: i, last: i });
  }
  const at = (hour: number): number => history.firstHour + hour * HOUR_S;
  return crises.map(({ first, last }) => ({
    name: new Date(at(first) * 1_000).toISOString().slice(0, 10),
    from: at(first - BEFORE_HOURS),
    to: at(Math.min(last + AFTER_HOURS, history.hours)),
    foundBy: "rule",
  }));
}

function highOf(index: Float64Array, hour: number): number {
  let high = NaN;
  for (let i = Math.max(0, hour - HIGH_HOURS); i <= hour; i++) {
    const value = index[i] ?? NaN;
    if (!(value <= high)) high = Number.isNaN(value) ? high : value;
  }
  return high;
}

const seconds = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;
