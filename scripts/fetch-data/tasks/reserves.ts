import type { Result } from "ethers";
import { firstBig, readViews, units } from "../clients/reader.ts";
import type { View } from "../clients/reader.ts";
import { AAVE, AAVE_POOL, ERC20, TOKENS } from "../contracts.ts";
import type { AaveVersion } from "../contracts.ts";
import { hourEnds } from "../months.ts";
import type { Row } from "../store.ts";
import { feedPrices } from "./feeds.ts";
import type { FeedName } from "./feeds.ts";
import { liquidationsOf } from "./liquidations.ts";
import type { Liquidation } from "./liquidations.ts";
import { chainOf } from "./task.ts";
import type { Chain, FetchTask } from "./task.ts";

interface Reserve {
  readonly market: string;
  readonly version: AaveVersion;
  readonly token: keyof typeof TOKENS;
  readonly feed: FeedName;
}

const RESERVES: readonly Reserve[] = [
  { market: "aave_v2_usdc", version: "v2", token: "USDC", feed: "USDC/USD" },
  { market: "aave_v2_usdt", version: "v2", token: "USDT", feed: "USDT/USD" },
  { market: "aave_v2_dai", version: "v2", token: "DAI", feed: "DAI/USD" },
  { market: "aave_v3_usdc", version: "v3", token: "USDC", feed: "USDC/USD" },
  { market: "aave_v3_usdt", version: "v3", token: "USDT", feed: "USDT/USD" },
  { market: "aave_v3_dai", version: "v3", token: "DAI", feed: "DAI/USD" },
  { market: "aave_v3_eth", version: "v3", token: "WETH", feed: "ETH/USD" },
];

/** Aave's rates are in rays a year; the file has percent. */
const RAY_PERCENT = 1e25;
const ZERO = `0x${"0".repeat(40)}`;

/** Reserves at the end of every hour: supplied and borrowed dollars, dollars of it seized in the hour, rates. */
export const reservesTask: FetchTask = {
  name: "reserves",
  needsChain: true,
  async fetchMonth(month, clients) {
    const chain = chainOf(clients);
    const events = await liquidationsOf(month, chain);
    const rows: Row[] = [];
    let before = (await chain.blocks.at(month.from)).number;
    for (const hour of hourEnds(month)) {
      const { number: block } = await chain.blocks.at(hour);
      const own = events.filter((event) => event.block > before && event.block <= block);
      rows.push(...(await reserveRows(chain, { block, moment: hour }, own)));
      before = block;
    }
    return rows;
  },
};

async function reserveRows(
  { rpc }: Chain,
  at: { readonly block: number; readonly moment: number },
  events: readonly Liquidation[],
): Promise<Row[]> {
  const states = await readViews(
    rpc,
    RESERVES.map(({ version, token }) => ({
      to: AAVE[version].pool,
      abi: AAVE_POOL[version],
      name: "getReserveData",
      args: [TOKENS[token].address],
    })),
    at.block,
  );
  const prices = await feedPrices(
    rpc,
    RESERVES.map(({ feed }) => feed),
    at,
  );
  const rows: Row[] = [];
  for (const [i, reserve] of RESERVES.entries()) {
    const [state, price] = [states[i]?.[0] as Result | undefined, prices[i] ?? null];
    if (state === undefined || price === null || state["aTokenAddress"] === ZERO) continue;
    const supplies = await readViews(rpc, supplyViews(state), at.block);
    const dollars = (amount: bigint): number => units(amount, TOKENS[reserve.token].decimals) * price;
    const [supplied, ...debts] = supplies.map((result) => firstBig(result));
    if (supplied === null || supplied === undefined || debts.includes(null)) continue;
    const seized = events
      .filter(
        ({ version, collateral }) =>
          version === reserve.version && collateral === TOKENS[reserve.token].address,
      )
      .reduce((sum, { collateralAmount }) => sum + collateralAmount, 0n);
    const rates = ["currentLiquidityRate", "currentVariableBorrowRate", "currentStableBorrowRate"].map(
      (name) => Number(state[name]) / RAY_PERCENT,
    );
    const borrowed = debts.reduce<bigint>((sum, debt) => sum + (debt ?? 0n), 0n);
    rows.push([at.moment, reserve.market, dollars(supplied), dollars(borrowed), dollars(seized), ...rates]);
  }
  return rows;
}

/** Total supplies of the reserve's tokens: what was supplied, then each kind of debt that the version still has. */
function supplyViews(state: Result): View[] {
  return ["aTokenAddress", "variableDebtTokenAddress", "stableDebtTokenAddress"]
    .map((name) => String(state[name]))
    .filter((address) => address !== ZERO)
    .map((to) => ({ to, abi: ERC20, name: "totalSupply" }));
}
