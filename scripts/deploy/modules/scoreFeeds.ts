import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export interface ScoreFeedsSpec {
  readonly oracle: string;
  /** Hourly rounds kept per market. */
  readonly capacity: number;
  readonly markets: readonly { readonly symbol: string; readonly marketId: string }[];
}

/**
 * The readers: the history, ERC-2362, and one AggregatorV3 facade for each market. A feed needs its market listed, so
 * they come after the configuration.
 */
export const scoreFeedsModule = ({ oracle, capacity, markets }: ScoreFeedsSpec) =>
  buildModule("ScoreFeeds", (m) => {
    const history = m.contract("ScoreHistory", [oracle, capacity]);
    const values = m.contract("ScoreValues", [oracle]);
    const feeds = markets.map(({ symbol, marketId }) => {
      const feed = m.contract("ScoreFeed", [oracle, marketId, history], { id: `${symbol}ScoreFeed` });
      return [symbol, feed] as const;
    });
    return { history, values, ...Object.fromEntries(feeds) };
  });
