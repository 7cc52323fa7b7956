import type { Asset } from "../path/price-path.ts";

export interface TokenInfo {
  readonly address: string;
  readonly decimals: number;
}

export type Tokens = Readonly<Record<Asset, TokenInfo>>;

/** The USD price of each asset in one hour. */
export type Prices = Readonly<Record<Asset, number>>;
