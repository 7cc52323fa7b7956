import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MARKET_INPUTS } from "../../../committee/features/market-inputs.ts";
import { PegEngine } from "../../../committee/features/peg.ts";
import { loadMonitor } from "../../../committee/inference/monitor.ts";
import { MonitorDataError } from "../../../scripts/monitors/errors.ts";
import { windowAt } from "../../../scripts/monitors/history.ts";
import { readHistories } from "../../../scripts/monitors/histories.ts";
import { readPegHistory, runFeed } from "../../../scripts/monitors/peg-history.ts";
import { runPool } from "../../../scripts/monitors/pool-history.ts";
import { runReserve } from "../../../scripts/monitors/reserve-history.ts";
import { scoreHistory } from "../../../scripts/monitors/scored.ts";
import { fall, PEG_ASSETS, pegPath } from "../../committee/features/peg-synthetic.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";

const MONITORS = join(import.meta.dirname, "..", "..", "..", "committee", "monitors");
const PATH = pegPath({
  seed: 31,
  hours: 420,
  missing: 0.02,
  shift: (asset, i) => (asset === "AAA" ? fall(330, 40, 600)(i) : 0),
});

function feed(hours: number): Map<string, Map<number, number>> {
  return new Map(
    PEG_ASSETS.map((asset) => [
      asset,
      new Map(
        PATH.slice(0, hours).flatMap(({ hour, closes }) => {
          const close = closes[asset] ?? null;
          return close === null ? [] : [[hour, close] as const];
        }),
      ),
    ]),
  );
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
    const reserve = new Map(
      PATH.map(({ hour }) => [
        hour,
        { suppliedUsd: 1e8, borrowedUsd: 9e7 * random(), liquidatedUsd: 1e4 * random(), borrowRatePct: 3 },
      ]),
    );
    const pool = new Map(PATH.map(({ hour }) => [hour, { tvlUsd: 1e7 * (1 + random()), price: 1 }]));
    const cutReserve = runReserve("r", new Map([...reserve].slice(0, 300)), MARKET);
    const cutPool = runPool("p", new Map([...pool].slice(0, 300)), MARKET);
    const wholePool = runPool("p", pool, MARKET);
    expect([...cutReserve.rows]).to.deep.equal([
      ...runReserve("r", reserve, MARKET).rows.slice(0, cutReserve.rows.length),
    ]);
    expect([...cutPool.rows]).to.deep.equal([...wholePool.rows.slice(0, cutPool.rows.length)]);
    expect([...cutPool.severity["fall24"]!]).to.deep.equal([...wholePool.severity["fall24"]!.slice(0, 300)]);
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

  const refusal = async (promise: Promise<unknown>): Promise<MonitorDataError> => {
    const outcome: unknown = await promise.then(
      () => new Error("nothing was refused"),
      (error: unknown) => error,
    );
    if (outcome instanceof MonitorDataError) return outcome;
    throw outcome;
  };

  it("refuses a folder that is not there, one without any peg, and a broken file", async () => {
    expect((await refusal(readHistories(join(folder, "nowhere")))).code).to.equal("MONITOR_FOLDER_MISSING");
    expect((await refusal(readHistories(folder))).code).to.equal("MONITOR_FILE_MISSING");
    writeFileSync(
      join(folder, "steth_eth_ratio_hourly.csv.gz"),
      gzipSync("ts,steth_eth_ratio\n1,not a price\n"),
    );
    expect((await refusal(readHistories(folder))).code).to.equal("MONITOR_BROKEN_ROWS");
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
    const rows = PATH.flatMap(({ hour }, i) => [
      `${hour},USDC,1.0001,one`,
      `${hour},AMPL,${1 + i},one`,
      ...(i < 300 ? [`${hour},USDC,0.9999,two`, `${hour},DAI,1,two`] : []),
    ]);
    writeFileSync(
      join(folder, "stable_lst_prices_hourly.csv.gz"),
      gzipSync(["ts,symbol,price_usd,source", ...rows].join("\n")),
    );
    const { series } = await readPegHistory(folder);
    expect(series.map(({ name, hours }) => [name, hours])).to.have.deep.members([
      ["USDC", 420],
      ["DAI", 300],
    ]);
  });
});
