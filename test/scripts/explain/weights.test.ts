import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "../../../committee/inference/manifest.ts";
import { createRandom } from "../../../scripts/demo/random.ts";
import { ExplainError } from "../../../scripts/explain/errors.ts";
import { weightTensors } from "../../../scripts/explain/onnx-weights.ts";
import { openUnverified, randomiseWeights } from "../../../scripts/explain/randomise.ts";
import { MODELS, shippedModels, vectorWindow } from "../../committee/inference/fixtures.ts";

describe("randomiseWeights", () => {
  for (const id of shippedModels()) {
    it(`draws the weights of ${id} anew and leaves a model that runs and still falls`, async () => {
      const manifest = readManifest(join(MODELS, id));
      const bytes = new Uint8Array(readFileSync(join(MODELS, id, manifest.file)));
      const drawn = randomiseWeights(bytes, createRandom(3));
      expect(drawn.length).to.equal(bytes.length);
      const stored = weightTensors(bytes).reduce((sum, { length }) => sum + length, 0);
      expect(stored).to.be.greaterThan(0.95 * manifest.parameters);
      const window = vectorWindow(manifest);
      const [before] = await (await openUnverified(manifest, bytes)).probabilities(window, 1);
      const [after] = await (await openUnverified(manifest, drawn)).probabilities(window, 1);
      expect(after).to.have.length(manifest.gridBps.length);
      after!.forEach((p, i) => {
        expect(p >= 0 && p <= (after![i - 1] ?? 1)).to.equal(true);
      });
      expect(Math.max(...after!.map((p, i) => Math.abs(p - before![i]!)))).to.be.greaterThan(0.01);
    });
  }

  it("gives the same bytes for the same seed, and others for another", () => {
    const id = shippedModels()[0]!;
    const bytes = new Uint8Array(readFileSync(join(MODELS, id, "model.onnx")));
    expect(randomiseWeights(bytes, createRandom(3))).to.deep.equal(randomiseWeights(bytes, createRandom(3)));
    const other = Buffer.from(randomiseWeights(bytes, createRandom(4)));
    expect(other.equals(Buffer.from(randomiseWeights(bytes, createRandom(3))))).to.equal(false);
  });

  it("refuses what is no ONNX file", () => {
    expect(() => weightTensors(new Uint8Array([255, 255, 255]))).to.throw(ExplainError, /no whole ONNX file/);
    expect(() => weightTensors(new Uint8Array())).to.throw(ExplainError, /stores no raw float tensors/);
  });
});
