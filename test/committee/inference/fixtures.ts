import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ModelError } from "../../../committee/inference/errors.ts";
import { readVector } from "../features/vector.ts";

export const MODELS: string = fileURLToPath(new URL("../../../committee/models", import.meta.url));

/** Windows that training wrote for the parity tests; absent until something was trained here. */
export const PARITY: string = fileURLToPath(
  new URL("../../../committee/training/build/parity", import.meta.url),
);

/** Ids of the shipped models. */
export function shippedModels(): string[] {
  const entries = readdirSync(MODELS, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** The newest window of the features vector, in a model's shape. */
export function vectorWindow(shape: { readonly steps: number; readonly strideHours: number }): Float32Array {
  const { rows } = readVector();
  const first = rows.length - 1 - (shape.steps - 1) * shape.strideHours;
  return Float32Array.from(
    Array.from({ length: shape.steps }, (_, i) => rows[first + i * shape.strideHours]!).flat(),
  );
}

/** Runs `act` on a copy of a shipped model's folder and takes the copy away. */
export async function withModelCopy<T>(id: string, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-model-"));
  try {
    cpSync(join(MODELS, id), folder, { recursive: true });
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function editManifest(folder: string, edit: (manifest: Record<string, unknown>) => void): void {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  edit(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** Replaces the ONNX file and makes the manifest's sha256 agree. */
export function replaceModel(folder: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, "model.onnx"), bytes);
  editManifest(folder, (manifest) => {
    manifest["sha256"] = "0x" + createHash("sha256").update(bytes).digest("hex");
  });
}

/** The ModelError that a promise ends in. */
export async function modelError(promise: Promise<unknown>): Promise<ModelError> {
  const outcome = await promise.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error,
  );
  if (outcome instanceof ModelError) return outcome;
  throw outcome;
}
