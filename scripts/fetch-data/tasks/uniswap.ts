import { firstBig, readViews, units } from "../clients/reader.ts";
import type { View } from "../clients/reader.ts";
import { ERC20, TOKENS, UNISWAP_POOL, UNISWAP_POOLS } from "../contracts.ts";
import { hourEnds } from "../months.ts";
import type { Row } from "../store.ts";
import { feedPrices } from "./feeds.ts";
import { chainOf } from "./task.ts";
import type { FetchTask } from "./task.ts";

const HOUR = 3600;

/**
 * Stable pools at the end of every hour, named by the hour's start: prices, and what both balances are worth by
 * Chainlink. Volume is left empty: it would take every swap of the hour.
 */
export const poolsTask: FetchTask = {
  name: "pools",
  needsChain: true,
  async fetchMonth(month, clients) {
    const { rpc, blocks } = chainOf(clients);
    const rows: Row[] = [];
    for (const hour of hourEnds(month)) {
      const { number: block } = await blocks.at(hour);
      const [usdc, usdt, dai] = await feedPrices(rpc, ["USDC/USD", "USDT/USD", "DAI/USD"], {
        block,
        moment: hour,
      });
      const prices: Readonly<Record<string, number | null | undefined>> = {
        USDC: usdc,
        USDT: usdt,
        DAI: dai,
      };
      for (const [name, { address, tokens }] of Object.entries(UNISWAP_POOLS)) {
        const views = [
          { to: address, abi: UNISWAP_POOL, name: "slot0" },
          ...tokens.map((token): View => ({
            to: TOKENS[token].address,
            abi: ERC20,
            name: "balanceOf",
            args: [address],
          })),
        ];
        const [slot0, ...balances] = await readViews(rpc, views, block);
        const root = firstBig(slot0);
        if (root === null) continue;
        const tvl = tokens.reduce<number | null>((sum, token, i) => {
          const [balance, price] = [firstBig(balances[i]), prices[token] ?? null];
          if (sum === null || balance === null || price === null) return null;
          return sum + units(balance, TOKENS[token].decimals) * price;
        }, 0);
        const raw = (Number(root) / 2 ** 96) ** 2;
        const price = raw * 10 ** (TOKENS[tokens[0]].decimals - TOKENS[tokens[1]].decimals);
        rows.push([hour - HOUR, name, price === 0 ? null : 1 / price, price, null, tvl]);
      }
    }
    return rows;
  },
};

/** The USDC/USDT pool's tick and in-range liquidity at the end of every hour. */
export const poolStateTask: FetchTask = {
  name: "pool-state",
  needsChain: true,
  async fetchMonth(month, clients) {
    const { rpc, blocks } = chainOf(clients);
    const to = UNISWAP_POOLS.USDC_USDT_pool.address;
    const rows: Row[] = [];
    for (const hour of hourEnds(month)) {
      const { number } = await blocks.at(hour);
      const [slot0, liquidity] = await readViews(
        rpc,
        [
          { to, abi: UNISWAP_POOL, name: "slot0" },
          { to, abi: UNISWAP_POOL, name: "liquidity" },
        ],
        number,
      );
      const depth = firstBig(liquidity);
      if (slot0 === null || slot0 === undefined || depth === null) continue;
      rows.push([hour, number, Number(slot0[1]), depth.toString()]);
    }
    return rows;
  },
};
