import { InferenceSession, Tensor } from "onnxruntime-node";
import { FEATURE_COUNT } from "../features/schema.ts";
import { ModelError } from "./errors.ts";
import type { ModelManifest } from "./manifest.ts";

/** What the runtime needs to know of a model. */
export type ModelTensors = Pick<ModelManifest, "id" | "steps" | "gridBps" | "input" | "output">;

/** One thread, no spinning: seven nodes may share two cores, and the sums keep one order. */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
};

/** A loaded model that blocks its thread while it runs. */
export interface Runtime {
  /** Names of the outputs that the file has. */
  readonly outputs: readonly string[];
  /** The named outputs of `count` windows, each flat and row-major. */
  run(windows: Float32Array, count: number, outputs: readonly string[]): Promise<readonly Float32Array[]>;
}

/** Loads a model's verified bytes and checks its tensors against its manifest. Throws ModelError. */
export async function openRuntime(manifest: ModelTensors, bytes: Uint8Array): Promise<Runtime> {
  const session = await createSession(manifest, bytes);
  const rows = [manifest.steps, FEATURE_COUNT];
  checkTensor(manifest, "input", manifest.input.name, rows, session.inputMetadata);
  checkTensor(manifest, "output", manifest.output.name, [manifest.gridBps.length], session.outputMetadata);
  return {
    outputs: [...session.outputNames],
    run: (windows, count, outputs) => run(session, manifest, windows, count, outputs),
  };
}

async function createSession(manifest: ModelTensors, bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, OPTIONS);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const message = `Model ${manifest.id} is corrupt, ONNX Runtime cannot load it (${cause}): restore or retrain it.`;
    throw new ModelError("MODEL_CORRUPT", message);
  }
}

/** A tensor must bear the manifest's name, be float32, have a free batch and then exactly these dimensions. */
function checkTensor(
  manifest: ModelTensors,
  side: "input" | "output",
  name: string,
  dims: readonly number[],
  metadata: readonly InferenceSession.ValueMetadata[],
): void {
  const found = metadata.find((value) => value.name === name);
  const actual = found?.isTensor === true ? found : undefined;
  const shape = actual === undefined ? "no such tensor" : `${actual.type} [${actual.shape.join(", ")}]`;
  const expected = `float32 [batch, ${dims.join(", ")}]`;
  const fits =
    actual?.type === "float32" &&
    actual.shape.length === dims.length + 1 &&
    typeof actual.shape[0] === "string" &&
    dims.every((dim, i) => actual.shape[i + 1] === dim);
  if (fits) return;
  const message = `Model ${manifest.id} must have the ${side} "${name}" as ${expected}, it has ${shape}: its manifest belongs to another file.`;
  throw new ModelError("MODEL_SHAPE_MISMATCH", message);
}

async function run(
  session: InferenceSession,
  manifest: ModelTensors,
  windows: Float32Array,
  count: number,
  outputs: readonly string[],
): Promise<readonly Float32Array[]> {
  const feeds = {
    [manifest.input.name]: new Tensor("float32", windows, [count, manifest.steps, FEATURE_COUNT]),
  };
  const results = await session.run(feeds, [...outputs]);
  return outputs.map((name) => {
    const output = results[name]?.data;
    if (!(output instanceof Float32Array)) throw new Error(`no float32 output "${name}"`);
    return output;
  });
}
