import { HOUR_S } from "../demo/hours.ts";
import { findCrises, knownCrises, marketIndex } from "../forecast/crises.ts";
import type { ForecastManifest } from "../forecast/manifest.ts";
import type { History } from "../forecast/history.ts";

/** A crisis, unix seconds; `to` is the first moment after it. */
export interface Crisis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Named: some member's manifest lists it as withheld. Rule: found in the prices. */
  readonly foundBy: "name" | "rule";
}

/** A crisis found by rule is played from two days before its first hour to three days after its last. */
const BEFORE_HOURS = 48;
const AFTER_HOURS = 72;

/** The crises that members' manifests name, in the order of time. */
export function namedCrises(manifests: readonly Pick<ForecastManifest, "trained">[]): Crisis[] {
  return knownCrises(manifests).map(({ name, from, to }) => ({
    name,
    from: seconds(from),
    to: seconds(to),
    foundBy: "name",
  }));
}

/** Crises found by rule that begin at `from` or later; two whose dates overlap are played as one. */
export function crisesByRule(history: History, from: number): Crisis[] {
  const at = (hour: number): number => history.firstHour + hour * HOUR_S;
  const played: Crisis[] = [];
  for (const { name, first, last } of findCrises(history, marketIndex(history), [])) {
    if (at(first) < from) continue;
    const [begins, to] = [at(first - BEFORE_HOURS), at(Math.min(last + AFTER_HOURS, history.hours))];
    const open = played.at(-1);
    if (open !== undefined && begins < open.to) played[played.length - 1] = { ...open, to };
    else played.push({ name, from: begins, to, foundBy: "rule" });
  }
  return played;
}

const seconds = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;
