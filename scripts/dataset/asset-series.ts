import { createFeatureEngine } from "../../committee/features/engine.ts";
import { HOUR } from "./context/grid.ts";
import { repairSeries } from "./faults.ts";
import type { SeriesFaults } from "./faults.ts";
import { labelSeries } from "./labels.ts";
import type { Labels } from "./labels.ts";
import { MARKET_ASSETS } from "./panel.ts";
import type { PriceTable } from "./prices.ts";

/** One asset on the hours of a price table: its closes without faults, and what came after each hour. */
export interface AssetSeries {
  readonly symbol: string;
  readonly closes: readonly (number | null)[];
  readonly faults: SeriesFaults;
  readonly labels: readonly Labels[];
  /** First and last hour with a close, as indices; -1 where there is none. */
  readonly first: number;
  readonly last: number;
}

/** Repairs and labels one column of a price table, which is not changed. */
export function assetSeries(prices: PriceTable, symbol: string): AssetSeries {
  const closes = [...(prices.closes.get(symbol) ?? [])];
  const faults = repairSeries(closes, prices.firstHour);
  return {
    symbol,
    closes,
    faults,
    labels: labelSeries(closes),
    first: closes.findIndex((close) => close !== null),
    last: closes.findLastIndex((close) => close !== null),
  };
}

/**
 * Runs the node's own feature engine over the hours of a price table and hands `take` each series' row of each hour
 * (an index), in order. "The market" is those of its assets that are among the series; there must be one.
 */
export function replayEngine<S extends Pick<AssetSeries, "symbol" | "closes">>(
  series: readonly S[],
  { firstHour, hours }: Pick<PriceTable, "firstHour" | "hours">,
  take: (series: S, hour: number, row: Float32Array) => void,
): void {
  const assets = series.map(({ symbol }) => symbol);
  const marketAssets = MARKET_ASSETS.filter((asset) => assets.includes(asset));
  const engine = createFeatureEngine({ assets, marketAssets });
  for (let i = 0; i < hours; i++) {
    const closes = Object.fromEntries(series.map(({ symbol, closes }) => [symbol, closes[i] ?? null]));
    engine.push({ hour: firstHour + i * HOUR, closes });
    for (const one of series) take(one, i, engine.window(one.symbol, { steps: 1, strideHours: 1 }).values);
  }
}
