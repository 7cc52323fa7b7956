import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { FEATURE_COUNT, FEATURE_SCHEMA_HASH } from "../../committee/features/schema.ts";
import { readManifest } from "../../committee/inference/manifest.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { ForecastError } from "./errors.ts";

export type ForecasterKind = "member" | "baseline";

/** What the evaluation reads of a model's manifest, a member's or a baseline's. */
export interface ForecastManifest extends Pick<
  ModelManifest,
  "id" | "title" | "file" | "sha256" | "steps" | "strideHours" | "gridBps" | "input" | "output"
> {
  readonly kind: ForecasterKind;
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
const dims = z.array(z.union([z.int(), z.string()]));

/** A baseline is fitted on all training dates and signs nothing: no withheld crises, no calm row, no bounds of its own. */
const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("baseline"),
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"),
  title: z.string(),
  file: z.string().regex(/^[a-z0-9.-]+\.onnx$/, "must be a plain file name that ends in .onnx"),
  sha256: z.string().regex(/^0x[0-9a-f]{64}$/, "must be 0x and 64 lower-case hex digits"),
  featureSchema: z.string(),
  steps: z.int().min(1).max(512),
  strideHours: z.int().min(1).max(24),
  gridBps: z.array(z.int().min(1).max(9_999)).min(2),
  input: z.object({ name: z.string(), dims: dims.length(3) }),
  output: z.object({ name: z.string(), dims: dims.length(2) }),
  trained: z.object({ range: z.object({ from: date, to: date }), embargoHours: z.number() }),
  trainingBase: z.array(z.number().min(0).max(1)),
});

/** Reads the manifest of a model folder. Throws ModelError (a member's) or ForecastError (a baseline's). */
export function readForecastManifest(folder: string, kind: ForecasterKind): ForecastManifest {
  if (kind === "baseline") return readBaseline(folder);
  return { ...readManifest(folder), kind, trainingBase: undefined };
}

function readBaseline(folder: string): ForecastManifest {
  const path = join(folder, "manifest.json");
  const result = baselineSchema.safeParse(readJson(path));
  if (!result.success) {
    const faults = result.error.issues.map(
      (issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`,
    );
    throw invalid(path, faults.slice(0, 3).join("; "));
  }
  const { trained, ...manifest } = result.data;
  if (manifest.featureSchema !== FEATURE_SCHEMA_HASH) {
    throw invalid(path, `it was fitted on feature schema ${manifest.featureSchema} of other inputs`);
  }
  if (manifest.input.dims[2] !== FEATURE_COUNT || manifest.trainingBase.length !== manifest.gridBps.length) {
    throw invalid(path, "its dimensions do not fit its grid or the feature schema");
  }
  return { ...manifest, trained: { ...trained, withheld: [], calibration: [] } };
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
    `The baseline manifest ${path} cannot be used (${fault}): restore it from the repository or fit it again.`,
    { path, fault },
  );
