import { z } from "zod";
import { PANEL } from "../../dataset/panel.ts";
import { FetchDataError } from "../errors.ts";
import type { Month } from "../months.ts";
import type { Row } from "../store.ts";
import type { Clients, FetchTask } from "./task.ts";

const URL_ = "https://api.binance.com/api/v3/klines";
const HOUR_MS = 3_600_000;
/** Most candles in one answer. */
const LIMIT = 1000;
const SYMBOLS = PANEL.map(({ symbol }) => symbol);

/** Open time (ms), open, high, low, close, base volume, close time (ms), then fields that are not read. */
const CANDLES = z.array(
  z
    .tuple([z.number(), z.string(), z.string(), z.string(), z.string(), z.string(), z.number()])
    .rest(z.unknown()),
);
const UNKNOWN_SYMBOL = /-1121|Invalid symbol/;

/** Binance spot candles of an hour for every asset of the panel: [ts of the open, symbol, close, high, low, volume]. */
export const klinesTask: FetchTask = {
  name: "klines",
  needsChain: false,
  async fetchMonth(month, clients) {
    const rows: Row[] = [];
    for (const symbol of SYMBOLS) rows.push(...(await candles(symbol, month, clients)));
    return rows;
  },
};

/** Rows [ts of the open, symbol, close, high, low, volume]; none where Binance never listed the pair. */
async function candles(symbol: string, month: Month, { http }: Clients): Promise<Row[]> {
  const rows: Row[] = [];
  const end = month.to * 1000 - 1;
  for (let start = month.from * 1000; start <= end;) {
    const query = `symbol=${symbol}USDT&interval=1h&startTime=${start}&endTime=${end}&limit=${LIMIT}`;
    let answer: unknown;
    try {
      answer = await http.get(`${URL_}?${query}`);
    } catch (error) {
      if (error instanceof FetchDataError && UNKNOWN_SYMBOL.test(error.message)) return [];
      throw error;
    }
    const read = CANDLES.safeParse(answer);
    if (!read.success) {
      throw new FetchDataError(
        "FETCH_BAD_ANSWER",
        `Binance's candles of ${symbol} have another shape than documented.`,
      );
    }
    for (const [open, , high, low, close, volume] of read.data) {
      rows.push([open / 1000, symbol, Number(close), Number(high), Number(low), Number(volume)]);
    }
    if (read.data.length < LIMIT) break;
    start = (read.data.at(-1)?.[0] ?? end) + HOUR_MS;
  }
  return rows;
}
