import { marketValues } from "../../committee/features/market-inputs.ts";
import { assetSeries, replayEngine } from "../dataset/asset-series.ts";
import { HOUR } from "../dataset/context/grid.ts";
import { MARKET_ASSETS } from "../dataset/panel.ts";
import { readPrices } from "../dataset/prices.ts";

/** Ether's inputs by hour, from the price engine that nodes run; null where an hour has none. */
export type MarketInputs = ReadonlyMap<number, Readonly<Record<string, number>> | null>;

/** Runs the price engine over bitcoin's and ether's closes of a data folder. Throws DatasetError. */
export async function readMarket(folder: string): Promise<MarketInputs> {
  const prices = await readPrices(
    folder,
    MARKET_ASSETS.map((symbol) => ({ symbol })),
  );
  const inputs = new Map<number, Readonly<Record<string, number>> | null>();
  const series = MARKET_ASSETS.map((symbol) => assetSeries(prices, symbol));
  replayEngine(series, prices, ({ symbol }, i, row) => {
    if (symbol === "ETH") inputs.set(prices.firstHour + i * HOUR, marketValues(row));
  });
  return inputs;
}
