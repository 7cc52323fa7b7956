import { LagRing } from "./lag-ring.ts";
import { RollingMax, RollingSums } from "./rolling.ts";

/** Deviations are counted in hundredths of a bps: sums of their squares are exact integers. */
const UNITS_PER_BPS = 100;
/** A change of more than 10,000 bps within an hour counts as 10,000: 168 of its squares stay below 2^53. */
const MAX_UNITS = 10_000 * UNITS_PER_BPS;
/** Floor of the hourly volatility in bps, below any feed's rounding: keeps logarithms finite. */
const VOLATILITY_FLOOR_BPS = 0.5;
const BRIDGE_HOURS = 6;
const MIN_COVERAGE = 0.75;
const WEEK = 168;
const RUN_BPS = [20, 50, 100] as const;

/** One peg's deviation, reduced hour by hour to what the monitor reads. Nothing older than 174 h has any effect. */
export class PegSeries {
  readonly #lags = new LagRing(24, BRIDGE_HOURS);
  readonly #squares = new RollingSums([24, WEEK]);
  readonly #covered = new RollingSums([24, WEEK]);
  readonly #worst24 = new RollingMax(24);
  readonly #worst168 = new RollingMax(WEEK);
  /** Hours in a row beyond each of RUN_BPS, at most WEEK; a missing hour neither adds nor ends a run. */
  readonly #firstBeyond: number[] = RUN_BPS.map(() => NaN);
  #count = 0;
  #lastPresent = -Infinity;
  #present = false;

  /** @param deviationBps deviation from par in bps, NaN when the hour has no price */
  push(deviationBps: number): void {
    this.#present = !Number.isNaN(deviationBps);
    const units = Math.round(deviationBps * UNITS_PER_BPS);
    this.#lags.push(units);
    const step = this.#present ? this.#lags.change(1) : NaN;
    const known = !Number.isNaN(step);
    this.#squares.push(known ? Math.min(Math.abs(step), MAX_UNITS) ** 2 : 0);
    this.#covered.push(known ? 1 : 0);
    this.#worst24.push(-units);
    this.#worst168.push(-units);
    this.#pushRuns(-deviationBps);
    this.#count++;
  }

  #pushRuns(depthBps: number): void {
    if (!this.#present) return;
    const broken = this.#count - this.#lastPresent > BRIDGE_HOURS;
    RUN_BPS.forEach((limit, r) => {
      const running = !broken && !Number.isNaN(this.#firstBeyond[r] ?? NaN);
      if (depthBps < limit) this.#firstBeyond[r] = NaN;
      else if (!running) this.#firstBeyond[r] = this.#count;
    });
    this.#lastPresent = this.#count;
  }

  /** The features of PEG_FEATURES that are the asset's own, or null when one of them is unknown. */
  features(): Readonly<Record<string, number>> | null {
    if (!this.#present || this.#covered.sum(WEEK) < WEEK * MIN_COVERAGE) return null;
    const deviation = this.#lags.at(0) / UNITS_PER_BPS;
    const vol168 = this.#volatility(WEEK);
    return {
      depth: logDepth(-deviation),
      premium: logDepth(deviation),
      deviation: deviation / 100,
      change1: this.#lags.change(1) / UNITS_PER_BPS / 100,
      change6: this.#lags.change(6) / UNITS_PER_BPS / 100,
      change24: this.#lags.change(24) / UNITS_PER_BPS / 100,
      logVol24: Math.log(this.#volatility(24)),
      logVol168: Math.log(vol168),
      surprise: Math.abs(this.#lags.change(1)) / UNITS_PER_BPS / vol168,
      worst24: logDepth(this.#worst24.max() / UNITS_PER_BPS),
      worst168: logDepth(this.#worst168.max() / UNITS_PER_BPS),
      run20: this.#run(0),
      run50: this.#run(1),
      run100: this.#run(2),
    };
  }

  /** Root mean squared hourly change in bps; NaN when fewer than half of the hours are known. */
  #volatility(hours: 24 | 168): number {
    const covered = this.#covered.sum(hours);
    if (covered < hours / 2) return NaN;
    return Math.max(Math.sqrt(this.#squares.sum(hours) / covered) / UNITS_PER_BPS, VOLATILITY_FLOOR_BPS);
  }

  #run(index: number): number {
    const first = this.#firstBeyond[index] ?? NaN;
    const hours = Number.isNaN(first) ? 0 : Math.min(this.#count - first, WEEK);
    return Math.log1p(hours) / Math.log1p(WEEK);
  }
}

/** ln(1 + bps / 10); 0 for a negative depth. */
export function logDepth(bps: number): number {
  return Math.log1p(Math.max(bps, 0) / 10);
}
