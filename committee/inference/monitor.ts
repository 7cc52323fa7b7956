import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf } from "../lib/errors.ts";
import { ModelError } from "./errors.ts";
import { readMonitorManifest } from "./monitor-manifest.ts";
import type { MonitorManifest } from "./monitor-manifest.ts";

/** What a monitor says of one window, one value an event of its manifest. */
export interface MonitorScores {
  readonly probability: Float32Array;
  /** The rule alone, without the LSTM's correction. */
  readonly rule: Float32Array;
}

/** A verified monitor of pegs, lending reserves or pools. Well under a millisecond a window: it needs no thread. */
export interface Monitor {
  readonly manifest: MonitorManifest;
  /** @param windows count x steps x features, row-major, no NaN. @returns both outputs, count x events, row-major */
  scores(windows: Float32Array, count: number): Promise<MonitorScores>;
}

/** Loads a monitor's folder; verifies manifest, input schema, sha256 and tensors first. Throws ModelError. */
export async function loadMonitor(directory: string): Promise<Monitor> {
  const manifest = readMonitorManifest(directory);
  const session = await openSession(join(directory, manifest.file), manifest);
  return { manifest, scores: (windows, count) => run(session, manifest, windows, count) };
}

async function openSession(path: string, manifest: MonitorManifest): Promise<InferenceSession> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const message = `Monitor ${manifest.id} has no readable file ${path}: restore it or train it again.`;
    throw new ModelError("MODEL_FILE_MISSING", message, { path }, { cause });
  }
  const actual = "0x" + createHash("sha256").update(bytes).digest("hex");
  if (actual !== manifest.sha256) {
    const message = `Monitor file ${path} has sha256 ${actual}, its manifest says ${manifest.sha256}: restore both.`;
    throw new ModelError("MODEL_SHA256_MISMATCH", message, { path, actual });
  }
  let session: InferenceSession;
  try {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
    session = await InferenceSession.create(bytes, options);
  } catch (cause) {
    const message = `ONNX Runtime cannot load monitor ${manifest.id} (${messageOf(cause)}): train it again.`;
    throw new ModelError("MODEL_CORRUPT", message, { path }, { cause });
  }
  const names = [session.inputNames.join(), session.outputNames.join()];
  const expected = [manifest.input.name, manifest.outputs.map(({ name }) => name).join()];
  if (names.join() === expected.join()) return session;
  const message = `Monitor ${manifest.id} has the tensors ${names.join(" -> ")}, its manifest says ${expected.join(" -> ")}.`;
  throw new ModelError("MODEL_SHAPE_MISMATCH", message, { path });
}

async function run(
  session: InferenceSession,
  manifest: MonitorManifest,
  windows: Float32Array,
  count: number,
): Promise<MonitorScores> {
  const { id, steps, features, events } = manifest;
  if (
    !(count >= 1) ||
    windows.length !== count * steps * features.length ||
    !windows.every(Number.isFinite)
  ) {
    const message = `Monitor ${id} needs ${count} finite windows of ${steps} x ${features.length}: mark missing hours instead.`;
    throw new ModelError("MODEL_INPUT_INVALID", message, { count });
  }
  const feeds = { [manifest.input.name]: new Tensor("float32", windows, [count, steps, features.length]) };
  const results = await session.run(feeds);
  const [probability, rule] = manifest.outputs.map(({ name }) => results[name]?.data);
  const valid = (data: unknown): data is Float32Array =>
    data instanceof Float32Array &&
    data.length === count * events.length &&
    data.every((p) => p >= 0 && p <= 1);
  if (valid(probability) && valid(rule)) return { probability, rule };
  throw new ModelError("MODEL_OUTPUT_INVALID", `Monitor ${id} gave something other than probabilities.`, {});
}
