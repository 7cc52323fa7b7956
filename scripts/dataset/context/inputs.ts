import type { ContextSample } from "../../../committee/features/context.ts";
import { HOUR, onGrid } from "./grid.ts";
import type { ContextData } from "./load.ts";

interface Grid {
  readonly firstHour: number;
  readonly hours: number;
}

type Column = readonly (number | null)[];

/** First hour of each v3 reserve: before it v2 is the whole. A date, not the file's first row: rows after an hour must not change it. */
const V3_FROM: Readonly<Record<string, number>> = {
  usdc: Date.UTC(2023, 0, 27, 9) / 1000,
  dai: Date.UTC(2023, 0, 27, 9) / 1000,
  usdt: Date.UTC(2023, 1, 13, 15) / 1000,
};

/**
 * What a node could have known at each hour of the grid: the last live observation of each input, or null where it is
 * stale or was never there. Deleting every row after an hour changes nothing at or before it.
 */
export function* contextSamples(data: ContextData, grid: Grid): Generator<ContextSample> {
  const columns = inputColumns(data, grid);
  for (let i = 0; i < grid.hours; i++) {
    const inputs = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column[i] ?? null]),
    );
    yield { hour: grid.firstHour + i * HOUR, inputs };
  }
}

function inputColumns(data: ContextData, grid: Grid): Record<string, Column> {
  const read = (name: string): Column => liveColumn(data, name, grid);
  return {
    fundingBtc: read("funding:BTC"),
    fundingEth: read("funding:ETH"),
    ...reserveColumns("Usdc", read, grid),
    ...reserveColumns("Usdt", read, grid),
    ...reserveColumns("Dai", read, grid),
    liquidatedReserves: total(
      ["usdc", "dai"].map((symbol) => pooled(symbol, "liquidated", read, grid)),
      grid,
    ),
    liquidatedWbtc: read("liquidations:WBTC"),
    priceUsdc: read("peg:USDC"),
    priceUsdt: read("peg:USDT"),
    priceDai: read("peg:DAI"),
    steth: read("ratio:stETH"),
    pools: total([read("pool:USDC_USDT:tvl"), read("pool:DAI_USDC:tvl")], grid),
    poolDepth: read("pool:USDC_USDT:liquidity"),
    curve3pool: read("curve:3crv:imbalance"),
    supply: read("onchain:supply"),
    tvl: read("onchain:tvl"),
    gas: read("onchain:gas"),
  };
}

function liveColumn(data: ContextData, name: string, grid: Grid): Column {
  const series = data.series.get(name);
  if (series === undefined) return new Array<null>(grid.hours).fill(null);
  return onGrid(series.live, grid, series.staleSeconds);
}

function reserveColumns(
  symbol: "Usdc" | "Usdt" | "Dai",
  read: (name: string) => Column,
  grid: Grid,
): Record<string, Column> {
  const market = symbol.toLowerCase();
  const [v2, v3] = [read(`reserve:aave_v2_${market}:rate`), read(`reserve:aave_v3_${market}:rate`)];
  return {
    [`supplied${symbol}`]: pooled(market, "supplied", read, grid),
    [`borrowed${symbol}`]: pooled(market, "borrowed", read, grid),
    [`rate${symbol}`]: v2.map((rate, i) => rate ?? v3[i] ?? null),
  };
}

/** v2 plus v3; v3 counts as none before its launch and as missing when it is missing after. */
function pooled(market: string, what: string, read: (name: string) => Column, grid: Grid): Column {
  const v2 = read(`reserve:aave_v2_${market}:${what}`);
  const v3 = read(`reserve:aave_v3_${market}:${what}`);
  const launched = ((V3_FROM[market] ?? 0) - grid.firstHour) / HOUR;
  return total([v2, v3.map((value, i) => (i < launched ? 0 : value))], grid);
}

function total(columns: readonly Column[], grid: Grid): Column {
  return Array.from({ length: grid.hours }, (_, i) =>
    columns.reduce<number | null>((sum, column) => {
      const value = column[i] ?? null;
      return sum === null || value === null ? null : sum + value;
    }, 0),
  );
}
