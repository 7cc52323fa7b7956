import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MARKET_INPUTS } from "../../../committee/features/market-inputs.ts";
import { PegEngine } from "../../../committee/features/peg.ts";
import { loadMonitor } from "../../../committee/inference/monitor.ts";
import { confirmJumps } from "../../../scripts/dataset/context/confirm.ts";
import { PEG_RULE } from "../../../scripts/dataset/context/pegs.ts";
import { plainSeries } from "../../../scripts/dataset/context/series.ts";
import type { Observation, Series } from "../../../scripts/dataset/context/series.ts";
import { DatasetError } from "../../../scripts/dataset/errors.ts";
import { MonitorDataError } from "../../../scripts/monitors/errors.ts";
import { windowAt } from "../../../scripts/monitors/history.ts";
import { readHistories } from "../../../scripts/monitors/histories.ts";
import { runFeed } from "../../../scripts/monitors/peg-history.ts";
import type { Feed } from "../../../scripts/monitors/peg-history.ts";
import { runPool } from "../../../scripts/monitors/pool-history.ts";
import { runReserve } from "../../../scripts/monitors/reserve-history.ts";
import { scoreHistory } from "../../../scripts/monitors/scored.ts";
import { fall, PEG_ASSETS, pegPath } from "../../committee/features/peg-synthetic.ts";
import { PRICE_FILE } from "../../../scripts/dataset/prices.ts";
import { writeCsv } from "../dataset/context/write-csv.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";

const MONITORS = join(import.meta.dirname, "..", "..", "..", "committee", "monitors");
const PATH = pegPath({
  seed: 31,
  hours: 420,
  missing: 0.02,
  shift: (asset, i) => (asset === "AAA" ? fall(330, 40, 600)(i) : 0),
});

/** The path's closes as series that stand for an hour; a missing close is a hole. */
function feed(hours: number): Feed {
  const known = (asset: string): Observation[] =>
    PATH.slice(0, hours).flatMap(({ hour, closes }) => {
      const value = closes[asset] ?? null;
      return value === null ? [] : [{ knownAt: hour, value }];
    });
  return new Map(PEG_ASSETS.map((asset) => [asset, plainSeries(known(asset), 0)]));
}

const MARKET = new Map(
  PATH.map(({ hour }) => [hour, Object.fromEntries(MARKET_INPUTS.map(({ name }) => [name, -1]))]),
);

