import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export interface ScoreFeedsSpec {
  readonly oracle: string;
  readonly markets: readonly { readonly symbol: string; readonly marketId: string }[];
}

/** One AggregatorV3 facade for each market; a feed needs its market listed, so it comes after the configuration. */
export const scoreFeedsModule = ({ oracle, markets }: ScoreFeedsSpec) =>
  buildModule("ScoreFeeds", (m) => {
    const feeds: Record<string, ReturnType<typeof feed>> = {};
    const feed = (symbol: string, marketId: string) =>
      m.contract("ScoreFeed", [oracle, marketId], { id: `${symbol}ScoreFeed` });
    for (const { symbol, marketId } of markets) feeds[symbol] = feed(symbol, marketId);
    return feeds;
  });
