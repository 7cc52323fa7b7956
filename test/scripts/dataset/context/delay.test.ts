import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContextEngine } from "../../../../committee/features/context.ts";
import { contextSamples } from "../../../../scripts/dataset/context/inputs.ts";
import { loadSources } from "../../../../scripts/dataset/context/load.ts";
import { seededRandom } from "../../../committee/features/synthetic.ts";
import { writeCsv } from "./write-csv.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2023, 1, 1) / 1000;
const HOURS = 900;
const GRID = { firstHour: T0, hours: HOURS };

type Rows = (string | number | null)[][];

/** Synthetic rows of every file from T0 on; each is stamped so that `until` can cut what came later. */
function files(until: number): Record<string, { header: string; rows: Rows }> {
  const random = seededRandom(11);
  const hours = Array.from({ length: HOURS }, (_, i) => T0 + i * HOUR);
  const days = Array.from({ length: HOURS / 24 }, (_, i) => T0 + i * DAY);
  const noise = (level: number, size = 0.02): number => level * (1 + size * (random() - 0.5));
  // A jump at random hours keeps the rules for lone and confirmed jumps at work.
  const price = (): number => noise(random() < 0.02 ? 0.9 : 1, 0.002);
  const reserves = [
    "aave_v2_usdc",
    "aave_v2_usdt",
    "aave_v2_dai",
    "aave_v3_usdc",
    "aave_v3_usdt",
    "aave_v3_dai",
  ];
  const all: Record<string, { header: string; rows: Rows }> = {
    "binance_funding_rates.csv.gz": {
      header: "ts,symbol,funding_rate",
      rows: hours
        .filter((ts) => ts % (8 * HOUR) === 0)
        .flatMap((ts) => ["BTC", "ETH"].map((symbol) => [ts, symbol, noise(0.0001)])),
    },
    "aave_reserves_hourly.csv.gz": {
      header: "ts,market,supplied_usd,borrowed_usd,liquidated_usd_1h,var_borrow_apr_pct",
      rows: hours.flatMap((ts) =>
        reserves.map((market) => [ts, market, noise(1e9), noise(8e8), random() < 0.1 ? 1e5 : 0, noise(3)]),
      ),
    },
    "stable_lst_prices_hourly.csv.gz": {
      header: "ts,symbol,price_usd,source",
      rows: hours.flatMap((ts) => ["USDC", "USDT", "DAI"].map((symbol) => [ts, symbol, price(), "ochaff"])),
    },
    "steth_eth_ratio_hourly.csv.gz": {
      header: "ts,steth_eth_ratio",
      rows: hours.map((ts) => [ts + 125, price()]),
    },
    "uniswap_v3_stable_pools_hourly.csv.gz": {
      header: "ts,pool,token0_per_token1,token1_per_token0,volume_usd,tvl_usd",
      rows: hours.flatMap((ts) =>
        ["USDC_USDT_pool", "DAI_USDC_pool"].map((pool) => [
          ts,
          pool,
          1,
          1,
          0,
          random() < 0.03 ? 3e8 : noise(1e8),
        ]),
      ),
    },
    "uniswap_v3_usdc_usdt_state_hourly.csv.gz": {
      header: "ts,block,poolTick,poolLiquidity",
      rows: hours.map((ts, i) => [ts, i, 0, noise(4e17)]),
    },
    "curve_pool_balances_daily.csv.gz": {
      header: "ts,pool,field,raw_value",
      rows: days.flatMap((ts) =>
        [
          ["DAI Balance", 1e26],
          ["USDC Balance", 1e14],
          ["USDT Balance", 1e14],
        ].map(([field, level]) => [ts + 7000, "3crv", field!, noise(Number(level))]),
      ),
    },
    "onchain_daily.csv.gz": {
      header: "date,metric,value,source",
      rows: days.flatMap((ts) =>
        [
          "stablecoin_supply:USDT",
          "stablecoin_supply:USDC",
          "stablecoin_supply:DAI",
          "chain_tvl_usd:ethereum",
          "eth_avg_gas_price_wei",
        ].map((metric) => [
          new Date(ts * 1000).toISOString().slice(0, 10),
          metric,
          noise(3e10) * (random() < 0.05 ? 3 : 1),
          "x",
        ]),
      ),
    },
    "lending_liquidations.csv.gz": {
      header: "ts,protocol,chain,collateral,collateral_usd,debt_usd,source",
      rows: hours
        .filter(() => random() < 0.05)
        .map((ts) => [ts + 30, "aave_v2", "ethereum", "WBTC", noise(1000), 950, "rpc"]),
    },
  };
  const moment = (cell: string | number | null | undefined): number =>
    typeof cell === "string" ? Date.parse(cell) / 1000 : (cell ?? 0);
  return Object.fromEntries(
    Object.entries(all).map(([file, { header, rows }]) => [
      file,
      { header, rows: rows.filter(([first]) => moment(first) <= until) },
    ]),
  );
}

describe("context of a data folder", function () {
  this.timeout(60_000);

  function context(until: number): number[][] {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-delay-"));
    try {
      for (const [file, { header, rows }] of Object.entries(files(until)))
        writeCsv(folder, file, header, rows);
      const engine = new ContextEngine();
      return [...contextSamples(loadSources(folder), GRID)].map((sample) => [...engine.push(sample)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("is the same at and before an hour when everything after it is deleted", () => {
    const whole = context(Infinity);
    expect(whole.filter((row) => row.slice(0, 15).every((flag) => flag === 0)).length).to.be.greaterThan(20);
    for (const cut of [200, 501, 760, 873]) {
      const rows = context(T0 + cut * HOUR).slice(0, cut + 1);
      rows.forEach((row, i) => {
        expect(row, `hour ${i} with rows up to hour ${cut}`).to.deep.equal(whole[i]);
      });
    }
  });

  it("catches a loader that looks ahead: a series known a day early changes when its future goes", () => {
    const early = (until: number): (number | null)[] => {
      const folder = mkdtempSync(join(tmpdir(), "breakwater-delay-"));
      try {
        for (const [file, { header, rows }] of Object.entries(files(until)))
          writeCsv(folder, file, header, rows);
        const data = loadSources(folder);
        const tvl = data.series.get("onchain:tvl")!;
        const leaky = {
          ...tvl,
          live: tvl.live.map((seen) => ({ ...seen, knownAt: seen.knownAt - 3 * DAY })),
        };
        const series = new Map([...data.series, ["onchain:tvl", leaky] as const]);
        return [...contextSamples({ ...data, series }, GRID)].map(({ inputs }) => inputs["tvl"] ?? null);
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
    const cut = 501;
    expect(early(T0 + cut * HOUR).slice(0, cut + 1)).to.not.deep.equal(early(Infinity).slice(0, cut + 1));
  });
});
