import { RollingSums } from "./rolling.ts";
import { PriceSeries } from "./series.ts";

const WEEK = 168;
const MONTH = 720;
/** A window is usable when it knows so much of its hours. */
const MIN_COVERAGE = 0.75;
/** Products of returns are counted in units of 2^-40, returns beyond 1 as 1: 720 of them stay below 2^53. */
const PRODUCT_UNIT = 2 ** 40;
/** Products of shocks are counted in units of 2^-24, shocks beyond 10 as 10: a week of 170 assets stays below 2^53. */
const SHOCK_UNIT = 2 ** 24;
const MAX_SHOCK = 10;

/** One asset of a panel: its prices' statistics, and what the newest hour brought. */
export class PanelSeries {
  readonly prices = new PriceSeries();
  #step = NaN;
  #shock = NaN;

  push(close: number | null): void {
    const followed = this.prices.present;
    const volatility = this.prices.volatility(WEEK);
    this.prices.push(close);
    this.#step = followed && close !== null ? this.prices.logReturn(1) : NaN;
    this.#shock = clipped(this.#step / volatility, MAX_SHOCK);
  }

  /** Log return between two closes an hour apart; NaN when one of them is missing. */
  get step(): number {
    return this.#step;
  }

  /** The same over the volatility of the week before the hour, at most 10. */
  get shock(): number {
    return this.#shock;
  }
}

/** Slope through zero of one asset's hourly returns on another's over a month; sums are exact and forget exactly. */
export class RollingBeta {
  readonly #products = new RollingSums([MONTH]);
  readonly #squares = new RollingSums([MONTH]);
  readonly #known = new RollingSums([MONTH]);

  /** Takes the newest hour's returns; NaN is missing. */
  push(own: number, leader: number): void {
    const known = !Number.isNaN(own) && !Number.isNaN(leader);
    const [y, x] = [clipped(own, 1), clipped(leader, 1)];
    this.#products.push(known ? Math.round(y * x * PRODUCT_UNIT) : 0);
    this.#squares.push(known ? Math.round(x * x * PRODUCT_UNIT) : 0);
    this.#known.push(known ? 1 : 0);
  }

  /** NaN where too few hours are known, or the leader did not move. */
  value(): number {
    const squares = this.#squares.sum(MONTH);
    const enough = this.#known.sum(MONTH) >= MONTH * MIN_COVERAGE && squares > 0;
    return enough ? this.#products.sum(MONTH) / squares : NaN;
  }
}

/**
 * Mean pairwise correlation of a changing set of assets over a week, at the cost of one sum over the assets an hour:
 * the variance of the shocks' mean against the mean of their variances, as in an index's implied correlation.
 */
export class RollingCorrelation {
  readonly #pairs = new RollingSums([WEEK]);
  readonly #squares = new RollingSums([WEEK]);
  readonly #known = new RollingSums([WEEK]);

  /** Takes the shocks of the assets that have one; fewer than two say nothing. */
  push(shocks: readonly number[]): void {
    const [sum, squares] = [total(shocks), total(shocks.map((shock) => shock * shock))];
    const known = shocks.length > 1;
    this.#pairs.push(known ? Math.round((sum * sum - squares) * SHOCK_UNIT) : 0);
    this.#squares.push(known ? Math.round((shocks.length - 1) * squares * SHOCK_UNIT) : 0);
    this.#known.push(known ? 1 : 0);
  }

  /** NaN where too few hours are known, or nothing moved. */
  value(): number {
    const squares = this.#squares.sum(WEEK);
    const enough = this.#known.sum(WEEK) >= WEEK * MIN_COVERAGE && squares > 0;
    return enough ? this.#pairs.sum(WEEK) / squares : NaN;
  }
}

function clipped(value: number, bound: number): number {
  return Math.min(Math.max(value, -bound), bound);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
