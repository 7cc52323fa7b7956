import { z } from "zod";
import type { JsonClient } from "../clients/http.ts";
import { FetchDataError } from "../errors.ts";
import type { Month } from "../months.ts";
import type { Row } from "../store.ts";
import { chainOf } from "./task.ts";
import type { FetchTask } from "./task.ts";

const TVL = z.array(z.object({ date: z.number(), tvl: z.number() }));
const SUPPLY = z.array(
  z.object({ date: z.coerce.number(), totalCirculating: z.object({ peggedUSD: z.number().optional() }) }),
);

/** DefiLlama's numbers of the stablecoins. */
const STABLECOINS = { USDT: 1, USDC: 2, DAI: 5 } as const;
const DAY = 86_400;

/** DefiLlama's daily totals: value locked on Ethereum (USD) and stablecoins in circulation (coins). */
export const totalsTask: FetchTask = {
  name: "totals",
  needsChain: false,
  async fetchMonth(month, { http }) {
    const tvl = await history(http, "https://api.llama.fi/v2/historicalChainTvl/Ethereum", TVL);
    const rows = inMonth(tvl, month).map(({ date, tvl: value }): Row => [
      day(date),
      "chain_tvl_usd:ethereum",
      value,
      "DefiLlama",
    ]);
    for (const [symbol, id] of Object.entries(STABLECOINS)) {
      const url = `https://stablecoins.llama.fi/stablecoincharts/all?stablecoin=${id}`;
      for (const { date, totalCirculating } of inMonth(await history(http, url, SUPPLY), month)) {
        const value = totalCirculating.peggedUSD;
        if (value !== undefined) rows.push([day(date), `stablecoin_supply:${symbol}`, value, "DefiLlama"]);
      }
    }
    return rows;
  },
};

/** Mean base fee of the day's blocks at the ends of its hours, wei. None before London: tips were not apart then. */
export const gasTask: FetchTask = {
  name: "gas",
  needsChain: true,
  async fetchMonth(month, clients) {
    const { blocks } = chainOf(clients);
    const rows: Row[] = [];
    for (let start = Math.ceil(month.from / DAY) * DAY; start + DAY <= month.to; start += DAY) {
      const fees: bigint[] = [];
      for (let hour = 1; hour <= 24; hour++) {
        const { baseFee } = await blocks.at(start + hour * 3600);
        if (baseFee !== null) fees.push(baseFee);
      }
      if (fees.length < 24) continue;
      const mean = fees.reduce((a, b) => a + b, 0n) / 24n;
      rows.push([day(start), "eth_avg_gas_price_wei", Number(mean), "base fee"]);
    }
    return rows;
  },
};

/** DefiLlama answers a whole history at once: it is asked once in a run. */
const asked = new WeakMap<JsonClient, Map<string, Promise<unknown>>>();

async function history<T>(http: JsonClient, url: string, schema: z.ZodType<T>): Promise<T> {
  const own = asked.get(http) ?? new Map<string, Promise<unknown>>();
  asked.set(http, own);
  const answer = own.get(url) ?? http.get(url);
  own.set(url, answer);
  const read = schema.safeParse(await answer);
  if (read.success) return read.data;
  throw new FetchDataError(
    "FETCH_BAD_ANSWER",
    `DefiLlama's answer to ${url} has another shape than documented.`,
  );
}

function inMonth<T extends { readonly date: number }>(points: readonly T[], { from, to }: Month): T[] {
  return points.filter(({ date }) => date >= from && date < to);
}

function day(moment: number): string {
  return new Date(moment * 1000).toISOString().slice(0, 10);
}