describe("Histories of monitors", function () {
  this.timeout(30_000);

  it("hold the windows that the node's engine gives", () => {
    const [whole] = runFeed(feed(420));
    const engine = new PegEngine(PEG_ASSETS);
    for (const sample of PATH) engine.push(sample);
    const shape = { steps: 48, strideHours: 1 };
    const last = whole!.hours - 1;
    expect(engine.window("AAA", shape).complete).to.equal(true);
    expect([...windowAt(whole!, 16, last, 48)!]).to.deep.equal([...engine.window("AAA", shape).values]);
    expect(windowAt(whole!, 16, 60, 48)).to.equal(null);
  });

  it("change nothing before an hour when everything after it is deleted", () => {
    const [whole] = runFeed(feed(420));
    const [cut] = runFeed(feed(350));
    expect([...cut!.rows]).to.deep.equal([...whole!.rows.slice(0, cut!.rows.length)]);
    expect([...cut!.state]).to.deep.equal([...whole!.state.slice(0, cut!.hours)]);
    const known = cut!.hours - 24;
    expect([...cut!.outcomes["worst24"]!.slice(0, known)]).to.deep.equal([
      ...whole!.outcomes["worst24"]!.slice(0, known),
    ]);
    // The depeg lies after the cut: what the cut history cannot know is unknown, not calm.
    expect(cut!.outcomes["worst24"]!.slice(known).every(Number.isNaN)).to.equal(true);
    expect(whole!.outcomes["worst24"]![330]).to.satisfy((worst: number) => worst > 500);
  });

  it("do so for reserves and pools too", () => {
    const random = seededRandom(32);
    const series = (level: number, spread: number): ((hours: number) => Series) => {
      const observations = PATH.map(({ hour }) => ({ knownAt: hour, value: level + spread * random() }));
      return (hours) => plainSeries(observations.slice(0, hours), 0);
    };
    const [supplied, borrowed, liquidated] = [series(1e8, 0), series(0, 9e7), series(0, 1e4)];
    const [rate, tvl, price] = [series(3, 0), series(1e7, 1e7), series(1, 0)];
    const reserve = (n: number) =>
      runReserve(
        "r",
        { supplied: supplied(n), borrowed: borrowed(n), liquidated: liquidated(n), rate: rate(n) },
        MARKET,
      )[0]!;
    const pool = (n: number) => runPool("p", { tvl: tvl(n), price: price(n) }, MARKET);
    const [cutReserve, cutPool, wholePool] = [reserve(300), pool(300), pool(420)];
    expect(cutReserve.hours).to.equal(300);
    expect([...cutReserve.rows]).to.deep.equal([...reserve(420).rows.slice(0, cutReserve.rows.length)]);
    expect([...cutPool.rows]).to.deep.equal([...wholePool.rows.slice(0, cutPool.rows.length)]);
    expect([...cutPool.severity["fall24"]!]).to.deep.equal([...wholePool.severity["fall24"]!.slice(0, 300)]);
  });

  it("read a jump one hour late as an input, and where it happened as an outcome", () => {
    const jumped = (until: number): Series =>
      confirmJumps(
        PATH.slice(0, until).map(({ hour }, i) => ({ knownAt: hour, value: i < 300 ? 1 : 0.9 })),
        PEG_RULE,
      ).series;
    const [history] = runFeed(new Map([["USDC", jumped(420)]]));
    const depth = (hour: number): number => history!.rows[hour * 16 + 1]!;
    expect([depth(299), depth(300)]).to.deep.equal([0, 0]);
    expect(depth(301)).to.satisfy((value: number) => value > 4);
    expect([history!.state[299], Math.round(history!.state[300]!)]).to.deep.equal([0, 1000]);
    const [cut] = runFeed(new Map([["USDC", jumped(301)]]));
    expect([...cut!.rows]).to.deep.equal([...history!.rows.slice(0, 300 * 16)]);
  });

  it("begin a reserve when it is large enough, and leave out one that never is", () => {
    const inputs = (level: number) => {
      const of = (value: number): Series =>
        plainSeries(
          PATH.map(({ hour }, i) => ({ knownAt: hour, value: i < 50 ? value / 1e6 : value })),
          0,
        );
      return { supplied: of(level), borrowed: of(level / 2), liquidated: of(0), rate: of(3) };
    };
    expect(runReserve("r", inputs(1e7), MARKET).map(({ hours }) => hours)).to.deep.equal([370]);
    expect(runReserve("r", inputs(1e5), MARKET)).to.deep.equal([]);
  });

  it("are scored alike whatever comes later", async () => {
    const monitor = await loadMonitor(join(MONITORS, "peg"));
    const range = { from: 0, to: Infinity };
    const history = (hours: number) => ({ ...PEG_HISTORY, series: runFeed(feed(hours)) });
    const [whole] = await scoreHistory(monitor, history(420), range);
    const [cut] = await scoreHistory(monitor, history(350), range);
    const scored = [...cut!.monitor[1]!.keys()].filter((i) => cut!.fold[i] === 0);
    expect(scored.length).to.satisfy((n: number) => n > 100);
    // Batches of another size may sum in another order: equal to the last bits of float32.
    for (const i of scored) {
      expect(Math.abs((cut!.monitor[1]![i] ?? NaN) - (whole!.monitor[1]![i] ?? NaN)) <= 1e-6).to.equal(true);
    }
  });
});

const PEG_HISTORY = { kind: "peg", features: [], schemaHash: "" } as const;

