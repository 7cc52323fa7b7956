import { parentPort, workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { FEATURE_COUNT } from "../features/schema.ts";
import { ModelError } from "./errors.ts";
import { READY } from "./session.ts";
import type { SessionData, SessionReply, SessionRequest } from "./session.ts";

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

const { manifest, bytes } = workerData as SessionData;

function reply(message: SessionReply): void {
  parentPort?.postMessage(message);
}

function replyError(id: number, error: unknown): void {
  const code = error instanceof ModelError ? error.code : "MODEL_RUNTIME_FAILED";
  reply({ id, code, message: error instanceof Error ? error.message : String(error) });
}

async function open(): Promise<InferenceSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, OPTIONS);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const message = `Model ${manifest.id} is corrupt, ONNX Runtime cannot load it (${cause}): restore or retrain it.`;
    throw new ModelError("MODEL_CORRUPT", message);
  }
  const rows = [manifest.steps, FEATURE_COUNT];
  checkTensor("input", manifest.input.name, rows, session.inputMetadata);
  checkTensor("output", manifest.output.name, [manifest.gridBps.length], session.outputMetadata);
  return session;
}

/** A tensor must bear the manifest's name, be float32, have a free batch and then exactly these dimensions. */
function checkTensor(
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

async function infer(session: InferenceSession, { id, windows, count }: SessionRequest): Promise<void> {
  try {
    const feeds = {
      [manifest.input.name]: new Tensor("float32", windows, [count, manifest.steps, FEATURE_COUNT]),
    };
    const results = await session.run(feeds, [manifest.output.name]);
    const output = results[manifest.output.name]?.data;
    if (!(output instanceof Float32Array)) throw new Error(`no float32 output "${manifest.output.name}"`);
    reply({ id, output });
  } catch (error) {
    replyError(id, error);
  }
}

try {
  const session = await open();
  parentPort?.on("message", (request: SessionRequest) => void infer(session, request));
  reply({ id: READY, output: new Float32Array() });
} catch (error) {
  replyError(READY, error);
}
