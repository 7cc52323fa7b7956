import { PANEL } from "../dataset/panel.ts";
import type { Cell, Row } from "./store.ts";

/** A file of the data folder, the tasks whose rows it holds, and how they become its rows. */
export interface OutputFile {
  readonly file: string;
  readonly header: string;
  readonly tasks: readonly string[];
  readonly rows: (fetched: readonly Row[]) => readonly Row[];
}

const SYMBOLS = PANEL.map(({ symbol }) => symbol);
const WIDE_HEADER = `ts,${SYMBOLS.join(",")}`;

/** Every file that the command writes, in the form that scripts/dataset.ts reads. */
export const OUTPUTS: readonly OutputFile[] = [
  {
    file: "prices_hourly_close.csv.gz",
    header: WIDE_HEADER,
    tasks: ["klines"],
    rows: (rows) => wide(rows, 2),
  },
  {
    file: "prices_hourly_high_low_core.csv.gz",
    header: "ts,symbol,high,low",
    tasks: ["klines"],
    rows: (rows) =>
      ordered(
        rows.map((row) => [0, 1, 3, 4].map((at) => row[at] ?? null)),
        2,
      ),
  },
  {
    file: "prices_hourly_volume.csv.gz",
    header: WIDE_HEADER,
    tasks: ["klines"],
    rows: (rows) => wide(rows, 5),
  },
  tall("binance_funding_rates.csv.gz", "ts,symbol,funding_rate", ["funding"], 2),
  tall("onchain_daily.csv.gz", "date,metric,value,source", ["totals", "gas"], 2),
  tall("stable_lst_prices_hourly.csv.gz", "ts,symbol,price_usd,source", ["stables"], 2),
  tall("steth_eth_ratio_hourly.csv.gz", "ts,steth_eth_ratio", ["steth"], 1),
  tall("chainlink_stable_rounds.csv.gz", "ts,feed,price", ["rounds"], 2),
  tall("curve_pool_balances_daily.csv.gz", "ts,pool,field,raw_value", ["curve"], 3),
  tall(
    "uniswap_v3_stable_pools_hourly.csv.gz",
    "ts,pool,token0_per_token1,token1_per_token0,volume_usd,tvl_usd",
    ["pools"],
    2,
  ),
  tall("uniswap_v3_usdc_usdt_state_hourly.csv.gz", "ts,block,poolTick,poolLiquidity", ["pool-state"], 1),
  tall(
    "aave_reserves_hourly.csv.gz",
    "ts,market,supplied_usd,borrowed_usd,liquidated_usd_1h,supply_apr_pct,var_borrow_apr_pct,stable_borrow_apr_pct",
    ["reserves"],
    2,
  ),
  tall(
    "lending_liquidations.csv.gz",
    "ts,protocol,chain,collateral,collateral_amount,collateral_usd,debt,debt_amount,debt_usd,borrower,liquidator,tx,source",
    ["liquidations"],
    13,
  ),
];

/** `keys`: how many leading cells name a row. */
function tall(file: string, header: string, tasks: readonly string[], keys: number): OutputFile {
  return { file, header, tasks, rows: (rows) => ordered(rows, keys) };
}

/** One row an hour, one column a symbol; empty where there was no trade. */
function wide(rows: readonly Row[], column: number): Row[] {
  const hours = new Map<number, Cell[]>();
  for (const row of rows) {
    const [ts, at] = [Number(row[0]), SYMBOLS.indexOf(String(row[1]))];
    const cells = hours.get(ts) ?? new Array<Cell>(SYMBOLS.length).fill(null);
    cells[at] = row[column] ?? null;
    hours.set(ts, cells);
  }
  return [...hours].sort(([a], [b]) => a - b).map(([ts, cells]) => [ts, ...cells]);
}

/** Rows in order of their cells; of a row that two parts hold, the later part's stands. */
function ordered(rows: readonly Row[], keys: number): Row[] {
  const unique = new Map(rows.map((row) => [JSON.stringify(row.slice(0, keys)), row]));
  return [...unique.values()].sort(compare);
}

function compare(a: Row, b: Row): number {
  for (const [i, cell] of a.entries()) {
    const other = b[i] ?? null;
    if (cell === other) continue;
    if (typeof cell === "number" && typeof other === "number") return cell - other;
    return String(cell) < String(other) ? -1 : 1;
  }
  return 0;
}
