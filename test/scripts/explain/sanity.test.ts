import { expect } from "chai";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GROUPS } from "../../../committee/explain/groups.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import { sampleWindows } from "../../../scripts/explain/sample.ts";
import { checkSanity } from "../../../scripts/explain/sanity.ts";
import type { Sanity } from "../../../scripts/explain/sanity.ts";
import { readAssetPrices } from "../../../scripts/explain/situation.ts";
import { timeExplanation } from "../../../scripts/explain/timing.ts";
import { FIRST_HOUR } from "../../committee/features/synthetic.ts";
import { MODELS, shippedModels } from "../../committee/inference/fixtures.ts";
import { aDataFolder, HOURS } from "./aFolder.ts";

const WINDOWS = 40;

describe("The explanations' sanity, on synthetic prices", function () {
  this.timeout(120_000);
  const found = new Map<string, Sanity & { readonly ms: number }>();

  before(async () => {
    const folder = aDataFolder();
    const prices = await readAssetPrices(folder, "LINK");
    rmSync(folder, { recursive: true });
    for (const id of shippedModels()) {
      const model = await loadModel(join(MODELS, id));
      try {
        const windows = sampleWindows(prices, model.manifest, FIRST_HOUR + HOURS * 3600, WINDOWS);
        const bytes = new Uint8Array(readFileSync(join(MODELS, id, "model.onnx")));
        const check = await checkSanity({ model, bytes, windows, thresholdBps: 500 });
        found.set(id, { ...check, ms: await timeExplanation(model, windows) });
      } finally {
        await model.close();
      }
    }
  });

  const each = (check: (sanity: Sanity & { readonly ms: number }, id: string) => void): void => {
    expect(found.size).to.equal(shippedModels().length);
    found.forEach(check);
  };

  it("attributions sum to the score's difference from the baseline, exactly", () => {
    each(({ sumErrorBps, windows }, id) => {
      expect(windows, id).to.equal(WINDOWS);
      expect(sumErrorBps, id).to.equal(0);
    });
  });

  it("the sampled values are within a fifth of the exact ones", () => {
    each(({ relativeError }, id) => {
      expect(relativeError, id).to.be.lessThan(0.2);
    });
  });

  it("random weights change them", () => {
    each(({ randomWeightsCorrelation }, id) => {
      expect(Math.abs(randomWeightsCorrelation), id).to.be.lessThan(0.4);
    });
  });

  it("deleting and inserting by them beats random orders, and the top group moves the score most", () => {
    each((sanity, id) => {
      expect(sanity.movedWindows, id).to.be.greaterThan(10);
      expect(sanity.deletionArea, id).to.be.lessThan(sanity.randomDeletionArea - 0.1);
      expect(sanity.insertionArea, id).to.be.greaterThan(sanity.randomInsertionArea + 0.1);
      expect(sanity.topMovesMost, id).to.be.greaterThan(3 / GROUPS.length);
    });
  });
});
