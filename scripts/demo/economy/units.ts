/** USD price of Aave's and the feeds' 8 decimals. */
export const PRICE_DECIMALS = 8;

/** A USD price as a feed's answer, rounded to 8 decimals. */
export function toAnswer(usd: number): bigint {
  return BigInt(Math.round(usd * 10 ** PRICE_DECIMALS));
}

/** USD as units of a token, rounded down to nine digits after the point: the one conversion from USD to amounts. */
export function toUnits(usd: number, priceUsd: number, decimals: number): bigint {
  const digits = Math.min(decimals, 9);
  const scaled = BigInt(Math.max(0, Math.floor((usd / priceUsd) * 10 ** digits)));
  return scaled * 10n ** BigInt(decimals - digits);
}

/** Units of a token in USD. */
export function toUsd(units: bigint, priceUsd: number, decimals: number): number {
  return (Number(units) / 10 ** decimals) * priceUsd;
}
