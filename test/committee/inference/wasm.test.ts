import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { FEATURE_COUNT } from "../../../committee/features/schema.ts";
import { readManifest } from "../../../committee/inference/manifest.ts";
import { loadModel } from "../../../committee/inference/model.ts";
import { readVector } from "../features/vector.ts";
import { MODELS, PARITY, shippedModels } from "./fixtures.ts";

const TOLERANCE = 1e-5;
const BATCH = 500;

/** Every window of the synthetic vector that is long enough, one after the other. */
function vectorWindows({ steps, strideHours }: { steps: number; strideHours: number }): Float32Array {
  const { rows } = readVector();
  const first = (steps - 1) * strideHours;
  const windows = rows.slice(first).map((_, end) => {
    const at = (step: number): readonly number[] => rows[end + step * strideHours]!;
    return Array.from({ length: steps }, (__, step) => at(step)).flat();
  });
  return Float32Array.from(windows.flat());
}

/** ONNX Runtime's WebAssembly build gives the same bits on every CPU; the native one need not. */
async function largestDifference(id: string, windows: Float32Array): Promise<number> {
  const native = await loadModel(join(MODELS, id));
  const { manifest } = native;
  const wasm = await InferenceSession.create(readFileSync(join(MODELS, id, manifest.file)), {
    executionProviders: ["wasm"],
  });
  const size = manifest.steps * FEATURE_COUNT;
  let worst = 0;
  for (let at = 0; at < windows.length; at += BATCH * size) {
    const part = windows.slice(at, at + BATCH * size);
    const count = part.length / size;
    const rows = await native.probabilities(part, count);
    const input = new Tensor("float32", part, [count, manifest.steps, FEATURE_COUNT]);
    const output = await wasm.run({ [manifest.input.name]: input }, [manifest.output.name]);
    const values = output[manifest.output.name]!.data as Float32Array;
    rows.flatMap((row) => [...row]).forEach((p, i) => (worst = Math.max(worst, Math.abs(p - values[i]!))));
  }
  await native.close();
  await wasm.release();
  return worst;
}

describe("ONNX Runtime in WebAssembly", function () {
  this.timeout(120_000);

  before(() => {
    env.wasm.numThreads = 1;
    env.logLevel = "error";
  });

  for (const id of shippedModels()) {
    it(`${id}: agrees with the native build on the synthetic vector within ${TOLERANCE}`, async () => {
      const windows = vectorWindows(readManifest(join(MODELS, id)));
      expect(windows.length).to.be.greaterThan(0);
      expect(await largestDifference(id, windows)).to.be.at.most(TOLERANCE);
    });

    it(`${id}: agrees on 3,000 windows of the data set within ${TOLERANCE}`, async function () {
      const file = join(PARITY, `${id}.windows.f32`);
      if (!existsSync(file)) {
        console.log(`        skipped: no windows in ${PARITY}, training writes them`);
        this.skip();
      }
      const bytes = readFileSync(file);
      const windows = new Float32Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      expect(await largestDifference(id, windows)).to.be.at.most(TOLERANCE);
    });
  }
});
