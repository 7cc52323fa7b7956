import { expect } from "chai";
import { createFeatureEngine } from "../../../committee/features/engine.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import { probabilityAt, toScoreBps } from "../../../committee/inference/score.ts";
import { aggregate } from "../../../committee/quorum/aggregate.ts";
import { committeeAt, probabilitiesAt } from "../../../scripts/forecast/committee.ts";
import { ForecastError } from "../../../scripts/forecast/errors.ts";
import { forecast } from "../../../scripts/forecast/forecast.ts";
import { MEMBERS_FOLDER, readForecasters } from "../../../scripts/forecast/forecasters.ts";
import { historyOf } from "../../../scripts/forecast/history.ts";
import { usableRows } from "../../../scripts/forecast/rows.ts";
import { completeWindows, windows } from "../../../scripts/forecast/windows.ts";
import { modelError, withModelCopy } from "../../committee/inference/fixtures.ts";
import { aHistory, aPriceTable, FIRST_HOUR } from "./aHistory.ts";
import { join } from "node:path";

const HOURS = 1_700;
const SHAPES = [
  { steps: 1, strideHours: 1 },
  { steps: 40, strideHours: 6 },
  { steps: 96, strideHours: 1 },
] as const;

describe("historyOf", () => {
  it("gives the windows of the node's engine, bit for bit, and its rule of completeness", () => {
    const table = aPriceTable(HOURS);
    const history = aHistory(HOURS);
    const symbols = [...table.closes.keys()];
    const engine = createFeatureEngine({ assets: symbols, marketAssets: ["BTC", "ETH"] });
    let complete = 0;
    for (let h = 0; h < HOURS; h++) {
      const closes = Object.fromEntries(symbols.map((s) => [s, table.closes.get(s)![h]!]));
      engine.push({ hour: FIRST_HOUR + h * 3600, closes });
      if (h % 41 !== 0 && h < 1_480) continue;
      for (const asset of history.assets) {
        for (const shape of SHAPES) {
          const expected = engine.window(asset.symbol, shape);
          expect(windows(asset.features, [h], shape)).to.deep.equal(expected.values);
          expect(completeWindows(asset.features, shape)[h]).to.equal(expected.complete ? 1 : 0);
          complete += expected.complete ? 1 : 0;
        }
      }
    }
    expect(complete).to.be.greaterThan(1_000);
  });

  it("leaves the table of prices as it was and reports a tick that it takes out", () => {
    const table = aPriceTable(HOURS);
    const btc = table.closes.get("BTC")!;
    btc[1_000] = btc[999]! * 3;
    btc[1_001] = btc[999]! * 1.001;
    const spiked = btc[1_000];
    const history = historyOf(table, [{ symbol: "BTC" }]);
    expect(btc[1_000]).to.equal(spiked);
    expect(Number.isNaN(history.assets[0]!.closes[1_000]!)).to.equal(true);
    expect(history.notices).to.have.length(1);
    expect(history.notices[0]).to.contain("Bad tick of BTC");
  });

  it("needs a market asset", () => {
    const table = aPriceTable(900);
    expect(() => historyOf(table, [{ symbol: "LINK" }])).to.throw(ForecastError, /BTC or ETH/);
  });
});

