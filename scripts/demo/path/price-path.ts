/** What the demo's two markets trade. BTC and ETH stand for the market as a whole in the nodes' panel. */
export const ASSETS = ["WETH", "WBTC", "wstETH", "LINK", "USDC", "DAI"] as const;
export type Asset = (typeof ASSETS)[number];

export const COLLATERALS = ["WETH", "WBTC", "wstETH", "LINK"] as const;
export type Collateral = (typeof COLLATERALS)[number];

export const STABLES = ["USDC", "DAI"] as const;
export type Stable = (typeof STABLES)[number];

/**
 * Hourly USD prices of every asset.
 * @property hours Unix seconds, strictly consecutive hours, warm-up first and 24 hours of aftermath last.
 * @property usd Price at that hour; null where the source had none (only ever in the warm-up).
 * @property from Index of the first scored hour.
 * @property to Index of the last scored hour.
 * @property notes Sentences about the path that a person must see.
 */
export interface PricePath {
  readonly hours: readonly number[];
  readonly usd: Readonly<Record<Asset, readonly (number | null)[]>>;
  readonly from: number;
  readonly to: number;
  readonly notes: readonly string[];
}

/** The price at an hour; asking for one that the source does not have is a mistake of the program. */
export function priceAt(path: PricePath, asset: Asset, index: number): number {
  const price = path.usd[asset][index];
  if (price === null || price === undefined) throw new RangeError(`No ${asset} price at index ${index}.`);
  return price;
}

/** Largest fall from the high of the last 24 hours, as a fraction: 0.1 is ten per cent below the high. */
export function drawdown24h(path: PricePath, asset: Asset, index: number): number {
  const window = path.usd[asset].slice(Math.max(0, index - 24), index + 1).filter((price) => price !== null);
  const high = Math.max(...window);
  return 1 - priceAt(path, asset, index) / high;
}

/** Lowest price of the 24 hours after `index`, over the price at `index`, less one; undefined past the path's end. */
export function worstOfNextDay(path: PricePath, asset: Asset, index: number): number | undefined {
  const next = path.usd[asset].slice(index + 1, index + 25).filter((price) => price !== null);
  if (next.length < 24) return undefined;
  return Math.min(...next) / priceAt(path, asset, index) - 1;
}
