import { RollingMax, RollingSums } from "./rolling.ts";

export const VOLATILITY_HOURS = [6, 24, 72, 168, 720] as const;
export const RETURN_HOURS = [1, 3, 6, 24, 168] as const;
export const DRAWDOWN_HOURS = [24, 168, 720] as const;

/** A return across a gap of at most so many hours is taken from the last close before it; a longer gap has none. */
export const BRIDGE_HOURS = 24;

/** Squared returns are counted in units of 2^-40, so that 720 of them add up exactly in a double. */
const SQUARE_UNIT = 2 ** 40;
/** A squared hourly log return beyond 1 (a fall by 63 %) counts as 1: keeps the sums below 2^53. */
const SQUARE_MAX = 1;
/** Fourth powers are counted in units of 2^-50, returns beyond 1/4 as 1/4: 720 of them stay below 2^53. */
const FOURTH_UNIT = 2 ** 50;
const FOURTH_RETURN_MAX = 0.25;
/** Floor of the hourly volatility, below that of any stablecoin: keeps logarithms finite. */
const VOLATILITY_FLOOR = 1e-4;
/** Floor of the bipower variance's share: one hour moved all. */
const BIPOWER_FLOOR = 1e-3;
/** A window of realised volatility is usable when returns cover so much of it. */
const MIN_COVERAGE = 0.75;

/** One asset's prices, reduced hour by hour to what features need. Every statistic forgets exactly. */
export class PriceSeries {
  readonly #squares = new RollingSums(VOLATILITY_HOURS);
  readonly #covered = new RollingSums(VOLATILITY_HOURS);
  readonly #falls = new RollingSums([24, 168]);
  readonly #fourths = new RollingSums([168, 720]);
  readonly #neighbours = new RollingSums([24]);
  readonly #jumps = new RollingMax(24);
  readonly #highs = DRAWDOWN_HOURS.map((hours) => new RollingMax(hours));
  /** Log close of the last hours, or the last one known within BRIDGE_HOURS, else NaN. */
  readonly #carried = new Float64Array(Math.max(...RETURN_HOURS) + 1).fill(NaN);
  #count = 0;
  #lastLog = NaN;
  #lastAt = -1;
  #lastStep = NaN;
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
    this.#fourths.push(
      known ? Math.round(Math.min(Math.abs(step), FOURTH_RETURN_MAX) ** 4 * FOURTH_UNIT) : 0,
    );
    const pair = Math.min(Math.abs(step * this.#lastStep), SQUARE_MAX);
    this.#neighbours.push(Number.isNaN(pair) ? 0 : Math.round(pair * SQUARE_UNIT));
    this.#lastStep = step;
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

  /** Share of falling hours in the sum of squares of the last hours; one half when nothing moved. */
  downShare(hours: 24 | 168): number {
    const all = this.#squares.sum(hours);
    return all > 0 ? this.#falls.sum(hours) / all : 0.5;
  }

  /**
   * Log of the fourth moment over the squared variance of the last hours' returns, as in realised quarticity
   * (Barndorff-Nielsen and Shephard 2002); that of a normal walk, ln 3, when nothing moved.
   */
  logKurtosis(hours: 168 | 720): number {
    const covered = this.#covered.sum(hours);
    const variance = this.#squares.sum(hours) / SQUARE_UNIT / covered;
    const fourth = this.#fourths.sum(hours) / FOURTH_UNIT / covered;
    return variance > VOLATILITY_FLOOR ** 2 && fourth > 0 ? Math.log(fourth / variance ** 2) : Math.log(3);
  }

  /**
   * Log of bipower volatility over realised volatility, 24 h: products of neighbouring absolute returns leave jumps out
   * (Barndorff-Nielsen and Shephard 2004). Floored where no two neighbours moved.
   */
  logBipowerRatio(): number {
    const all = this.#squares.sum(24);
    if (all === 0) return 0;
    return 0.5 * Math.log(Math.max(((Math.PI / 2) * this.#neighbours.sum(24)) / all, BIPOWER_FLOOR));
  }

  /** Largest absolute log return of 24 h. */
  jump(): number {
    return this.#jumps.max();
  }
}
