import { z } from "zod";
import { FetchDataError } from "../errors.ts";
import type { Row } from "../store.ts";
import type { FetchTask } from "./task.ts";

const URL_ = "https://fapi.binance.com/fapi/v1/fundingRate";
const RATES = z.array(z.object({ fundingTime: z.number(), fundingRate: z.string() }));

/** Settled funding rates of the BTC and ETH perpetuals, fraction per eight hours. A month has 93: one request each. */
export const fundingTask: FetchTask = {
  name: "funding",
  needsChain: false,
  async fetchMonth(month, { http }) {
    const rows: Row[] = [];
    for (const symbol of ["BTC", "ETH"]) {
      const query = `symbol=${symbol}USDT&startTime=${month.from * 1000}&endTime=${month.to * 1000 - 1}&limit=1000`;
      const read = RATES.safeParse(await http.get(`${URL_}?${query}`));
      if (!read.success) {
        throw new FetchDataError(
          "FETCH_BAD_ANSWER",
          `Binance's funding rates of ${symbol} have another shape than documented.`,
        );
      }
      // The time carries milliseconds of the settlement's own delay: the hour is what settled.
      rows.push(
        ...read.data.map(({ fundingTime, fundingRate }) => [
          Math.round(fundingTime / 3_600_000) * 3600,
          symbol,
          Number(fundingRate),
        ]),
      );
    }
    return rows;
  },
};