describe("usableRows", () => {
  it("takes rows that every shape has a window for and whose next day is known", () => {
    const history = aHistory(HOURS);
    const all = { from: 0, to: Infinity };
    const rows = usableRows(history, SHAPES, all);
    expect(rows.length).to.be.greaterThan(500);
    for (let i = 0; i < rows.length; i++) {
      const asset = history.assets[rows.asset[i]!]!;
      for (const shape of SHAPES) expect(completeWindows(asset.features, shape)[rows.hour[i]!]).to.equal(1);
      expect(Number.isFinite(asset.min24[rows.hour[i]!]!)).to.equal(true);
    }
    const longer = usableRows(history, SHAPES, { ...all, unlabelled: true });
    expect(longer.length).to.be.greaterThan(rows.length);
    expect(Math.max(...longer.hour)).to.equal(HOURS - 1);
  });

  it("thins by the clock: every asset keeps the same hours, and a range ends before its last moment", () => {
    const history = aHistory(HOURS);
    const [from, to] = [FIRST_HOUR + 1_100 * 3600, FIRST_HOUR + 1_300 * 3600];
    const rows = usableRows(history, SHAPES, { from, to, every: 6, assets: ["BTC"] });
    const moments = [...rows.hour].map((hour) => FIRST_HOUR + hour * 3600);
    expect(moments.every((moment) => moment % (6 * 3600) === 0 && moment >= from && moment < to)).to.equal(
      true,
    );
    expect(rows.length).to.be.greaterThan(30);
    expect(new Set(rows.asset)).to.deep.equal(new Set([0]));
  });
});

describe("forecast", function () {
  this.timeout(60_000);
  const models = readForecasters(MEMBERS_FOLDER, "nowhere").slice(0, 3);
  const history = aHistory(HOURS);
  const rows = usableRows(
    history,
    models.map(({ manifest }) => manifest),
    { from: 0, to: Infinity, every: 7 },
  );

  it("gives what a node's session gives, on any number of threads and any batch", async () => {
    const one = await forecast(history, rows, models, { threads: 1, batchRows: 64 });
    const two = await forecast(history, rows, models, { threads: 2, batchRows: 37 });
    for (const [m, { probability, manifest }] of one.entries()) {
      const model = await loadModel(join(MEMBERS_FOLDER, manifest.id));
      const row = rows.length - 1;
      const asset = history.assets[rows.asset[row]!]!;
      const [node] = await model.probabilities(windows(asset.features, [rows.hour[row]!], manifest), 1);
      await model.close();
      const width = manifest.gridBps.length;
      expect(probability.length).to.equal(rows.length * width);
      node!.forEach((p, k) => {
        expect(Math.abs(p - probability[row * width + k]!)).to.be.lessThan(1e-6);
      });
      probability.forEach((p, i) => {
        expect(Math.abs(p - two[m]!.probability[i]!)).to.be.lessThan(1e-6);
      });
    }
  });

  it("aggregates as the contract does: scores in bps, their median", async () => {
    const members = await forecast(history, rows, models, { threads: 1 });
    const committee = committeeAt(members, 640);
    for (let row = 0; row < rows.length; row += 17) {
      const votes = members.map(({ manifest, probability }) => {
        const width = manifest.gridBps.length;
        const p = probabilityAt(probability.slice(row * width, (row + 1) * width), manifest.gridBps, 640);
        return { value: toScoreBps(p), weight: 1 };
      });
      expect(committee[row]).to.equal(aggregate(votes).scoreBps / 10_000);
    }
    expect(new Set(committee).size).to.be.greaterThan(5);
    expect(probabilitiesAt(members[0]!, 640)!.length).to.equal(rows.length);
  });

  it("refuses a changed model, and a folder without any", async () => {
    await withModelCopy(models[0]!.id, async (folder) => {
      const { writeFileSync, mkdirSync, cpSync } = await import("node:fs");
      const parent = join(folder, "models");
      mkdirSync(join(parent, models[0]!.id), { recursive: true });
      cpSync(join(MEMBERS_FOLDER, models[0]!.id), join(parent, models[0]!.id), { recursive: true });
      writeFileSync(join(parent, models[0]!.id, "model.onnx"), "changed");
      const error = await modelError(Promise.resolve().then(() => readForecasters(parent, "nowhere")));
      expect(error.code).to.equal("MODEL_SHA256_MISMATCH");
    });
    expect(() => readForecasters("nowhere", "nowhere")).to.throw(
      ForecastError,
      /There is no model in nowhere/,
    );
  });
});
