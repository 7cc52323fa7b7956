import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chainlinkSource } from "../../../../scripts/dataset/context/chainlink.ts";
import { curveSource } from "../../../../scripts/dataset/context/curve.ts";
import { fundingSource } from "../../../../scripts/dataset/context/funding.ts";
import { onGrid } from "../../../../scripts/dataset/context/grid.ts";
import { liquidationsSource } from "../../../../scripts/dataset/context/liquidations.ts";
import { CONTEXT_SOURCES, loadSources } from "../../../../scripts/dataset/context/load.ts";
import { onchainSource } from "../../../../scripts/dataset/context/onchain.ts";
import { pegsSource } from "../../../../scripts/dataset/context/pegs.ts";
import { poolStateSource } from "../../../../scripts/dataset/context/pool-state.ts";
import { poolsSource } from "../../../../scripts/dataset/context/pools.ts";
import { reservesSource } from "../../../../scripts/dataset/context/reserves.ts";
import type { LoadedSource, Series, SettledObservation } from "../../../../scripts/dataset/context/series.ts";
import { stethSource } from "../../../../scripts/dataset/context/steth.ts";
import { DatasetError } from "../../../../scripts/dataset/errors.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";
import { writeCsv } from "./write-csv.ts";

const REAL_DATA = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const HOUR = 3600;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2022, 5, 1) / 1000;

function seriesOf(loaded: LoadedSource, name: string): Series {
  const series = loaded.series.get(name);
  if (series === undefined)
    throw new Error(`no series ${name}, only ${[...loaded.series.keys()].join(", ")}`);
  return series;
}

const values = (observations: readonly SettledObservation[]): (number | null)[] =>
  observations.map(({ value }) => value);

function faultCount(loaded: LoadedSource, part: string): number {
  return loaded.report.faults
    .filter(({ fault }) => fault.includes(part))
    .reduce((sum, { count }) => sum + count, 0);
}

