import { LagRing } from "./lag-ring.ts";
import { writeMonitorRow } from "./monitor-schema.ts";
import { POOL_FEATURES } from "./pool-schema.ts";
import { RollingMax, RollingSums } from "./rolling.ts";
import { RowRing } from "./row-ring.ts";
import type { FeatureWindow, WindowShape } from "./types.ts";

const RING_HOURS = 96;
const WEEK = 168;
const BRIDGE_HOURS = 6;
/** Squared log changes are counted in units of 2^-40 (as in series.ts); one beyond 4 counts as 4. */
const SQUARE_UNIT = 2 ** 40;
const SQUARE_MAX = 4;
const VOLATILITY_FLOOR = 1e-4;

/** Hours of history after which a window is the same whenever the engine was started. */
export const POOL_WARMUP_HOURS = WEEK + 1 + BRIDGE_HOURS;

/** One pool of two assets meant to be equal, at the end of an hour. */
export interface PoolSample {
  readonly tvlUsd: number;
  /** Price of one token in the other; 1 is par. */
  readonly price: number;
}

/** Liquidity features of one pool, hour by hour; every statistic forgets exactly. */
export class PoolSeries {
  readonly #ring = new RowRing(POOL_FEATURES.length, RING_HOURS);
  readonly #tvl = new LagRing(WEEK, BRIDGE_HOURS);
  readonly #squares = new RollingSums([24, WEEK]);
  readonly #covered = new RollingSums([24, WEEK]);
  readonly #high = new RollingMax(WEEK);
  readonly #largestOut = new RollingMax(WEEK);

  /** Takes the next hour. @param market ether's inputs (marketValues), null when missing */
  push(sample: PoolSample | null, market: Readonly<Record<string, number>> | null): void {
    const usable = sample !== null && sample.tvlUsd > 0 && sample.price > 0 ? sample : null;
    const log = usable === null ? NaN : Math.log(usable.tvlUsd);
    this.#tvl.push(log);
    const step = usable === null ? NaN : this.#tvl.change(1);
    const known = !Number.isNaN(step);
    this.#squares.push(known ? Math.round(Math.min(step * step, SQUARE_MAX) * SQUARE_UNIT) : 0);
    this.#covered.push(known ? 1 : 0);
    this.#high.push(log);
    this.#largestOut.push(known ? Math.max(-step, 0) : NaN);
    const covered = this.#covered.sum(WEEK) >= WEEK * 0.75 && this.#covered.sum(24) >= 12;
    const own = usable === null || !covered ? null : this.#features(usable, log);
    writeMonitorRow(
      POOL_FEATURES,
      own === null || market === null ? null : { ...own, ...market },
      this.#ring.next(),
    );
  }

  window(shape: WindowShape): FeatureWindow {
    return this.#ring.window(shape);
  }

  #features(sample: PoolSample, log: number): Readonly<Record<string, number>> {
    return {
      size: Math.log1p(sample.tvlUsd / 1e6),
      change1: this.#tvl.change(1),
      change6: this.#tvl.change(6),
      change24: this.#tvl.change(24),
      change168: this.#tvl.change(WEEK),
      drawdown168: log - this.#high.max(),
      logVol24: this.#logVolatility(24),
      logVol168: this.#logVolatility(WEEK),
      largestOut168: this.#largestOut.max(),
      offPar: Math.log1p(Math.abs(sample.price - 1) * 10_000),
    };
  }

  #logVolatility(hours: 24 | 168): number {
    const mean = this.#squares.sum(hours) / SQUARE_UNIT / this.#covered.sum(hours);
    return Math.log(Math.max(Math.sqrt(mean), VOLATILITY_FLOOR));
  }
}
