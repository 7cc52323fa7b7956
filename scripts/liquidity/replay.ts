import { PIPS } from "./fee.ts";
import { arbitrage, isInRange, openPool, valueOf } from "./pool.ts";

/** A price outside of the pool, and the fee that swaps pay from this moment on. */
export interface Step {
  /** Unix seconds. */
  readonly moment: number;
  readonly price: number;
  /** Hundredths of a bip. */
  readonly fee: number;
}

export interface Assumed {
  /** Value at the beginning, in token1. */
  readonly value: number;
  /** The position's range of prices. */
  readonly range: readonly [number, number];
  /** What others than arbitrageurs trade a day, as a share of the position's value, at `baseFee`. */
  readonly turnover: number;
  /** Hundredths of a bip. */
  readonly baseFee: number;
  /** By how many percent that trade shrinks where the fee is a percent higher. */
  readonly elasticities: readonly number[];
}

/** In token1. */
export interface Outcome {
  /** To arbitrageurs, net of the fees that they paid: loss versus rebalancing at these steps. */
  readonly lostToArbitrage: number;
  readonly arbitrageVolume: number;
  /** Mean over time, hundredths of a bip. */
  readonly meanFee: number;
  /** Against holding what was put in, before any fee: what is called impermanent loss. */
  readonly lostToHolding: number;
  /** By elasticity: what others traded, and the fees that they paid. */
  readonly others: readonly { readonly volume: number; readonly fees: number }[];
}

const DAY = 86_400;

/**
 * Walks a pool through outside prices. At each step an arbitrageur trades first, then others trade until the next step,
 * as much in either direction, so that they do not move the price; at the end of its range the position trades with
 * arbitrageurs alone.
 */
export function replay(steps: readonly Step[], assumed: Assumed): Outcome {
  const first = steps[0];
  if (first === undefined) throw new RangeError("A replay needs at least one step.");
  let pool = openPool(first.price, assumed.value, assumed.range);
  const start = pool;
  const others = assumed.elasticities.map(() => ({ volume: 0, fees: 0 }));
  let [lost, volume, feeTime] = [0, 0, 0];
  steps.forEach(({ moment, price, fee }, i) => {
    const trade = arbitrage(pool, price, fee / PIPS);
    if (trade !== null) {
      pool = trade.pool;
      lost += trade.loss - trade.fee;
      volume += trade.volume;
    }
    const days = ((steps[i + 1]?.moment ?? moment) - moment) / DAY;
    feeTime += fee * days;
    if (!isInRange(pool)) return;
    assumed.elasticities.forEach((elasticity, e) => {
      const traded =
        valueOf(pool, price) * assumed.turnover * days * Math.pow(fee / assumed.baseFee, -elasticity);
      const sums = others[e];
      if (sums === undefined) return;
      sums.volume += traded;
      sums.fees += (traded * fee) / PIPS;
    });
  });
  const last = steps.at(-1) ?? first;
  return {
    lostToArbitrage: lost,
    arbitrageVolume: volume,
    meanFee: feeTime / Math.max((last.moment - first.moment) / DAY, Number.EPSILON),
    lostToHolding: valueOf(start, last.price) - valueOf(pool, last.price),
    others,
  };
}
