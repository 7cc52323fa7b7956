import { join } from "node:path";
import { loadMonitor } from "../../committee/inference/monitor.ts";
import { HOUR } from "../dataset/context/grid.ts";
import { loadSources } from "../dataset/context/load.ts";
import { pegsSource } from "../dataset/context/pegs.ts";
import type { FeePolicy } from "../deploy/deployScoreFeeHook.ts";
import { pegHistory } from "../monitors/peg-history.ts";
import { scoreHistory } from "../monitors/scored.ts";
import { feeAt } from "./fee.ts";
import type { Step } from "./replay.ts";
import { arithmeticScores } from "./score.ts";
import type { Hour } from "./score.ts";
import { knownHours } from "./window.ts";
import type { Window } from "./window.ts";

/** Fixed beforehand, in round figures: 0.01 % as the real pool has it, 1 % from a score of one half on. */
export const POLICY: FeePolicy = { minFee: 100, maxFee: 10_000, blindFee: 500, low: 5_00, high: 50_00 };
/** What the score forecasts: a percent off par within a day. */
export const EVENT = { thresholdBps: 100, horizonHours: 24 };
/** From the hour that a score describes to the block that has it. */
const REPORT_DELAY = 300;
/** As the deployed oracle's: an older score is stale, and the fee blind. */
const MAX_AGE = 2 * HOUR;
/** For the volatility to forget its first value. */
const WARM_UP = 28 * 24 * HOUR;
const MONITOR = join(import.meta.dirname, "..", "..", "committee", "monitors", "peg");

/** A score in bps of the hour that ends at `moment`. */
export interface Scored {
  readonly moment: number;
  readonly scoreBps: number;
}

/** From the ratio of the two tokens alone; nothing about it was fitted. */
export function arithmeticDriver(folder: string, window: Window): Scored[] {
  const hours = knownHours(folder, { ...window, from: window.from - WARM_UP });
  const scores = arithmeticScores(hours, EVENT);
  return hours.map(({ moment }, i) => ({ moment, scoreBps: scores[i] ?? 0 }));
}

/** The shipped peg monitor, the higher of both tokens' forecasts. It was trained on these weeks too. */
export async function monitorDriver(folder: string, { from, to }: Window): Promise<Scored[]> {
  const monitor = await loadMonitor(MONITOR);
  const event = monitor.manifest.events.findIndex(({ name }) => name === "below100in24h");
  const history = pegHistory(loadSources(folder, [pegsSource]).series);
  const tokens = history.series.filter(({ name }) => name === "USDC" || name === "USDT");
  const scored = await scoreHistory(monitor, { ...history, series: tokens }, { from: from - MAX_AGE, to });
  const highest = new Map<number, number>();
  for (const { history: series, monitor: columns } of scored) {
    columns[event]?.forEach((probability, i) => {
      const moment = series.firstHour + i * HOUR;
      // An event that has happened is certain; the monitor does not forecast it any more.
      const value = (series.state[i] ?? NaN) >= EVENT.thresholdBps ? 1 : probability;
      if (moment < from - MAX_AGE || moment >= to || Number.isNaN(value)) return;
      highest.set(moment, Math.max(highest.get(moment) ?? 0, value));
    });
  }
  return [...highest]
    .sort(([a], [b]) => a - b)
    .map(([moment, value]) => ({ moment, scoreBps: Math.round(value * 10_000) }));
}

/** The fee of each outside price's moment: of the last score that had been reported by then. */
export function stepsUnder(scores: readonly Scored[], prices: readonly Hour[]): Step[] {
  let next = 0;
  let last: Scored | undefined;
  return prices.map(({ moment, ratio }) => {
    for (
      let seen = scores[next];
      seen !== undefined && seen.moment + REPORT_DELAY <= moment;
      seen = scores[next]
    ) {
      last = seen;
      next++;
    }
    const fresh = last !== undefined && moment - last.moment <= MAX_AGE;
    return { moment, price: ratio, fee: fresh ? feeAt(POLICY, last?.scoreBps ?? 0) : POLICY.blindFee };
  });
}
