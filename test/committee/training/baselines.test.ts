import { expect } from "chai";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readVerifiedModel } from "../../../committee/inference/model.ts";
import { openRuntime } from "../../../committee/inference/runtime.ts";
import { BASELINES_FOLDER } from "../../../scripts/forecast/forecasters.ts";
import { readForecastManifest } from "../../../scripts/forecast/manifest.ts";
import { usableRows } from "../../../scripts/forecast/rows.ts";
import { windows } from "../../../scripts/forecast/windows.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { aHistory, FIRST_HOUR } from "../../scripts/forecast/aHistory.ts";
import { vectorWindow } from "../inference/fixtures.ts";

const IDS = [
  ...["ewma-var", "garch-t", "har", "har-fhs", "har-logit", "har-x", "harq", "historical-var"],
  ...["jump-diffusion", "lightgbm", "quantile-forest", "ridge-logit"],
];
const OUTPUTS = ["probability", "probability72", "logvol"] as const;
const TOLERANCE = 1e-5;
const MAX_BYTES = 1_000_000;
const HOURS = 1_700;

interface BaselineVector {
  /** What torch gave for the newest window of features.json, by baseline and output. */
  readonly outputs: Readonly<
    Record<string, { readonly sha256: string } & Record<(typeof OUTPUTS)[number], readonly number[]>>
  >;
}

async function load(id: string) {
  const folder = join(BASELINES_FOLDER, id);
  const manifest = readForecastManifest(folder, "baseline");
  return { manifest, runtime: await openRuntime(manifest, readVerifiedModel(folder, manifest)) };
}

describe("baselines", function () {
  this.timeout(120_000);
  const path = fileURLToPath(new URL("../../vectors/baselines.json", import.meta.url));
  const vector = JSON.parse(readFileSync(path, "utf8")) as BaselineVector;
  const history = aHistory(HOURS);
  const range = { from: FIRST_HOUR, to: FIRST_HOUR + HOURS * 3600, every: 3, unlabelled: true };
  const shapes = [
    { steps: 240, strideHours: 1 },
    { steps: 40, strideHours: 6 },
  ];
  const rows = usableRows(history, shapes, range);

  it("are the twelve of the table", () => {
    const entries = readdirSync(BASELINES_FOLDER, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.sort()).to.deep.equal([...IDS].sort());
    const table = readFileSync(join(BASELINES_FOLDER, "README.md"), "utf8");
    for (const id of IDS) {
      const { sha256 } = readForecastManifest(join(BASELINES_FOLDER, id), "baseline");
      expect(table).to.contain(`| \`${id}\` |`);
      expect(table).to.contain(sha256.slice(0, 18));
    }
  });

  for (const id of IDS) {
    it(`${id}: is small, fitted before the test year, and gives what torch gave for the synthetic vector`, async () => {
      const { manifest, runtime } = await load(id);
      expect(statSync(join(BASELINES_FOLDER, id, manifest.file)).size).to.be.lessThan(MAX_BYTES + 1);
      expect(manifest.trained.range.to <= "2023-07-01").to.equal(true);
      expect(manifest.trained.embargoHours).to.equal(72);
      const expected = vector.outputs[id]!;
      expect(manifest.sha256).to.equal(expected.sha256);
      const found = await runtime.run(vectorWindow(manifest), 1, OUTPUTS);
      OUTPUTS.forEach((name, o) => {
        expect(found[o]!.length).to.equal(expected[name].length);
        expected[name].forEach((value, i) => {
          expectNearly(found[o]![i], value, TOLERANCE);
        });
      });
    });

    it(`${id}: falls with the depth, rises with the horizon, and follows volatility, on a synthetic history`, async () => {
      const { manifest, runtime } = await load(id);
      const width = manifest.gridBps.length;
      let [calm, wild, calmCount, wildCount] = [0, 0, 0, 0];
      for (let asset = 0; asset < history.assets.length; asset++) {
        const hours = [...rows.hour].filter((_, r) => rows.asset[r] === asset);
        const { features } = history.assets[asset]!;
        const batch = windows(features, hours, manifest);
        const [near, far, volatility] = await runtime.run(batch, hours.length, OUTPUTS);
        expect(near!.length).to.equal(hours.length * width);
        near!.forEach((p, i) => {
          const inOrder = i % width === 0 || p <= near![i - 1]!;
          const farInOrder = i % width === 0 || far![i]! <= far![i - 1]!;
          expect(
            p >= 0 && p <= far![i]! && far![i]! <= 1 && inOrder && farInOrder,
            `${id}, value ${i}`,
          ).to.equal(true);
        });
        const middle = [...volatility!].sort((a, b) => a - b)[Math.floor(hours.length / 2)]!;
        volatility!.forEach((value, r) => {
          expect(Number.isFinite(value)).to.equal(true);
          const fivePercent = near![r * width + manifest.gridBps.indexOf(500)]!;
          if (value < middle) [calm, calmCount] = [calm + fivePercent, calmCount + 1];
          else [wild, wildCount] = [wild + fivePercent, wildCount + 1];
        });
      }
      expect(calmCount).to.be.greaterThan(100);
      expect(wild / wildCount).to.be.greaterThan(1.2 * (calm / calmCount));
    });
  }
});
