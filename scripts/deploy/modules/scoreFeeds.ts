import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export interface ScoreFeedsSpec {
  readonly oracle: string;
  /** Where earlier rounds are. */
  readonly history: string;
  readonly markets: readonly { readonly symbol: string; readonly marketId: string }[];
}

/** One AggregatorV3 facade for each market; a feed needs its market listed, so it comes after the configuration. */
export const scoreFeedsModule = ({ oracle, history, markets }: ScoreFeedsSpec) =>
  buildModule("ScoreFeeds", (m) => {
    const feeds: Record<string, ReturnType<typeof feed>> = {};
    const feed = (symbol: string, marketId: string) =>
      m.contract("ScoreFeed", [oracle, marketId, history], { id: `${symbol}ScoreFeed` });
    for (const { symbol, marketId } of markets) feeds[symbol] = feed(symbol, marketId);
    return feeds;
  });
