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
  /**
   * The named outputs of windows, each flat and row-major.
   * @param outer sizes of the free dimensions: a count of windows; of a panel, hours and assets
   */
  run(
    windows: Float32Array,
    outer: number | readonly number[],
    outputs: readonly string[],
  ): Promise<readonly Float32Array[]>;
}

/** Loads a model's verified bytes and checks its tensors against its manifest. Throws ModelError. */
export async function openRuntime(manifest: ModelTensors, bytes: Uint8Array): Promise<Runtime> {
  const session = await createSession(manifest, bytes);
  const rows = [manifest.steps, FEATURE_COUNT];
  checkTensor(manifest, "input", rows, session.inputMetadata);
  checkTensor(manifest, "output", [manifest.gridBps.length], session.outputMetadata);
  return {
    outputs: [...session.outputNames],
    run: (windows, outer, outputs) => run(session, manifest, windows, [outer].flat(), outputs),
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

/** A tensor must bear the manifest's name, be float32, have its free dimensions and then exactly these. */
function checkTensor(
  manifest: ModelTensors,
  side: "input" | "output",
  dims: readonly number[],
  metadata: readonly InferenceSession.ValueMetadata[],
): void {
  const { name, dims: stated } = manifest[side];
  const free = stated.slice(0, stated.length - dims.length);
  const found = metadata.find((value) => value.name === name);
  const actual = found?.isTensor === true ? found : undefined;
  const shape = actual === undefined ? "no such tensor" : `${actual.type} [${actual.shape.join(", ")}]`;
  const expected = `float32 [${[...free, ...dims].join(", ")}]`;
  const fits =
    actual?.type === "float32" &&
    actual.shape.length === stated.length &&
    free.every((dim, i) => typeof dim === "string" && typeof actual.shape[i] === "string") &&
    dims.every((dim, i) => actual.shape[free.length + i] === dim);
  if (fits) return;
  const message = `Model ${manifest.id} must have the ${side} "${name}" as ${expected}, it has ${shape}: its manifest belongs to another file.`;
  throw new ModelError("MODEL_SHAPE_MISMATCH", message);
}

async function run(
  session: InferenceSession,
  manifest: ModelTensors,
  windows: Float32Array,
  outer: readonly number[],
  outputs: readonly string[],
): Promise<readonly Float32Array[]> {
  const feeds = {
    [manifest.input.name]: new Tensor("float32", windows, [...outer, manifest.steps, FEATURE_COUNT]),
  };
  const results = await session.run(feeds, [...outputs]);
  return outputs.map((name) => {
    const output = results[name]?.data;
    if (!(output instanceof Float32Array)) throw new Error(`no float32 output "${name}"`);
    return output;
  });
}
