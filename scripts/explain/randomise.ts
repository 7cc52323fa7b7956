import type { ExplainedModel } from "../../committee/explain/types.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { level } from "../../committee/inference/model.ts";
import { openRuntime } from "../../committee/inference/runtime.ts";
import type { Random } from "../demo/random.ts";
import { weightTensors } from "./onnx-weights.ts";

/** What standardises inputs is no weight, and a negative scale would be no scale. */
const KEPT = new Set(["mean", "scale"]);

/**
 * A copy of an ONNX file whose weights are drawn anew: normal, with each tensor's own root mean square. Scalars
 * (calibration, caps) and the scaler stay.
 */
export function randomiseWeights(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  for (const { name, offset, length } of weightTensors(copy)) {
    if (KEPT.has(name)) continue;
    let squares = 0;
    for (let i = 0; i < length; i++) squares += view.getFloat32(offset + 4 * i, true) ** 2;
    const scale = Math.sqrt(squares / length);
    for (let i = 0; i < length; i++) view.setFloat32(offset + 4 * i, scale * random.normal(), true);
  }
  return copy;
}

/** A model of other bytes under the same manifest, in this thread: for checks only, nothing verifies its hash. */
export async function openUnverified(manifest: ModelManifest, bytes: Uint8Array): Promise<ExplainedModel> {
  const runtime = await openRuntime(manifest, bytes);
  const width = manifest.gridBps.length;
  return {
    manifest,
    probabilities: async (windows, count) => {
      const [values] = await runtime.run(windows, count, [manifest.output.name]);
      return Array.from({ length: count }, (_, row) =>
        level(Float64Array.from(values?.subarray(row * width, (row + 1) * width) ?? [])),
      );
    },
  };
}
