import { expect } from "chai";
import { join } from "node:path";
import { FEATURE_COUNT, featureIndex } from "../../../committee/features/schema.ts";
import { readManifest } from "../../../committee/inference/manifest.ts";
import { isOutOfDistribution, mahalanobis } from "../../../committee/inference/out-of-distribution.ts";
import { MODELS, shippedModels, vectorWindow } from "./fixtures.ts";

describe("isOutOfDistribution", () => {
  for (const id of shippedModels()) {
    const manifest = readManifest(join(MODELS, id));
    const row = (changes: Readonly<Record<string, number>> = {}): Float32Array => {
      const values = Float32Array.from(manifest.baselineRow);
      for (const [name, value] of Object.entries(changes)) values[featureIndex(name)] = value;
      return values;
    };

    it(`${id} knows a calm hour, an ordinary synthetic one and a fall by three sigmas`, () => {
      expect(isOutOfDistribution(manifest, row())).to.equal(false);
      expect(isOutOfDistribution(manifest, vectorWindow(manifest))).to.equal(false);
      const fall = row({ return1: -3, return6: -1.5, return24: -1, drawdown24: -1, jump24: 3 });
      expect(isOutOfDistribution(manifest, fall)).to.equal(false);
    });

    it(`${id} flags a broken feed, features that contradict each other, and what is no number`, () => {
      const tick = row({ return1: -10, return6: -10, jump24: 20, volRatio6: 4, volRatio24: 3 });
      expect(isOutOfDistribution(manifest, tick)).to.equal(true);
      // The day's volatility is calm, and yet the last hours' is e^4 times the week's.
      expect(isOutOfDistribution(manifest, row({ volRatio6: 4, volRatio24: -2 }))).to.equal(true);
      expect(isOutOfDistribution(manifest, row({ return24: NaN }))).to.equal(true);
    });

    it(`${id} looks at the newest row alone, and finds it farther the farther it is`, () => {
      const window = new Float32Array(2 * FEATURE_COUNT);
      window.set(row({ return1: 10, jump24: 20 }), 0);
      window.set(row(), FEATURE_COUNT);
      expect(isOutOfDistribution(manifest, window)).to.equal(false);
      const distances = [2, 4, 6, 8].map((sigmas) => mahalanobis(manifest, row({ return1: sigmas })));
      expect(distances).to.deep.equal(distances.toSorted((a, b) => a - b));
    });
  }
});
