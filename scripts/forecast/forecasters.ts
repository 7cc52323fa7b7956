import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readVerifiedModel } from "../../committee/inference/model.ts";
import { ForecastError } from "./errors.ts";
import { readForecastManifest } from "./manifest.ts";
import type { ForecasterKind, ForecastManifest } from "./manifest.ts";

const ROOT = join(import.meta.dirname, "..", "..");
export const MEMBERS_FOLDER: string = join(ROOT, "committee", "models");
export const BASELINES_FOLDER: string = join(ROOT, "committee", "baselines");
export const CHALLENGERS_FOLDER: string = join(ROOT, "committee", "challengers");

/** A model whose bytes have the sha256 that its manifest says, not yet loaded. */
export interface Forecaster {
  readonly id: string;
  readonly kind: ForecasterKind;
  readonly manifest: ForecastManifest;
  readonly bytes: Uint8Array;
}

/**
 * Reads and verifies every member and baseline, and the challengers where their folder is named. A folder of baselines
 * or challengers that does not exist is empty; members must be there. Throws ModelError or ForecastError: a changed
 * model is refused, never left out in silence.
 */
export function readForecasters(
  members = MEMBERS_FOLDER,
  baselines = BASELINES_FOLDER,
  challengers?: string,
): Forecaster[] {
  const found = [
    ...readFolder(members, "member"),
    ...readFolder(baselines, "baseline"),
    ...(challengers === undefined ? [] : readFolder(challengers, "challenger")),
  ];
  if (found.some(({ kind }) => kind === "member")) return found;
  throw new ForecastError(
    "FORECAST_NO_MODELS",
    `There is no model in ${members}: restore it from the repository or train the members.`,
    { members },
  );
}

function readFolder(folder: string, kind: ForecasterKind): Forecaster[] {
  if (!existsSync(folder)) return [];
  const ids = readdirSync(folder).filter((id) => existsSync(join(folder, id, "manifest.json")));
  return ids.sort().map((id) => {
    const manifest = readForecastManifest(join(folder, id), kind);
    if (manifest.id !== id) {
      const message = `The manifest in ${join(folder, id)} says that it is ${manifest.id}: rename the folder or restore it.`;
      throw new ForecastError("FORECAST_MANIFEST_INVALID", message, { id });
    }
    return { id, kind, manifest, bytes: readVerifiedModel(join(folder, id), manifest) };
  });
}
