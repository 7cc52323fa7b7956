import type { Connection } from "./local-chain.ts";
import { ASSETS } from "../path/price-path.ts";
import type { Asset, PricePath } from "../path/price-path.ts";
import { toAnswer } from "../economy/units.ts";

/** Rounds that one transaction writes into one feed. */
const ROUNDS_PER_BATCH = 300;

export interface Feeds {
  readonly addresses: Readonly<Record<Asset, string>>;
  /** Writes the rounds of path indices `first` to `last` into every feed; an hour without a price has no round. */
  push(first: number, last: number): Promise<void>;
}

export type FeedWriter = Awaited<ReturnType<typeof deployFeedWriter>>;

/** The owner of all feeds, so that an hour's prices are one transaction. */
export function deployFeedWriter({ ethers }: Connection) {
  return ethers.deployContract("DemoFeedWriter");
}

export function createFeeds(
  writer: FeedWriter,
  addresses: Readonly<Record<Asset, string>>,
  path: PricePath,
): Feeds {
  const roundsOf = (asset: Asset, first: number, last: number) => {
    const known = path.hours
      .map((hour, index) => ({ hour, price: path.usd[asset][index] }))
      .slice(first, last + 1)
      .flatMap(({ hour, price }) => (price === null || price === undefined ? [] : [{ hour, price }]));
    return {
      feed: addresses[asset],
      answers: known.map(({ price }) => toAnswer(price)),
      updatedAts: known.map(({ hour }) => BigInt(hour)),
    };
  };
  return {
    addresses,
    push: async (first, last) => {
      for (let start = first; start <= last; start += ROUNDS_PER_BATCH) {
        const end = Math.min(last, start + ROUNDS_PER_BATCH - 1);
        const batches = ASSETS.map((asset) => roundsOf(asset, start, end));
        await (await writer.push(batches)).wait();
      }
    },
  };
}
