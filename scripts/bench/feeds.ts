import type { LocalChain } from "../demo/chain/local-chain.ts";
import { deployFeedWriter } from "../demo/chain/feeds.ts";
import type { Feeds } from "../demo/chain/feeds.ts";
import type { Asset } from "../demo/path/price-path.ts";
import { createSyntheticPrices } from "./synthetic-prices.ts";

const HOUR_S = 3_600;
/** Rounds that one transaction writes into one feed. */
const HOURS_PER_BATCH = 150;
const ANSWER_DECIMALS = 8;

/** Feeds of seeded random walks, one for each market; the first two stand for BTC and ETH. */
export async function createBenchFeeds(chain: LocalChain, count: number) {
  const { ethers } = chain.connection;
  const writer = await deployFeedWriter(chain.connection);
  const addresses: string[] = [];
  for (let i = 0; i < count; i++) {
    const feed = await ethers.deployContract("ReplayFeed", [`bench ${i}`, ANSWER_DECIMALS, writer]);
    addresses.push(await feed.getAddress());
  }
  const prices = createSyntheticPrices(count);
  const batch = (from: number, to: number) => {
    const hours = Array.from({ length: (to - from) / HOUR_S + 1 }, (_, i) => from + i * HOUR_S);
    const rows = hours.map(() => prices.next());
    return addresses.map((feed, i) => ({
      feed,
      answers: rows.map((row) => BigInt(Math.round((row[i] ?? 1) * 10 ** ANSWER_DECIMALS))),
      updatedAts: hours.map(BigInt),
    }));
  };
  const [btc = "", eth = ""] = addresses;
  const panel = {
    addresses: { WBTC: btc, WETH: eth } as Record<Asset, string>,
    push: () => Promise.resolve(),
  };
  return {
    markets: addresses.map((feed, i) => ({ feed, thresholdBps: 300 + 50 * i })),
    panel: panel satisfies Feeds,
    /** Writes the hours from `from` to `to`, unix seconds, both included. */
    push: async (from: number, to: number): Promise<void> => {
      for (let start = from; start <= to; start += HOURS_PER_BATCH * HOUR_S) {
        const end = Math.min(to, start + (HOURS_PER_BATCH - 1) * HOUR_S);
        await (await writer.push(batch(start, end))).wait();
      }
    },
  };
}
