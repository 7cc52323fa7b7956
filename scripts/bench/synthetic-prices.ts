import { createRandom } from "../demo/random.ts";

const SEED = 20_240_101;
const HOURLY_VOLATILITY = 0.007;

/** Random walks of `count` prices, an hour at a time: every run of the benchmark sees the same. */
export function createSyntheticPrices(count: number): { next(): number[] } {
  const random = createRandom(SEED);
  let prices = Array.from({ length: count }, (_, i) => 10 * (i + 1));
  return {
    next: () => {
      prices = prices.map((price) => price * Math.exp(HOURLY_VOLATILITY * random.normal()));
      return prices;
    },
  };
}
