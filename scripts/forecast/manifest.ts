import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { FEATURE_COUNT, FEATURE_SCHEMA_HASH } from "../../committee/features/schema.ts";
import { readManifest } from "../../committee/inference/manifest.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { ForecastError } from "./errors.ts";

export type ForecasterKind = "member" | "baseline" | "challenger";

/** What the evaluation reads of a model's manifest, whatever its kind. */
export interface ForecastManifest extends Pick<
  ModelManifest,
  "id" | "title" | "file" | "sha256" | "steps" | "strideHours" | "gridBps" | "input" | "output"
> {
  readonly kind: ForecasterKind;
  /** What one line of its input is: an asset's window alone, or the windows of all assets of an hour together. */
  readonly layout: "window" | "panel";
  readonly trained: {
    readonly range: { readonly from: string; readonly to: string };
    readonly embargoHours: number;
    /** Crises that it has not seen. */
    readonly withheld: readonly { readonly name: string; readonly from: string; readonly to: string }[];
    /** Ranges held back from the fit of the weights, which its calibration was fitted on. */
    readonly calibration: readonly { readonly from: string; readonly to: string }[];
  };
  /** Share of events on the training dates for each fall of the grid; only baselines carry it. */
  readonly trainingBase: readonly number[] | undefined;
}

const date = z.iso.date();
const range = { from: date, to: date };
const tensor = (rank: number) =>
  z.object({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])).length(rank) });

const shared = {
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"),
  title: z.string(),
  file: z.string().regex(/^[a-z0-9.-]+\.onnx$/, "must be a plain file name that ends in .onnx"),
  sha256: z.string().regex(/^0x[0-9a-f]{64}$/, "must be 0x and 64 lower-case hex digits"),
  featureSchema: z.string(),
  steps: z.int().min(1).max(512),
  strideHours: z.int().min(1).max(24),
  gridBps: z.array(z.int().min(1).max(9_999)).min(2),
};

/** A baseline is fitted on all training dates and signs nothing: no withheld crises, no calm row, no bounds of its own. */
const baselineSchema = z.object({
  ...shared,
  kind: z.literal("baseline"),
  input: tensor(3),
  output: tensor(2),
  trained: z.object({ range: z.object(range), embargoHours: z.number() }),
  trainingBase: z.array(z.number().min(0).max(1)),
});

/** A challenger is fitted as a member is and signs nothing: no calm row, no bounds of its own. */
const challenger = {
  ...shared,
  kind: z.literal("challenger"),
  architecture: z.string(),
  parameters: z.int().positive(),
  horizonSeconds: z.int().positive(),
  trained: z.strictObject({
    range: z.strictObject(range),
    withheld: z.array(z.strictObject({ name: z.string(), ...range })),
    calibration: z.array(z.strictObject(range)),
    embargoHours: z.int().min(0),
    assets: z.array(z.string()).min(1),
    datasetSha256: z.string(),
    seed: z.int(),
    torch: z.string(),
  }),
};
const challengerSchema = z.discriminatedUnion("layout", [
  z.strictObject({ ...challenger, layout: z.literal("window"), input: tensor(3), output: tensor(2) }),
  // The assets of an hour come in the order of the history: a model to which the order says something cannot be run.
  z.strictObject({
    ...challenger,
    layout: z.literal("panel"),
    assetOrder: z.literal("free"),
    input: tensor(4),
    output: tensor(3),
  }),
]);

export type ChallengerManifest = z.infer<typeof challengerSchema>;

/** Reads the manifest of a model folder. Throws ModelError (a member's) or ForecastError (any other's). */
export function readForecastManifest(folder: string, kind: ForecasterKind): ForecastManifest {
  if (kind === "baseline") return readBaseline(folder);
  if (kind === "challenger") return { ...readChallenger(folder), trainingBase: undefined };
  return { ...readManifest(folder), kind, layout: "window", trainingBase: undefined };
}

/** A challenger's manifest, whole. Throws ForecastError. */
export function readChallenger(folder: string): ChallengerManifest {
  return readValid(challengerSchema, join(folder, "manifest.json"));
}

function readBaseline(folder: string): ForecastManifest {
  const path = join(folder, "manifest.json");
  const { trained, ...manifest } = readValid(baselineSchema, path);
  if (manifest.trainingBase.length !== manifest.gridBps.length) {
    throw invalid(path, "its base rates do not fit its grid");
  }
  return { ...manifest, layout: "window", trained: { ...trained, withheld: [], calibration: [] } };
}

/** What a schema makes of a manifest, once it fits the features that are computed here. */
function readValid<T extends Pick<ModelManifest, "featureSchema" | "input">>(
  schema: z.ZodType<T>,
  path: string,
): T {
  const result = schema.safeParse(readJson(path));
  if (!result.success) {
    const faults = result.error.issues.map(
      (issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`,
    );
    throw invalid(path, faults.slice(0, 3).join("; "));
  }
  const { featureSchema, input } = result.data;
  if (featureSchema !== FEATURE_SCHEMA_HASH) {
    throw invalid(path, `it was fitted on feature schema ${featureSchema} of other inputs`);
  }
  if (input.dims.at(-1) !== FEATURE_COUNT) throw invalid(path, "its input does not fit the feature schema");
  return result.data;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause));
  }
}

const invalid = (path: string, fault: string): ForecastError =>
  new ForecastError(
    "FORECAST_MANIFEST_INVALID",
    `The manifest ${path} cannot be used (${fault}): restore it from the repository or fit the model again.`,
    { path, fault },
  );
