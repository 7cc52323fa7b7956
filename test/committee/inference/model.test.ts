import { expect } from "chai";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURE_COUNT, featureIndex } from "../../../committee/features/schema.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import type { Model } from "../../../committee/inference/model.ts";
import {
  editManifest,
  modelError,
  MODELS,
  replaceModel,
  shippedModels,
  vectorWindow,
  withModelCopy,
} from "./fixtures.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const ID = "conv-lstm-6h-40";

describe("loadModel", function () {
  this.timeout(30_000);

  it("refuses a folder without a manifest", async () => {
    const error = await modelError(loadModel(join(MODELS, "no-such-model")));
    expect(error.code).to.equal("MODEL_MANIFEST_MISSING");
    expect(error.message).to.contain("no-such-model");
  });

  it("refuses a manifest that is not JSON", async () => {
    await withModelCopy(ID, async (folder) => {
      writeFileSync(join(folder, "manifest.json"), "{");
      expect((await modelError(loadModel(folder))).code).to.equal("MODEL_MANIFEST_INVALID");
    });
  });

  it("refuses a manifest with a wrong field and names the field", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["steps"] = -1));
      const error = await modelError(loadModel(folder));
      expect(error.code).to.equal("MODEL_MANIFEST_INVALID");
      expect(error.message).to.contain("steps");
    });
  });

  it("refuses a manifest with an unknown field", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["sha265"] = "0x"));
      expect((await modelError(loadModel(folder))).message).to.contain("sha265");
    });
  });

  it("refuses a manifest that points out of its folder", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["file"] = "../model.onnx"));
      expect((await modelError(loadModel(folder))).code).to.equal("MODEL_MANIFEST_INVALID");
    });
  });

  it("refuses a model that was trained on other features", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["featureSchema"] = "0x" + "11".repeat(32)));
      expect((await modelError(loadModel(folder))).code).to.equal("MODEL_FEATURES_MISMATCH");
    });
  });

  it("refuses a missing model file", async () => {
    await withModelCopy(ID, async (folder) => {
      rmSync(join(folder, "model.onnx"));
      const error = await modelError(loadModel(folder));
      expect(error.code).to.equal("MODEL_FILE_MISSING");
      expect(error.message).to.contain(join(folder, "model.onnx"));
    });
  });

  it("refuses a model file with one bit changed and says both hashes", async () => {
    await withModelCopy(ID, async (folder) => {
      const path = join(folder, "model.onnx");
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
      const error = await modelError(loadModel(folder));
      expect(error.code).to.equal("MODEL_SHA256_MISMATCH");
      expect(error.message)
        .to.contain(String(error.data["actual"]))
        .and.to.contain(String(error.data["expected"]));
    });
  });

  it("refuses a file that is no ONNX model although its hash agrees", async () => {
    await withModelCopy(ID, async (folder) => {
      replaceModel(folder, readFileSync(join(folder, "model.onnx")).subarray(0, 5_000));
      expect((await modelError(loadModel(folder))).code).to.equal("MODEL_CORRUPT");
    });
  });

  it("refuses a model whose input has another shape than its manifest says", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["steps"] = 41));
      const error = await modelError(loadModel(folder));
      expect(error.code).to.equal("MODEL_SHAPE_MISMATCH");
      expect(error.message).to.contain(`[batch, 41, ${FEATURE_COUNT}]`).and.to.contain("[batch, 40,");
    });
  });

  it("refuses a model without the output that its manifest names", async () => {
    await withModelCopy(ID, async (folder) => {
      editManifest(folder, (manifest) => (manifest["output"] = { name: "prob", dims: ["batch", 6] }));
      expect((await modelError(loadModel(folder))).code).to.equal("MODEL_SHAPE_MISMATCH");
    });
  });
});

