import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FEATURE_COUNT } from "../../../committee/features/schema.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import { MODELS, PARITY, shippedModels, vectorWindow } from "./fixtures.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const TOLERANCE = 1e-5;
const VECTOR = fileURLToPath(new URL("../../vectors/probabilities.json", import.meta.url));

interface ProbabilityVector {
  /** What torch gave for the newest window of features.json, by model. */
  readonly probabilities: Readonly<
    Record<string, { readonly sha256: string; readonly values: readonly number[] }>
  >;
}

describe("PyTorch and ONNX Runtime", function () {
  this.timeout(120_000);
  const vector = JSON.parse(readFileSync(VECTOR, "utf8")) as ProbabilityVector;

  for (const id of shippedModels()) {
    it(`${id}: agree on the synthetic vector within ${TOLERANCE}`, async () => {
      const model = await loadModel(join(MODELS, id));
      const [row] = await model.probabilities(vectorWindow(model.manifest), 1);
      await model.close();
      expect(model.sha256).to.equal(vector.probabilities[id]!.sha256);
      row!.forEach((p, i) => {
        expectNearly(p, vector.probabilities[id]!.values[i]!, TOLERANCE);
      });
    });

    it(`${id}: agree on 3,000 windows of the data set within ${TOLERANCE}`, async function () {
      const files = ["windows", "probability"].map((part) => join(PARITY, `${id}.${part}.f32`));
      if (!files.every((file) => existsSync(file))) {
        console.log(`        skipped: no windows in ${PARITY}, training writes them`);
        this.skip();
      }
      const [windows, expected] = files.map((file) => floats(file));
      const model = await loadModel(join(MODELS, id));
      const size = model.manifest.steps * FEATURE_COUNT;
      const count = windows!.length / size;
      expect(count).to.equal(3_000);
      let worst = 0;
      for (let at = 0; at < count; at += 500) {
        const rows = await model.probabilities(windows!.slice(at * size, (at + 500) * size), 500);
        const given = rows.flatMap((row) => [...row]);
        given.forEach((p, i) => (worst = Math.max(worst, Math.abs(p - expected![at * row0(rows) + i]!))));
      }
      await model.close();
      expect(worst).to.be.at.most(TOLERANCE);
    });
  }
});

function row0(rows: readonly Float64Array[]): number {
  return rows[0]?.length ?? 0;
}

function floats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
