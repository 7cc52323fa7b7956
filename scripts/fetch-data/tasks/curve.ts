import { firstBig, readViews } from "../clients/reader.ts";
import { CURVE_POOL, CURVE_POOLS } from "../contracts.ts";
import type { Row } from "../store.ts";
import { chainOf } from "./task.ts";
import type { FetchTask } from "./task.ts";

const DAY = 86_400;

/** Curve pools' balances and virtual price (base units) at the end of every day. */
export const curveTask: FetchTask = {
  name: "curve",
  needsChain: true,
  async fetchMonth(month, clients) {
    const { rpc, blocks } = chainOf(clients);
    const rows: Row[] = [];
    for (let day = Math.floor(month.from / DAY) * DAY + DAY; day <= month.to; day += DAY) {
      const { number, timestamp } = await blocks.at(day);
      for (const [pool, { address, fields, index }] of Object.entries(CURVE_POOLS)) {
        const abi = CURVE_POOL[index];
        const balances = fields.map((_, i) => ({ to: address, abi, name: "balances", args: [i] }));
        const views = [...balances, { to: address, abi, name: "get_virtual_price" }];
        const results = await readViews(rpc, views, number);
        [...fields, "Virtual Price"].forEach((field, i) => {
          const value = firstBig(results[i]);
          if (value !== null) rows.push([timestamp, pool, field, value.toString()]);
        });
      }
    }
    return rows;
  },
};
