import { RollingMax } from "../../committee/features/rolling.ts";

/** What came after an hour. Null where the hour or any hour of the horizon has no price: nothing is filled. */
export interface Labels {
  /** ln(lowest close of the next 24 h / close now); above zero when every later close is higher. */
  readonly min24: number | null;
  readonly min72: number | null;
  /** ln of the mean squared hourly log return of the next 24 h (floored at that of 1e-4). */
  readonly logVariance24: number | null;
  /** Log return of the hour itself. Not a label: volatility baselines are computed from it. */
  readonly logReturn1: number | null;
}

const VARIANCE_FLOOR = 1e-8;

/** Labels of every hour, from closes alone. Hour i reads closes i .. i + horizon and nothing else. */
export function labelSeries(closes: readonly (number | null)[]): Labels[] {
  const logs = closes.map((close) => (close === null ? NaN : Math.log(close)));
  const min24 = forwardMin(logs, 24);
  const min72 = forwardMin(logs, 72);
  return logs.map((log, i) => ({
    min24: difference(min24[i], log),
    min72: difference(min72[i], log),
    logVariance24: forwardLogVariance(logs, i, 24),
    logReturn1: difference(log, logs[i - 1] ?? NaN),
  }));
}

function difference(low: number | undefined, log: number): number | null {
  const value = (low ?? NaN) - log;
  return Number.isNaN(value) ? null : value;
}

/** Lowest of the `horizon` values after i; NaN when one of them is. */
function forwardMin(logs: readonly number[], horizon: number): number[] {
  const result = new Array<number>(logs.length).fill(NaN);
  const highest = new RollingMax(horizon);
  let known = 0;
  for (let i = logs.length - 1; i >= 0; i--) {
    if (known >= horizon) result[i] = -highest.max();
    const log = logs[i] ?? NaN;
    highest.push(-log);
    known = Number.isNaN(log) ? 0 : known + 1;
  }
  return result;
}

function forwardLogVariance(logs: readonly number[], i: number, horizon: number): number | null {
  let sum = 0;
  for (let k = i + 1; k <= i + horizon; k++) sum += ((logs[k] ?? NaN) - (logs[k - 1] ?? NaN)) ** 2;
  return Number.isNaN(sum) ? null : Math.log(Math.max(sum / horizon, VARIANCE_FLOOR));
}