describe("readHistories", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-histories-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const refusal = async (promise: Promise<unknown>): Promise<MonitorDataError | DatasetError> => {
    const outcome: unknown = await promise.then(
      () => new Error("nothing was refused"),
      (error: unknown) => error,
    );
    if (outcome instanceof MonitorDataError || outcome instanceof DatasetError) return outcome;
    throw outcome;
  };

  it("refuses a folder that is not there, one without any peg, and a broken file", async () => {
    expect((await refusal(readHistories(join(folder, "nowhere")))).code).to.equal("MONITOR_FOLDER_MISSING");
    expect((await refusal(readHistories(folder))).code).to.equal("MONITOR_FILE_MISSING");
    writeFileSync(
      join(folder, "steth_eth_ratio_hourly.csv.gz"),
      gzipSync("ts,steth_eth_ratio\n1,not a price\n"),
    );
    expect((await refusal(readHistories(folder))).code).to.equal("DATASET_BROKEN_ROWS");
  });

  it("says which monitors a folder cannot feed", async () => {
    const rows = PATH.map(({ hour }, i) => `${hour},${0.99 + i / 1e5}`);
    writeFileSync(
      join(folder, "steth_eth_ratio_hourly.csv.gz"),
      gzipSync(["ts,steth_eth_ratio", ...rows.map((row) => row.replace(/^16/, "17"))].join("\n")),
    );
    const { found, absent } = await readHistories(folder);
    expect(found.map(({ kind }) => kind)).to.deep.equal(["peg"]);
    expect(found[0]!.series.map(({ name }) => name)).to.deep.equal(["stETH/ETH"]);
    expect(absent.join()).to.contain("no lending monitor").and.to.contain("no liquidity monitor");
  });

  it("counts an asset of several vendors once, and leaves out what is no peg", async () => {
    const rows = PATH.flatMap(({ hour }, i): (string | number)[][] => [
      [hour, "USDC", 1.0001, "one"],
      [hour, "AMPL", 1 + i, "one"],
      ...(i < 300
        ? [
            [hour, "USDC", 0.9999, "two"],
            [hour, "DAI", 1, "two"],
          ]
        : []),
    ]);
    writeCsv(folder, "stable_lst_prices_hourly.csv.gz", "ts,symbol,price_usd,source", rows);
    writeCsv(folder, "chainlink_stable_rounds.csv.gz", "ts,feed,price", [[PATH[0]!.hour, "USDC/USD", 1e8]]);
    const { found } = await readHistories(folder);
    expect(found[0]!.series.map(({ name, hours }) => [name, hours])).to.have.deep.members([
      ["USDC", 420],
      ["DAI", 300],
      ["USDC/USD", 1],
    ]);
  });

  it("runs lending and pools beside ether, and the exchange's stablecoins against USDT", async () => {
    writeCsv(
      folder,
      PRICE_FILE,
      "ts,BTC,ETH,USDC",
      PATH.map(({ hour }) => [hour - 3600, 100, 100, 0.999]),
    );
    writeCsv(
      folder,
      "aave_reserves_hourly.csv.gz",
      "ts,market,supplied_usd,borrowed_usd,liquidated_usd_1h,var_borrow_apr_pct",
      PATH.map(({ hour }, i) => [hour, "aave_v2_usdc", 1e9 + i, 5e8, 0, 3]),
    );
    writeCsv(
      folder,
      "uniswap_v3_stable_pools_hourly.csv.gz",
      "ts,pool,token0_per_token1,token1_per_token0,volume_usd,tvl_usd",
      PATH.map(({ hour }) => [hour, "DAI_USDC_pool", 1, 1, 0, 1e8]),
    );
    const { found, absent } = await readHistories(folder);
    expect(found.map(({ kind, series }) => [kind, series.map(({ name }) => name)])).to.deep.equal([
      ["peg", ["USDC/USDT"]],
      ["reserve", ["aave_v2_usdc"]],
      ["pool", ["DAI_USDC"]],
    ]);
    expect(absent).to.deep.equal([]);
    expect(found[1]!.series[0]!.state[100]).to.equal(5e8 / (1e9 + 100));
  });
});
