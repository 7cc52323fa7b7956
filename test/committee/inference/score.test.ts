import { expect } from "chai";
import { join } from "node:path";
import { FEATURE_COUNT } from "../../../committee/features/schema.ts";
import { ModelError } from "../../../committee/inference/errors.ts";
import { readManifest } from "../../../committee/inference/manifest.ts";
import { isOutOfDistribution, mahalanobis } from "../../../committee/inference/out-of-distribution.ts";
import { probabilityAt, toScoreBps } from "../../../committee/inference/score.ts";
import { MODELS, shippedModels, vectorWindow } from "./fixtures.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const GRID = [300, 500, 800, 1_200, 2_000, 3_000];
const PROBABILITIES = [0.4, 0.2, 0.08, 0.03, 0.006, 0.001];

describe("probabilityAt", () => {
  it("refuses a threshold outside 1..9999 bps, NaN, and a grid that does not fit", () => {
    for (const threshold of [0, -5, 10_000, NaN]) {
      expect(() => probabilityAt(PROBABILITIES, GRID, threshold)).to.throw(RangeError, "outside 1..9999");
    }
    expect(() => probabilityAt([0.1], GRID, 500)).to.throw(RangeError, "grid of 6");
  });

  it("refuses what is no probability", () => {
    expect(() => probabilityAt([NaN, ...PROBABILITIES.slice(1)], GRID, 300)).to.throw(
      ModelError,
      "not a probability",
    );
    expect(() => probabilityAt([1.2, ...PROBABILITIES.slice(1)], GRID, 400)).to.throw(
      ModelError,
      "not a probability",
    );
  });

  it("gives the grid's own probabilities at the grid's points", () => {
    GRID.forEach((bps, i) => {
      expectNearly(probabilityAt(PROBABILITIES, GRID, bps), PROBABILITIES[i]!, 1e-12);
    });
  });

  it("does not rise with the threshold, anywhere", () => {
    let before = 1;
    for (let bps = 1; bps < 10_000; bps += 7) {
      const p = probabilityAt(PROBABILITIES, GRID, bps);
      expect(p).to.be.at.most(before);
      before = p;
    }
  });

  it("is the middle of the log-odds at the middle of the log price", () => {
    const middle = 1 - Math.sqrt((1 - 0.05) * (1 - 0.08));
    const odds = Math.sqrt((0.2 / 0.8) * (0.08 / 0.92));
    expectNearly(probabilityAt(PROBABILITIES, GRID, middle * 10_000), odds / (1 + odds), 1e-9);
  });

  it("holds the nearest end outside the grid", () => {
    expect(probabilityAt(PROBABILITIES, GRID, 100)).to.equal(0.4);
    expect(probabilityAt(PROBABILITIES, GRID, 4_500)).to.equal(0.001);
  });

  it("stays finite at certain probabilities", () => {
    expect(probabilityAt([1, 1, 1, 0, 0, 0], GRID, 1_000)).to.be.within(0, 1);
  });
});

describe("toScoreBps", () => {
  it("rounds half up to bps and keeps to 0..10000", () => {
    expect([0, 0.00004, 0.00005, 0.12344, 1].map(toScoreBps)).to.deep.equal([0, 0, 1, 1_234, 10_000]);
  });

  it("refuses what is no probability", () => {
    for (const bad of [NaN, -0.1, 1.1])
      expect(() => toScoreBps(bad)).to.throw(ModelError, "not a probability");
  });
});

describe("isOutOfDistribution", () => {
  for (const id of shippedModels()) {
    const manifest = readManifest(join(MODELS, id));

    it(`${id}: a calm row and a plausible one are inside`, () => {
      expect(isOutOfDistribution(manifest, Float32Array.from(manifest.baselineRow))).to.equal(false);
      expect(isOutOfDistribution(manifest, vectorWindow(manifest))).to.equal(false);
    });

    it(`${id}: a row at its bounds and a row without numbers are outside`, () => {
      const bounds = new Float32Array(FEATURE_COUNT).map((_, i) => (i % 2 === 0 ? -4 : 9));
      expect(isOutOfDistribution(manifest, bounds)).to.equal(true);
      expect(isOutOfDistribution(manifest, new Float32Array(FEATURE_COUNT).fill(NaN))).to.equal(true);
    });
  }

  it("reads the newest row alone, and the distance is zero at the mean", () => {
    const manifest = readManifest(join(MODELS, shippedModels()[0]!));
    const newest = [0, ...manifest.outOfDistribution.mean];
    const window = Float32Array.from([...new Array<number>(FEATURE_COUNT).fill(100), ...newest]);
    expectNearly(mahalanobis(manifest, window), 0, 1e-6);
  });
});
