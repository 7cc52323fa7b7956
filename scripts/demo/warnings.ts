import { HOUR_S } from "./hours.ts";
import type { HourRecord } from "./record.ts";
import { COLLATERALS, priceAt, worstOfNextDay } from "./path/price-path.ts";
import type { Collateral, PricePath } from "./path/price-path.ts";

/** The level at which a market is alarmed, the fall that its score forecasts and its LTV, all set before the run. */
export interface AlarmLevel {
  readonly riskBps: number;
  readonly thresholdBps: number;
  readonly anchorLtvBps: number;
}

/** A row of hours in which a market's risk stood at or above its alarm level. */
export interface Alarm {
  readonly market: Collateral;
  readonly hour: number;
  readonly index: number;
  readonly lastIndex: number;
  /** Rounds that it lasted. */
  readonly rounds: number;
  /** Whether the fall came within 24 hours of the alarm's first hour; undefined where the path ends before. */
  readonly cameTrue: boolean | undefined;
}

/** The lowest hour of the market that fell furthest. */
export interface Trough {
  readonly market: Collateral;
  readonly hour: number;
  readonly index: number;
}

export interface Warnings {
  readonly alarms: readonly Alarm[];
  readonly trough: Trough;
  /**
   * Hours from the start of the alarm in force at the trough, on the market that fell furthest, to the trough: an alarm
   * that had ended before is no warning of it. Undefined where none was in force.
   */
  readonly firstHoursBeforeTrough: number | undefined;
  readonly falseAlarms: number;
}

/** Alarms of a run, judged by the market's own event: the lowest hourly price of the next 24 hours. */
export function judgeWarnings(
  records: readonly HourRecord[],
  path: PricePath,
  levels: Readonly<Record<Collateral, AlarmLevel>>,
): Warnings {
  const alarms = COLLATERALS.flatMap((market) => alarmsOf(market, records, path, levels[market]));
  const trough = troughOf(records, path);
  const standing = alarms.find(
    ({ market, index, lastIndex }) =>
      market === trough.market && index < trough.index && lastIndex >= trough.index,
  );
  return {
    alarms,
    trough,
    firstHoursBeforeTrough: standing === undefined ? undefined : (trough.hour - standing.hour) / HOUR_S,
    falseAlarms: alarms.filter(({ cameTrue }) => cameTrue === false).length,
  };
}

function alarmsOf(
  market: Collateral,
  records: readonly HourRecord[],
  path: PricePath,
  level: AlarmLevel,
): Alarm[] {
  const alarms: Alarm[] = [];
  let open: Omit<Alarm, "market" | "cameTrue"> | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const worst = worstOfNextDay(path, market, open.index);
    const cameTrue = worst === undefined ? undefined : worst <= -level.thresholdBps / 10_000;
    alarms.push({ market, ...open, cameTrue });
    open = undefined;
  };
  for (const record of records) {
    const { status, scoreBps, spreadBps } = record.markets[market];
    const heard = status === "fresh" || status === "degraded";
    if (!heard || scoreBps + spreadBps < level.riskBps) close();
    else if (open === undefined) {
      open = { hour: record.hour, index: record.index, lastIndex: record.index, rounds: 1 };
    } else {
      open = { ...open, lastIndex: record.index, rounds: open.rounds + 1 };
    }
  }
  close();
  return alarms;
}

/** The lowest hour of the collateral that fell furthest from the first scored hour. */
function troughOf(records: readonly HourRecord[], path: PricePath): Trough {
  const first = records[0];
  if (first === undefined) throw new RangeError("A run without hours has no trough.");
  let trough: Trough & { left: number } = { market: "WETH", hour: first.hour, index: first.index, left: 1 };
  for (const market of COLLATERALS) {
    const start = priceAt(path, market, first.index);
    for (const { hour, index, prices } of records) {
      const left = prices[market] / start;
      if (left < trough.left) trough = { market, hour, index, left };
    }
  }
  return { market: trough.market, hour: trough.hour, index: trough.index };
}
