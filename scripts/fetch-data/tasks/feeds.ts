import type { Result } from "ethers";
import { readViews, units } from "../clients/reader.ts";
import type { View } from "../clients/reader.ts";
import type { Rpc } from "../clients/rpc.ts";
import { FEED, FEEDS } from "../contracts.ts";
import { hourEnds } from "../months.ts";
import type { Row } from "../store.ts";
import { chainOf } from "./task.ts";
import type { FetchTask } from "./task.ts";

export type FeedName = keyof typeof FEEDS;

/** A feed that has not answered for longer than its slowest heartbeat and an hour has no price. */
const MAX_AGE_S = 25 * 3600;

const PEGGED = ["USDC/USD", "USDT/USD", "DAI/USD", "FRAX/USD"] as const;

/** Decimals of the answers: dollars have 8, ratios in ether 18. */
function decimalsOf(feed: FeedName): number {
  return feed.endsWith("/ETH") ? 18 : 8;
}

/** Prices of feeds at a block and moment; null where a feed has no answer or an old one. */
export async function feedPrices(
  rpc: Rpc,
  feeds: readonly FeedName[],
  at: { readonly block: number; readonly moment: number },
): Promise<(number | null)[]> {
  const views = feeds.map((feed): View => ({ to: FEEDS[feed], abi: FEED, name: "latestRoundData" }));
  const results = await readViews(rpc, views, at.block);
  return results.map((result, i) => priceOf(result, feeds[i] ?? "USDC/USD", at.moment));
}

function priceOf(result: Result | null, feed: FeedName, moment: number): number | null {
  if (result === null) return null;
  const [answer, updatedAt] = [BigInt(String(result[1])), Number(result[3])];
  return answer > 0n && moment - updatedAt <= MAX_AGE_S ? units(answer, decimalsOf(feed)) : null;
}

/** A task that reads feeds at the end of every hour and turns their prices into that hour's rows. */
function hourlyFeeds(
  name: string,
  feeds: readonly FeedName[],
  rowsOf: (hour: number, prices: readonly (number | null)[]) => Row[],
): FetchTask {
  return {
    name,
    needsChain: true,
    async fetchMonth(month, clients) {
      const { rpc, blocks } = chainOf(clients);
      const rows: Row[] = [];
      for (const hour of hourEnds(month)) {
        const { number } = await blocks.at(hour);
        rows.push(...rowsOf(hour, await feedPrices(rpc, feeds, { block: number, moment: hour })));
      }
      return rows;
    },
  };
}

/** Stablecoin prices at the end of every hour, as lending protocols read them. */
export const stablesTask: FetchTask = hourlyFeeds("stables", PEGGED, (hour, prices) =>
  prices.flatMap((price, i) =>
    price === null ? [] : [[hour, (PEGGED[i] ?? "").replace("/USD", ""), price, "chainlink"]],
  ),
);

/** stETH in ETH at the end of every hour. */
export const stethTask: FetchTask = hourlyFeeds("steth", ["STETH/ETH"], (hour, prices) =>
  prices.flatMap((ratio) => (ratio === null ? [] : [[hour, ratio]])),
);
