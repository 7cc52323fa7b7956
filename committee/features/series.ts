import { RollingMax, RollingSums } from "./rolling.ts";

export const VOLATILITY_HOURS = [6, 24, 72, 168, 720] as const;
export const RETURN_HOURS = [1, 6, 24, 168] as const;
export const DRAWDOWN_HOURS = [24, 168, 720] as const;

/** A return across a gap of at most so many hours is taken from the last close before it; a longer gap has none. */
export const BRIDGE_HOURS = 24;

/** Squared returns are counted in units of 2^-40, so that 720 of them add up exactly in a double. */
const SQUARE_UNIT = 2 ** 40;
/** A squared hourly log return beyond 1 (a fall by 63 %) counts as 1: keeps the sums below 2^53. */
const SQUARE_MAX = 1;
/** Floor of the hourly volatility, below that of any stablecoin: keeps logarithms finite. */
const VOLATILITY_FLOOR = 1e-4;
/** A window of realised volatility is usable when returns cover so much of it. */
const MIN_COVERAGE = 0.75;

/** One asset's prices, reduced hour by hour to what features need. Every statistic forgets exactly. */
export class PriceSeries {
  readonly #squares = new RollingSums(VOLATILITY_HOURS);
  readonly #covered = new RollingSums(VOLATILITY_HOURS);
  readonly #falls = new RollingSums([24]);
  readonly #jumps = new RollingMax(24);
  readonly #highs = DRAWDOWN_HOURS.map((hours) => new RollingMax(hours));
  /** Log close of the last hours, or the last one known within BRIDGE_HOURS, else NaN. */
  readonly #carried = new Float64Array(Math.max(...RETURN_HOURS) + 1).fill(NaN);
  #count = 0;
  #lastLog = NaN;
  #lastAt = -1;
  #present = false;

  push(close: number | null): void {
    this.#present = close !== null;
    const log = close === null ? NaN : Math.log(close);
    const gap = this.#count - this.#lastAt;
    const bridged = !Number.isNaN(this.#lastLog) && gap <= BRIDGE_HOURS;
    const step = this.#present && bridged ? log - this.#lastLog : NaN;
    this.#pushReturn(step, gap);
    for (const high of this.#highs) high.push(log);
    if (this.#present) {
      this.#lastLog = log;
      this.#lastAt = this.#count;
    }
    const carries = this.#present || (bridged && gap < BRIDGE_HOURS);
    this.#carried[this.#count % this.#carried.length] = carries ? this.#lastLog : NaN;
    this.#count++;
  }

  #pushReturn(step: number, gap: number): void {
    const known = !Number.isNaN(step);
    const square = known ? Math.round(Math.min(step * step, SQUARE_MAX) * SQUARE_UNIT) : 0;
    this.#squares.push(square);
    this.#covered.push(known ? gap : 0);
    this.#falls.push(step < 0 ? square : 0);
    this.#jumps.push(Math.abs(step));
  }

  /** This hour has a close of its own. */
  get present(): boolean {
    return this.#present;
  }

  /** Root of the mean squared hourly log return of the last hours; NaN when returns cover too little of them. */
  volatility(hours: (typeof VOLATILITY_HOURS)[number]): number {
    const covered = this.#covered.sum(hours);
    if (covered < hours * MIN_COVERAGE) return NaN;
    return Math.max(Math.sqrt(this.#squares.sum(hours) / SQUARE_UNIT / covered), VOLATILITY_FLOOR);
  }

  logReturn(hours: (typeof RETURN_HOURS)[number]): number {
    if (this.#count <= hours) return NaN;
    const size = this.#carried.length;
    const now = this.#carried[(this.#count - 1) % size] ?? NaN;
    return now - (this.#carried[(this.#count - 1 - hours) % size] ?? NaN);
  }

  /** Log of the close over the high of the last hours: zero or less. */
  drawdown(hours: (typeof DRAWDOWN_HOURS)[number]): number {
    return this.#lastLog - (this.#highs[DRAWDOWN_HOURS.indexOf(hours)]?.max() ?? NaN);
  }

  /** Share of falling hours in the sum of squares of 24 h; one half when nothing moved. */
  downShare(): number {
    const all = this.#squares.sum(24);
    return all > 0 ? this.#falls.sum(24) / all : 0.5;
  }

  /** Largest absolute log return of 24 h. */
  jump(): number {
    return this.#jumps.max();
  }
}
