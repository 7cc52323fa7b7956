import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PEG_SCHEMA_HASH } from "../features/peg-schema.ts";
import { POOL_SCHEMA_HASH } from "../features/pool-schema.ts";
import { RESERVE_SCHEMA_HASH } from "../features/reserve-schema.ts";
import { ModelError } from "./errors.ts";

/** The inputs that this node computes for each kind of monitor. */
export const MONITOR_SCHEMAS = {
  peg: PEG_SCHEMA_HASH,
  reserve: RESERVE_SCHEMA_HASH,
  pool: POOL_SCHEMA_HASH,
} as const;

const sha256 = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 0x and 64 lower-case hex digits");
const tensor = z.object({ name: z.string(), dims: z.array(z.union([z.int(), z.string()])) });

/** What a monitor says of itself, as far as it is needed to run it; written by training. */
export const monitorManifestSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"),
  kind: z.enum(["peg", "reserve", "pool"]),
  title: z.string(),
  file: z.string().regex(/^[a-z0-9.-]+\.onnx$/, "must be a plain file name that ends in .onnx"),
  sha256,
  residual: z.boolean(),
  featureSchema: sha256,
  features: z.array(z.string()).min(2),
  steps: z.int().min(1).max(96),
  events: z
    .array(
      z.object({
        name: z.string(),
        outcome: z.string(),
        threshold: z.number(),
        unit: z.string(),
        horizonSeconds: z.int().positive(),
        /** Hours that are already beyond the threshold are not forecast. */
        atRisk: z.boolean(),
        baseRate: z.number().min(0).max(1),
      }),
    )
    .min(1),
  input: tensor,
  outputs: z.array(tensor).length(2),
  trained: z.object({ range: z.object({ from: z.iso.date(), to: z.iso.date() }) }),
});

export type MonitorManifest = Readonly<z.infer<typeof monitorManifestSchema>>;
export type MonitorEvent = MonitorManifest["events"][number];

/** Reads `manifest.json` of a monitor's folder. Throws ModelError with a sentence for a person. */
export function readMonitorManifest(directory: string): MonitorManifest {
  const path = join(directory, "manifest.json");
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const message = `There is no readable monitor manifest at ${path}: name a folder under committee/monitors.`;
    throw new ModelError("MODEL_MANIFEST_MISSING", message, { path }, { cause });
  }
  const result = monitorManifestSchema.safeParse(json);
  if (!result.success) {
    const faults = result.error.issues.map(
      (issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`,
    );
    const message = `The monitor manifest ${path} is not valid (${faults.slice(0, 3).join("; ")}): train it again.`;
    throw new ModelError("MODEL_MANIFEST_INVALID", message, { path, faults });
  }
  const expected = MONITOR_SCHEMAS[result.data.kind];
  if (result.data.featureSchema === expected) return result.data;
  throw new ModelError(
    "MODEL_FEATURES_MISMATCH",
    `Monitor ${result.data.id} was trained on inputs ${result.data.featureSchema}, this node computes ${expected}: train it again.`,
    { path },
  );
}
