import type { HourRecord } from "./record.ts";
import { COLLATERALS, priceAt, worstOfNextDay } from "./path/price-path.ts";
import type { Collateral, PricePath } from "./path/price-path.ts";

/** The level at which a market is alarmed and the fall that its score forecasts, both set before the run. */
export interface AlarmLevel {
  readonly riskBps: number;
  readonly thresholdBps: number;
}

/** A row of hours in which a market's risk stood at or above its alarm level. */
export interface Alarm {
  readonly market: Collateral;
  readonly hour: number;
  readonly index: number;
  readonly hours: number;
  /** Whether the fall came within 24 hours of the alarm's first hour; undefined where the path ends before. */
  readonly cameTrue: boolean | undefined;
}

export interface Warnings {
  readonly alarms: readonly Alarm[];
  readonly trough: { readonly market: Collateral; readonly hour: number };
  /** Hours from the first alarm that came true to the trough; undefined where there was none before it. */
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
  const first = alarms
    .filter(({ cameTrue, hour }) => cameTrue === true && hour <= trough.hour)
    .reduce((soonest, { hour }) => Math.min(soonest, hour), Infinity);
  return {
    alarms,
    trough,
    firstHoursBeforeTrough: Number.isFinite(first) ? (trough.hour - first) / 3600 : undefined,
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
  let open: { hour: number; index: number; hours: number } | undefined;
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
    else if (open === undefined) open = { hour: record.hour, index: record.index, hours: 1 };
    else open.hours += 1;
  }
  close();
  return alarms;
}

/** The lowest hour of the collateral that fell furthest from the first scored hour. */
function troughOf(records: readonly HourRecord[], path: PricePath): { market: Collateral; hour: number } {
  const first = records[0];
  if (first === undefined) throw new RangeError("A run without hours has no trough.");
  let trough = { market: COLLATERALS[0] as Collateral, hour: first.hour, left: 1 };
  for (const market of COLLATERALS) {
    const start = priceAt(path, market, first.index);
    for (const { hour, prices } of records) {
      const left = prices[market] / start;
      if (left < trough.left) trough = { market, hour, left };
    }
  }
  return { market: trough.market, hour: trough.hour };
}