describe("Model.probabilities", function () {
  this.timeout(30_000);
  let model: Model;
  let window: Float32Array;

  before(async () => {
    model = await loadModel(join(MODELS, ID));
    window = vectorWindow(model.manifest);
  });

  after(() => model.close());

  it("refuses a batch of the wrong size", async () => {
    const error = await modelError(model.probabilities(window.subarray(1), 1));
    expect(error.code).to.equal("MODEL_INPUT_INVALID");
    expect((await modelError(model.probabilities(new Float32Array(), 0))).code).to.equal(
      "MODEL_INPUT_INVALID",
    );
  });

  for (const value of [NaN, Infinity]) {
    it(`refuses ${value} in a window, where ONNX Runtime would pass it on`, async () => {
      const bad = window.slice();
      bad[7] = value;
      const error = await modelError(model.probabilities(bad, 1));
      expect(error.code).to.equal("MODEL_INPUT_INVALID");
      expect(error.data["index"]).to.equal(7);
    });
  }

  it("gives a window the same probabilities alone and in a batch", async () => {
    const batch = new Float32Array(window.length * 3);
    batch.set(window, 0);
    batch.set(new Float32Array(window.length), window.length);
    batch.set(window, window.length * 2);
    const [alone] = await model.probabilities(window, 1);
    const [first, other, last] = await model.probabilities(batch, 3);
    expect(last).to.deep.equal(first);
    first!.forEach((p, i) => {
      expectNearly(p, alone![i]!, 1e-6);
    });
    expect(other).to.not.deep.equal(first);
  });

  it("gives both horizons from one inference, the nearer one as alone and the other never below it", async () => {
    const [near] = await model.probabilities(window, 1);
    const [both] = await model.horizons(window, 1);
    expect(both!.near).to.deep.equal(near);
    expect(both!.far).to.have.length(near!.length);
    both!.far!.forEach((p, i) => {
      expect(p).to.be.within(near![i]!, 1);
    });
  });

  it("answers concurrent calls each with its own result", async () => {
    const zeros = new Float32Array(window.length);
    const [a, b, again] = await Promise.all([window, zeros, window].map((w) => model.probabilities(w, 1)));
    expect(again).to.deep.equal(a);
    expect(b).to.not.deep.equal(a);
  });

  it("keeps the caller's event loop free while it runs", async () => {
    const count = 512;
    const batch = new Float32Array(window.length * count);
    for (let i = 0; i < count; i++) batch.set(window, i * window.length);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await model.probabilities(batch, count);
    clearInterval(timer);
    expect(ticks).to.be.greaterThan(0);
  });

  it("refuses to run after close", async () => {
    const closed = await loadModel(join(MODELS, ID));
    await closed.close();
    expect((await modelError(closed.probabilities(window, 1))).code).to.equal("MODEL_CLOSED");
  });

  it("rejects what is under way when it is closed", async () => {
    const closing = await loadModel(join(MODELS, ID));
    const pending = modelError(closing.probabilities(window, 1));
    await closing.close();
    expect((await pending).code).to.equal("MODEL_CLOSED");
  });
});

describe("the shipped models", function () {
  this.timeout(30_000);

  it("are seven, of three window shapes at least, with different withheld crises", async () => {
    const models = await Promise.all(shippedModels().map((id) => loadModel(join(MODELS, id))));
    expect(models.length).to.equal(7);
    expect(new Set(models.map((m) => m.sha256)).size).to.equal(7);
    expect(new Set(models.map((m) => `${m.manifest.steps}x${m.manifest.strideHours}`)).size).to.be.at.least(
      3,
    );
    const withheld = models.map((m) => m.manifest.trained.withheld.map((w) => w.name).join());
    expect(new Set(withheld).size).to.equal(7);
    await Promise.all(models.map((m) => m.close()));
  });

  for (const id of shippedModels()) {
    it(`${id} forecasts more risk in a crash than in a calm`, async () => {
      const model = await loadModel(join(MODELS, id));
      const { manifest } = model;
      const calm = new Float32Array(manifest.steps * FEATURE_COUNT);
      for (let i = 0; i < manifest.steps; i++) calm.set(manifest.baselineRow, i * FEATURE_COUNT);
      const crash = calm.slice();
      const falls = {
        return1: -3,
        return6: -4,
        return24: -4,
        volRatio6: 1.2,
        volRatio24: 1,
        volRatio72: 0.5,
      };
      for (const [name, value] of Object.entries(falls)) {
        crash[(manifest.steps - 1) * FEATURE_COUNT + featureIndex(name)] = value;
      }
      const batch = new Float32Array(calm.length * 2);
      batch.set(calm, 0);
      batch.set(crash, calm.length);
      const [quiet, stressed] = await model.probabilities(batch, 2);
      await model.close();
      manifest.gridBps.forEach((bps, i) => {
        if (bps < 300) return; // a fall of 1 % comes on most days anyway
        expect(stressed![i]!, `${bps} bps`).to.be.greaterThan((bps < 800 ? 1.1 : 1.5) * quiet![i]!);
      });
    });

    it(`${id} keeps its order in the calmest of markets, down to the rarest falls`, async () => {
      const model = await loadModel(join(MODELS, id));
      const { manifest } = model;
      const window = new Float32Array(manifest.steps * FEATURE_COUNT);
      for (let i = 0; i < manifest.steps; i++) {
        window.set(manifest.baselineRow, i * FEATURE_COUNT);
        window[i * FEATURE_COUNT + featureIndex("logVol720")] = -9;
      }
      const [row] = await model.probabilities(window, 1);
      await model.close();
      for (let i = 1; i < row!.length; i++) expect(row![i]).to.be.lessThan(row![i - 1]!);
      expect(row!.at(-1)).to.be.greaterThan(0);
    });
  }
});
