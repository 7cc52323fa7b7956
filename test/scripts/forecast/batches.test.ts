import { expect } from "chai";
import { batchesOf, panelBatches } from "../../../scripts/forecast/batches.ts";
import { ForecastError } from "../../../scripts/forecast/errors.ts";
import { forecast } from "../../../scripts/forecast/forecast.ts";
import { CHALLENGERS_FOLDER, readForecasters } from "../../../scripts/forecast/forecasters.ts";
import { usableRows } from "../../../scripts/forecast/rows.ts";
import { completeWindows } from "../../../scripts/forecast/windows.ts";
import { aHistory } from "./aHistory.ts";

const HOURS = 1_700;
const all = { from: 0, to: Infinity };

describe("panelBatches", () => {
  const history = aHistory(HOURS);
  const shape = { steps: 4, strideHours: 24 };
  const rows = usableRows(history, [shape], { ...all, assets: ["LINK"], unlabelled: true });

  it("holds whole hours: every asset with a complete window, in as many rows as the batch says", () => {
    const batches = panelBatches(history, rows, shape, 64);
    const sizes = new Set(batches.map(({ outer }) => outer[1]));
    expect([...sizes].sort()).to.deep.equal([2, 3]);
    for (const { rows: part, outer } of batches) {
      const [hours, assets] = outer;
      expect(part.length).to.equal(hours! * assets!);
      expect(part.length).to.be.at.most(64);
      for (let row = 0; row < part.length; row++) {
        expect(part.hour[row]).to.equal(part.hour[row - (row % assets!)]);
        const { features } = history.assets[part.asset[row]!]!;
        expect(completeWindows(features, shape)[part.hour[row]!]).to.equal(1);
        if (row % assets! > 0) expect(part.asset[row]! > part.asset[row - 1]!).to.equal(true);
      }
    }
  });

  it("knows each row that was asked for once, and the others as nobody's", () => {
    const places = panelBatches(history, rows, shape, 64).flatMap(({ places: some }) =>
      typeof some === "number" ? [] : [...some],
    );
    const asked = places.filter((place) => place >= 0).sort((a, b) => a - b);
    expect(asked).to.deep.equal(Array.from({ length: rows.length }, (_, row) => row));
    expect(places.length).to.be.greaterThan(asked.length);
  });

  it("refuses a row without a complete window", () => {
    const early = { length: 1, asset: Uint16Array.of(0), hour: Int32Array.of(5) };
    expect(() => panelBatches(history, early, shape, 64)).to.throw(
      ForecastError,
      "BTC has no complete window of 4 steps of 24 h at 2020-09-13T18",
    );
  });
});

describe("forecast over a panel", function () {
  this.timeout(60_000);
  const models = readForecasters(undefined, "nowhere", CHALLENGERS_FOLDER).filter(
    ({ kind, id }) => kind === "challenger" || id === "har-lstm-12h-20",
  );
  const shapes = models.map(({ manifest }) => manifest);
  const history = aHistory(HOURS);
  const rows = usableRows(history, shapes, { ...all, every: 7 });
  const panel = models.findIndex(({ manifest }) => manifest.layout === "panel");

  it("gives the same on any number of threads, in any batch and whoever else is asked for", async () => {
    const one = await forecast(history, rows, models, { threads: 1, batchRows: 64 });
    const two = await forecast(history, rows, models, { threads: 2, batchRows: 37 });
    for (const [m, { probability, probability72, logvol }] of one.entries()) {
      const parts = [
        [probability, two[m]!.probability],
        [probability72!, two[m]!.probability72!],
        [logvol!, two[m]!.logvol!],
      ] as const;
      for (const [ours, theirs] of parts) {
        expect(ours.length).to.equal(theirs.length);
        ours.forEach((value, i) => {
          expect(Math.abs(value - theirs[i]!)).to.be.lessThan(1e-6);
        });
      }
    }
    const link = usableRows(history, shapes, { ...all, every: 7, assets: ["LINK"] });
    const [alone] = await forecast(history, link, [models[panel]!], { threads: 1 });
    const { probability, manifest } = one[panel]!;
    const firstLink = rows.asset.indexOf(link.asset[0]!) * manifest.gridBps.length;
    expect(alone!.probability.length).to.be.greaterThan(500);
    alone!.probability.forEach((value, i) => {
      expect(Math.abs(value - probability[firstLink + i]!)).to.be.lessThan(1e-6);
    });
  });

  it("leaves the batches of models that read windows as they are without it", () => {
    const members = models.filter(({ kind }) => kind === "member");
    const alone = batchesOf(history, rows, members, 64);
    const beside = batchesOf(history, rows, [...members, models[panel]!], 64);
    expect(beside.slice(0, alone.length)).to.deep.equal(alone);
    expect(beside.slice(alone.length).every(({ models: of }) => of.length === 1 && of[0] === 1)).to.equal(
      true,
    );
  });
});
