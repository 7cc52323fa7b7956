/** An asset of the training panel; `until` (unix s) cuts a series that is no longer a market. */
export interface PanelAsset {
  readonly symbol: string;
  readonly until?: number;
}

/** "The market" of the training data. */
export const MARKET_ASSETS: readonly string[] = ["BTC", "ETH"];

/**
 * Assets with at least two and a half years of hourly prices before 2023-07, and two that died on the way: a panel of
 * survivors would teach that every fall recovers. LUNA ends with its last hour as Terra (LUNA2 is another asset and is
 * never joined to it); FTT ends with its delisting, what trades later is a claim on a bankruptcy.
 */
export const PANEL: readonly PanelAsset[] = [
  ...["BTC", "ETH", "BNB", "LINK", "BAT", "MATIC", "MKR", "COMP", "AAVE", "UNI", "YFI", "SNX"],
  ...["CRV", "SUSHI", "GRT", "SOL", "AVAX", "1INCH"],
]
  .map((symbol): PanelAsset => ({ symbol }))
  .concat([
    { symbol: "LUNA", until: Date.UTC(2022, 4, 13, 1) / 1000 },
    { symbol: "FTT", until: Date.UTC(2022, 10, 15) / 1000 },
  ]);
