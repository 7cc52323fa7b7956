import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { FEATURE_COUNT, FEATURE_SCHEMA_HASH } from "../features/schema.ts";
import { ModelError } from "./errors.ts";

const sha256 = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 0x and 64 lower-case hex digits");
const date = z.iso.date();
const range = z.strictObject({ from: date, to: date });
const perFeature = z.array(z.number()).length(FEATURE_COUNT);
/** Statistics of the newest row leave the first column, the missing flag, out. */
const perInput = z.array(z.number()).length(FEATURE_COUNT - 1);

/** What a model says of itself; written by training, checked before the first inference. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** A baseline has no calm row and no bounds of its own: no node loads it. */
  kind: z.literal("member"),
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"),
  title: z.string(),
  file: z.string().regex(/^[a-z0-9.-]+\.onnx$/, "must be a plain file name that ends in .onnx"),
  sha256,
  architecture: z.string(),
  parameters: z.int().positive(),
  featureSchema: sha256,
  steps: z.int().min(1).max(512),
  strideHours: z.int().min(1).max(24),
  horizonSeconds: z.int().positive(),
  /** Falls in bps for which the model gives a probability, rising. */
  gridBps: z.array(z.int().min(1).max(9_999)).min(2),
  input: z.strictObject({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])).length(3) }),
  output: z.strictObject({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])).length(2) }),
  trained: z.strictObject({
    range,
    /** Crises that this member has not seen. */
    withheld: z.array(z.strictObject({ name: z.string(), from: date, to: date })),
    calibration: z.array(range),
    embargoHours: z.int().min(0),
    assets: z.array(z.string()).min(1),
    datasetSha256: sha256,
    seed: z.int(),
    torch: z.string(),
  }),
  /** The calm row that explanations compare with: raw features, repeated over all steps. */
  baselineRow: perFeature,
  outOfDistribution: z.strictObject({
    mean: perInput,
    scale: perInput.refine((scale) => scale.every((value) => value > 0), "must be positive"),
    precision: z.array(perInput).length(FEATURE_COUNT - 1),
    /** Squared Mahalanobis distance beyond which a window is out of distribution. */
    threshold: z.number().positive(),
    quantile: z.number().min(0.5).max(1),
  }),
  metrics: z.record(z.string(), z.unknown()),
});

export type ModelManifest = Readonly<z.infer<typeof manifestSchema>>;

/** Reads `manifest.json` of a model folder. Throws ModelError with a sentence for a person. */
export function readManifest(directory: string): ModelManifest {
  const path = join(directory, "manifest.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `There is no readable model manifest at ${path}: name a folder under committee/models.`;
    throw new ModelError("MODEL_MANIFEST_MISSING", message, { path }, { cause });
  }
  const manifest = parseManifest(text, path);
  if (manifest.featureSchema !== FEATURE_SCHEMA_HASH) {
    throw new ModelError(
      "MODEL_FEATURES_MISMATCH",
      `Model ${manifest.id} was trained on feature schema ${manifest.featureSchema}, this node computes ${FEATURE_SCHEMA_HASH}: retrain it or check out the matching version.`,
      { path },
    );
  }
  return manifest;
}

function parseManifest(text: string, path: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = `The model manifest ${path} is not JSON: restore it from the repository or retrain the model.`;
    throw new ModelError("MODEL_MANIFEST_INVALID", message, { path }, { cause });
  }
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`);
  throw new ModelError(
    "MODEL_MANIFEST_INVALID",
    `The model manifest ${path} is not valid (${faults.slice(0, 3).join("; ")}): restore it or retrain the model.`,
    { path, faults },
  );
}
