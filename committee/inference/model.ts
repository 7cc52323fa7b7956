import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURE_COUNT } from "../features/schema.ts";
import { ModelError } from "./errors.ts";
import { readManifest } from "./manifest.ts";
import type { ModelManifest } from "./manifest.ts";
import { startSession } from "./session.ts";
import type { Session } from "./session.ts";

/** The output with the probabilities of the same falls within three days, where a file has it. */
export const FAR_OUTPUT = "probability72";

/** One window's probabilities of each fall of `manifest.gridBps`, by horizon. */
export interface HorizonProbabilities {
  /** Within the manifest's horizon: what is signed. */
  readonly near: Float64Array;
  /** Within three days; null when the file does not say. */
  readonly far: Float64Array | null;
}

/** A verified model, ready to forecast. */
export interface Model {
  readonly id: string;
  /** sha256 of the ONNX file, 0x-prefixed: the model hash that an observation carries. */
  readonly sha256: string;
  readonly manifest: ModelManifest;
  /**
   * Forecasts `count` windows in one batch.
   * @param windows count x steps x FEATURE_COUNT, row-major, no NaN
   * @returns per window the probability of each fall of `manifest.gridBps`
   */
  probabilities(windows: Float32Array, count: number): Promise<readonly Float64Array[]>;
  /** The same with the longer horizon beside it, from one inference. */
  horizons(windows: Float32Array, count: number): Promise<readonly HorizonProbabilities[]>;
  close(): Promise<void>;
}

/**
 * Loads a model folder into a worker thread of its own. Before the first inference it verifies the manifest, the
 * feature schema, the file's sha256, and the names and shapes of its tensors. Throws ModelError.
 */
export async function loadModel(directory: string): Promise<Model> {
  const manifest = readManifest(directory);
  const bytes = readVerifiedModel(directory, manifest);
  const session = await startSession(manifest, bytes);
  return {
    id: manifest.id,
    sha256: manifest.sha256,
    manifest,
    probabilities: async (windows, count) => {
      const [near] = await run(session, manifest, windows, count, [manifest.output.name]);
      return near ?? [];
    },
    horizons: async (windows, count) => {
      const names = [FAR_OUTPUT].filter((name) => session.outputs.includes(name));
      const [near, far] = await run(session, manifest, windows, count, [manifest.output.name, ...names]);
      return (near ?? []).map((row, i) => ({ near: row, far: far?.[i] ?? null }));
    },
    close: () => session.close(),
  };
}

/** The bytes of a model folder's ONNX file, once they have the sha256 that its manifest says. Throws ModelError. */
export function readVerifiedModel(
  directory: string,
  manifest: Pick<ModelManifest, "id" | "file" | "sha256">,
): Uint8Array {
  const path = join(directory, manifest.file);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const message = `Model ${manifest.id} has no readable file ${path}: restore it from the repository or retrain it.`;
    throw new ModelError("MODEL_FILE_MISSING", message, { path }, { cause });
  }
  const actual = "0x" + createHash("sha256").update(bytes).digest("hex");
  if (actual === manifest.sha256) return bytes;
  throw new ModelError(
    "MODEL_SHA256_MISMATCH",
    `Model file ${path} has sha256 ${actual}, its manifest says ${manifest.sha256}: one of them was changed; restore both.`,
    { path, actual, expected: manifest.sha256 },
  );
}

async function run(
  session: Session,
  manifest: ModelManifest,
  windows: Float32Array,
  count: number,
  outputs: readonly string[],
): Promise<readonly (readonly Float64Array[])[]> {
  const expected = count * manifest.steps * FEATURE_COUNT;
  if (!Number.isInteger(count) || count < 1 || windows.length !== expected) {
    const message = `Model ${manifest.id} was given ${windows.length} values for ${count} windows, it needs ${expected}.`;
    throw new ModelError("MODEL_INPUT_INVALID", message, { count });
  }
  const bad = windows.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const message = `Model ${manifest.id} was given ${windows[bad] ?? ""} as value ${bad}: mark missing inputs instead.`;
    throw new ModelError("MODEL_INPUT_INVALID", message, { index: bad });
  }
  const values = await session.run(windows, count, outputs);
  return values.map((output) => rows(manifest, output, count));
}

/** Far in the tail the sums of float32 leave a few 1e-8: a rise by no more is levelled, a larger one is refused. */
export const RISE = 1e-6;

/** Splits the output into rows; every row must be probabilities that do not rise with the fall. */
function rows(manifest: ModelManifest, output: Float32Array, count: number): readonly Float64Array[] {
  const width = manifest.gridBps.length;
  return Array.from({ length: count }, (_, r) => {
    const row = Float64Array.from(output.subarray(r * width, (r + 1) * width));
    const valid =
      row.length === width &&
      row.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p <= (row[i - 1] ?? 0) + RISE));
    if (valid) return level(row);
    const message = `Model ${manifest.id} gave [${row.join(", ")}] for window ${r}: not falling probabilities.`;
    throw new ModelError("MODEL_OUTPUT_INVALID", message, { row: r });
  });
}

/** Each probability at most the one before it. */
export function level(row: Float64Array): Float64Array {
  let least = 1;
  return row.map((p) => (least = Math.min(least, p)));
}