describe("loaders of what is not a price", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-context-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("report every file of an empty folder as absent and give no series", () => {
    const { series, reports } = loadSources(folder);
    expect(series.size).to.equal(0);
    expect(reports.map(({ file, absent }) => [file, absent])).to.deep.equal(
      CONTEXT_SOURCES.map(({ file }) => [file, true]),
    );
  });

  it("refuse a file without a column, a word among the numbers and a row without a moment", () => {
    const refusal = (rows: (string | number | null)[][], header = "ts,symbol,funding_rate"): DatasetError => {
      writeCsv(folder, fundingSource.file, header, rows);
      try {
        fundingSource.load(folder);
      } catch (error) {
        if (error instanceof DatasetError) return error;
        throw error;
      }
      throw new Error("nothing was refused");
    };
    expect(refusal([[T0, "BTC"]], "ts,symbol").message).to.contain('"funding_rate"');
    expect(refusal([[T0, "BTC", "n/a"]]).message).to.contain("line 2");
    expect(refusal([[null, "BTC", 0.0001]]).code).to.equal("DATASET_BROKEN_ROWS");
  });

  it("know a funding rate five minutes after its settlement, and lose it when the next one is late", () => {
    writeCsv(folder, fundingSource.file, "ts,symbol,funding_rate", [
      [T0, "BTC", 0.0001],
      [T0 + 24 * HOUR, "BTC", -0.0002],
      [T0 + 8 * HOUR, "ETH", 0.9],
    ]);
    const loaded = fundingSource.load(folder);
    const { live, staleSeconds } = seriesOf(loaded, "funding:BTC");
    const grid = onGrid(live, { firstHour: T0, hours: 27 }, staleSeconds);
    expect(grid.slice(0, 3)).to.deep.equal([null, 0.0001, 0.0001]);
    expect(grid.slice(9, 11)).to.deep.equal([0.0001, null]);
    expect(grid.slice(24)).to.deep.equal([null, -0.0002, -0.0002]);
    expect(faultCount(loaded, "BTC settlements missing")).to.equal(2);
    expect(faultCount(loaded, "beyond 5 %")).to.equal(1);
  });

  it("count a repeated reserve hour's liquidations once and lose a state unchanged for over a day", () => {
    const header =
      "ts,market,supplied_usd,borrowed_usd,liquidated_usd_1h,supply_apr_pct,var_borrow_apr_pct,stable_borrow_apr_pct";
    const row = (i: number, supplied: number, liquidated: number): (string | number | null)[] => [
      T0 + i * HOUR,
      "aave_v2_usdc",
      supplied,
      supplied / 2,
      liquidated,
      1,
      2,
      3,
    ];
    const rows = [row(0, 0, 0), row(1, 100, 7), row(2, 100, 7), row(3, 110, 7)];
    for (let i = 4; i < 34; i++) rows.push(row(i, 120, 0));
    writeCsv(folder, reservesSource.file, header, rows);
    const loaded = reservesSource.load(folder);
    expect(values(seriesOf(loaded, "reserve:aave_v2_usdc:liquidated").live).slice(0, 3)).to.deep.equal([
      7, 0, 7,
    ]);
    expect(seriesOf(loaded, "reserve:aave_v2_usdc:supplied").live).to.have.length(3 + 25);
    expect(faultCount(loaded, "copies of an earlier liquidation")).to.equal(1);
    expect(faultCount(loaded, "without a supply")).to.equal(1);
    expect(faultCount(loaded, "unchanged for over 24 h")).to.equal(5);
  });

  it("hold a stablecoin's jump back until a second hour confirms it, and take out a lone tick", () => {
    const prices = [1, 1, 0.9, 0.89, 0.9, 1, 1, 1, 0.5, 1, 1];
    writeCsv(
      folder,
      pegsSource.file,
      "ts,symbol,price_usd,source",
      prices.map((price, i) => [T0 + i * HOUR + 10, "FRAX", price, "bhemen_coingecko_2021_2023"]),
    );
    const loaded = pegsSource.load(folder);
    const { live, settled } = seriesOf(loaded, "peg:FRAX");
    expect(values(live)).to.deep.equal([1, 1, 0.89, 0.9, 1, 1, 1, 1]);
    expect(values(settled)).to.deep.equal([1, 1, 0.9, 0.89, 0.9, 1, 1, 1, null, 1, 1]);
    expect(faultCount(loaded, "FRAX: lone jumps")).to.equal(1);
  });

  it("take out hours in which a vendor's dollar moved, and keep those in which two coins fell", () => {
    const at = (i: number, coins: Record<string, number>): (string | number)[][] =>
      Object.entries(coins).map(([symbol, price]) => [T0 + i * HOUR, symbol, price, "ochaff"]);
    writeCsv(folder, pegsSource.file, "ts,symbol,price_usd,source", [
      ...at(0, { USDC: 1, USDT: 1, DAI: 1 }),
      ...at(1, { USDC: 0.98, USDT: 0.98, DAI: 0.98 }),
      ...at(2, { USDC: 0.98, USDT: 1.005, DAI: 0.98 }),
    ]);
    const loaded = pegsSource.load(folder);
    expect(seriesOf(loaded, "peg:USDC").live).to.deep.equal([
      { knownAt: T0 + HOUR, value: 1 },
      { knownAt: T0 + 3 * HOUR, value: 0.98 },
    ]);
    expect(faultCount(loaded, "all majors move together")).to.equal(1);
  });

  it("take out another asset's prices, hours in which a coin is no peg, known bad ticks and hours that sources dispute", () => {
    const bad = Date.UTC(2022, 2, 25, 22) / 1000;
    writeCsv(folder, pegsSource.file, "ts,symbol,price_usd,source", [
      [T0, "USDP", 1, "bhemen_coingecko_2021_2023"],
      [Date.UTC(2021, 11, 30) / 1000, "UST", 1, "bhemen_coingecko_2021_2023"],
      [bad, "UST", 0.094, "bhemen_coingecko_2021_2023"],
      [bad + HOUR, "UST", 0.094, "bhemen_coingecko_2021_2023"],
      [bad + 2 * HOUR, "UST", 1, "bhemen_coingecko_2021_2023"],
      [Date.UTC(2022, 7, 31) / 1000, "FEI", 0.99, "bhemen_coingecko_2021_2023"],
      [Date.UTC(2022, 8, 1) / 1000, "FEI", 0.98, "bhemen_coingecko_2021_2023"],
      [T0, "DAI", 1, "ochaff"],
      [T0 + HOUR, "DAI", 1.03, "bhemen_coingecko_2021_2023"],
      [T0 + 3 * HOUR, "DAI", 1.001, "ochaff"],
    ]);
    const loaded = pegsSource.load(folder);
    expect(loaded.series.has("peg:USDP")).to.equal(false);
    expect(values(seriesOf(loaded, "peg:UST").settled)).to.deep.equal([1]);
    expect(values(seriesOf(loaded, "peg:FEI").live)).to.deep.equal([0.99]);
    expect(values(seriesOf(loaded, "peg:DAI").live)).to.deep.equal([1.001]);
    expect(faultCount(loaded, "USDP")).to.equal(1);
    expect(faultCount(loaded, "UST")).to.equal(3);
    expect(faultCount(loaded, "sources differ")).to.equal(1);
  });

  it("read the stETH ratio from the day its market was deep enough", () => {
    const early = Date.UTC(2021, 3, 30) / 1000;
    writeCsv(folder, stethSource.file, "ts,steth_eth_ratio", [
      [early, 0.9],
      [T0 + 125, 0.97],
      [T0 + 3725, 0.6],
      [T0 + 7325, 0.971],
    ]);
    const loaded = stethSource.load(folder);
    expect(seriesOf(loaded, "ratio:stETH").settled).to.deep.equal([
      { knownAt: T0 + 125 + 1200, value: 0.97 },
      { knownAt: T0 + 3725 + 1200, value: null },
      { knownAt: T0 + 7325 + 1200, value: 0.971 },
    ]);
    expect(faultCount(loaded, "thin market")).to.equal(1);
    expect(faultCount(loaded, "lone jumps")).to.equal(1);
  });

  it("scale Curve's balances, measure the imbalance and drop a state without every coin", () => {
    writeCsv(folder, curveSource.file, "ts,pool,field,raw_value", [
      [T0 + 5, "3crv", "DAI Balance", "60000000000000000000"],
      [T0 + 5, "3crv", "USDC Balance", "20000000"],
      [T0 + 5, "3crv", "USDT Balance", "20000000"],
      [T0 + DAY, "3crv", "DAI Balance", "60000000000000000000"],
      [T0 + 4 * DAY, "3crv", "DAI Balance", "30000000000000000000"],
      [T0 + 4 * DAY, "3crv", "USDC Balance", "30000000"],
      [T0 + 4 * DAY, "3crv", "USDT Balance", "30000000"],
      [T0 + 5, "stETH", "ETH Balance", "30000000"],
    ]);
    const loaded = curveSource.load(folder);
    expect([...loaded.series.keys()]).to.deep.equal(["curve:3crv:imbalance"]);
    expect(seriesOf(loaded, "curve:3crv:imbalance").live[0]?.knownAt).to.equal(T0 + 5 + HOUR);
    expectNearly(seriesOf(loaded, "curve:3crv:imbalance").live[0]?.value, 0.6 - 1 / 3);
    expect(faultCount(loaded, "without every coin")).to.equal(1);
    expect(faultCount(loaded, "gaps of over two days")).to.equal(1);
  });

  it("know a pool hour when it is over, and lose zero rows, empty rows and liquidity of one hour", () => {
    const tvl = [0, null, 10, 11, 40, 11, 11];
    writeCsv(
      folder,
      poolsSource.file,
      "ts,pool,token0_per_token1,token1_per_token0,volume_usd,tvl_usd",
      tvl.map((value, i) => [T0 + i * HOUR, "DAI_USDT_pool", 1.01, 0.99, 0, value]),
    );
    const loaded = poolsSource.load(folder);
    expect(values(seriesOf(loaded, "pool:DAI_USDT:tvl").settled)).to.deep.equal([
      null,
      null,
      10,
      11,
      null,
      11,
      11,
    ]);
    expect(seriesOf(loaded, "pool:DAI_USDT:tvl").live[0]?.knownAt).to.equal(T0 + 3 * HOUR);
    expect(seriesOf(loaded, "pool:DAI_USDT:price").live[0]).to.deep.equal({
      knownAt: T0 + HOUR,
      value: 1.01,
    });
    for (const fault of ["zero rows", "without a row", "lone jumps"])
      expect(faultCount(loaded, fault)).to.equal(1);
  });

  it("lose a pool's state when its range is empty or its tick was swept", () => {
    writeCsv(folder, poolStateSource.file, "ts,block,poolTick,poolLiquidity", [
      [T0, 1, -3, "430394234327008495"],
      [T0 + HOUR, 2, -887272, 0],
    ]);
    const loaded = poolStateSource.load(folder);
    expect(values(seriesOf(loaded, "pool:USDC_USDT:tick").live)).to.deep.equal([-3]);
    expect(values(seriesOf(loaded, "pool:USDC_USDT:liquidity").live)).to.deep.equal([430394234327008495]);
    expect(loaded.report.faults.map(({ count }) => count)).to.deep.equal([1, 1]);
  });

  it("know a day's total six hours after the day, and only when every part is there", () => {
    writeCsv(folder, onchainSource.file, "date,metric,value,source", [
      ["2022-06-01", "stablecoin_supply:USDT", 70, "x"],
      ["2022-06-01", "stablecoin_supply:USDC", 50, "x"],
      ["2022-06-01", "stablecoin_supply:DAI", 6, "x"],
      ["2022-06-02", "stablecoin_supply:USDT", 70, "x"],
      ["2022-06-01", "eth_avg_gas_price_wei", 0, "x"],
      ["2022-06-02", "eth_avg_gas_price_wei", 3e10, "x"],
    ]);
    const loaded = onchainSource.load(folder);
    expect(seriesOf(loaded, "onchain:supply").live).to.deep.equal([{ knownAt: T0 + 30 * HOUR, value: 126 }]);
    expect(values(seriesOf(loaded, "onchain:gas").live)).to.deep.equal([3e10]);
    expect(loaded.series.has("onchain:tvl")).to.equal(false);
    expect(faultCount(loaded, "supply: days without every part")).to.equal(1);
    expect(faultCount(loaded, "gas: days without every part")).to.equal(1);
  });

  it("let a Chainlink answer stand for its heartbeat and no longer", () => {
    writeCsv(folder, chainlinkSource.file, "ts,feed,price", [
      [T0 + 1, "USDC/USD", 100010000],
      [T0 + 2 * DAY, "USDC/USD", 99980000],
    ]);
    const loaded = chainlinkSource.load(folder);
    const { live, staleSeconds } = seriesOf(loaded, "chainlink:USDC");
    const grid = onGrid(live, { firstHour: T0, hours: 49 }, staleSeconds);
    expect([grid[0], grid[1], grid[25], grid[26], grid[48]]).to.deep.equal([
      null,
      1.0001,
      1.0001,
      null,
      0.9998,
    ]);
    expect(faultCount(loaded, "later than the heartbeat")).to.equal(1);
  });

  it("count liquidations that two sources hold once, a quiet hour as zero, and a wrong price by the debt", () => {
    const header =
      "ts,protocol,chain,collateral,collateral_amount,collateral_usd,debt,debt_amount,debt_usd,borrower,liquidator,tx,source";
    const row = (
      ts: number,
      collateral: string,
      usd: number | null,
      debtUsd: number | null,
      source: string,
      protocol = "aave_v2",
    ): (string | number | null)[] => [
      ts,
      protocol,
      "ethereum",
      collateral,
      1,
      usd,
      "DAI",
      1,
      debtUsd,
      "b",
      "l",
      "t",
      source,
    ];
    writeCsv(folder, liquidationsSource.file, header, [
      row(T0 + 10, "WBTC", 100, 90, "idea_part_b"),
      row(T0 + 10, "WBTC", 100, null, "vlad3d_btc_collateral"),
      row(T0 + 20, "WBTC", 5000, 50, "vlad3d_btc_collateral"),
      row(T0 + 30, "WETH", 7, 7, "vlad3d_btc_collateral"),
      row(T0 + 2 * HOUR, "WBTC", null, 40, "vlad3d_btc_collateral"),
      row(T0 + 20, "BAT", 9, 9, "autogov", "aave_v1"),
    ]);
    const loaded = liquidationsSource.load(folder);
    const { live } = seriesOf(loaded, "liquidations:WBTC");
    expect(live.slice(0, 4)).to.deep.equal([
      { knownAt: T0 + HOUR, value: 150 },
      { knownAt: T0 + 2 * HOUR, value: 0 },
      { knownAt: T0 + 3 * HOUR, value: 40 },
      { knownAt: T0 + 4 * HOUR, value: 0 },
    ]);
    expect(live).to.have.length(3 + 14 * 24);
    for (const fault of ["the debt's taken", "the smaller taken", "other protocols"])
      expect(faultCount(loaded, fault), fault).to.equal(1);
    expect(faultCount(loaded, "other collaterals or sources")).to.equal(2);
  });

  it("read the real data folder and find its known faults", function () {
    this.timeout(60_000);
    if (!existsSync(REAL_DATA)) {
      console.log(`        skipped: no data folder at ${REAL_DATA}`);
      this.skip();
    }
    const { series, reports } = loadSources(REAL_DATA);
    expect(reports.filter(({ absent }) => absent)).to.deep.equal([]);
    const count = (part: string): number =>
      reports.flatMap(({ faults }) => faults).find(({ fault }) => fault.includes(part))?.count ?? 0;
    expect(count("USDP")).to.equal(10_650);
    expect(count("UST: known bad ticks")).to.equal(2);
    expect(count("aave_v2_dai: copies of an earlier liquidation")).to.equal(106);
    expect(count("ochaff: hours in which all majors")).to.equal(174);
    const svb = (series.get("peg:USDC")?.live ?? []).filter(({ value }) => value < 0.92);
    expect(svb.length).to.be.greaterThan(3);
    expect(new Date((svb[0]?.knownAt ?? 0) * 1000).toISOString().slice(0, 10)).to.equal("2023-03-11");
  });
});
