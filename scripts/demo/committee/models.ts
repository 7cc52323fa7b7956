import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readVerifiedModel } from "../../../committee/inference/model.ts";
import { readManifest } from "../../../committee/inference/manifest.ts";
import type { ModelManifest } from "../../../committee/inference/manifest.ts";
import { DemoError, messageOf } from "../errors.ts";

/** A model folder and what its manifest says. */
export interface DemoModel {
  readonly folder: string;
  readonly manifest: ModelManifest;
}

/** The committee's default models, beside the node. */
export const MODELS_FOLDER = join(import.meta.dirname, "../../../committee/models");

const LEAST_MODELS = 3;

/** Reads every model folder under `root` and checks each file's sha256; its tensors are checked by the node that loads it. */
export function readModels(root: string = MODELS_FOLDER): DemoModel[] {
  const folders = existsSync(root)
    ? readdirSync(root)
        .map((name) => join(root, name))
        .filter((folder) => existsSync(join(folder, "manifest.json")))
        .sort()
    : [];
  if (folders.length < LEAST_MODELS) {
    throw new DemoError(
      "BadModel",
      `${root} holds ${folders.length} models and a committee needs ${LEAST_MODELS}; restore the folder from the repository or retrain as committee/training/README.md says.`,
    );
  }
  return folders.map((folder) => {
    try {
      const manifest = readManifest(folder);
      readVerifiedModel(folder, manifest);
      return { folder, manifest };
    } catch (error) {
      throw new DemoError("BadModel", messageOf(error), { cause: error });
    }
  });
}
