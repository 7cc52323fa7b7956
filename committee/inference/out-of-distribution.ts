import { FEATURE_COUNT } from "../features/schema.ts";
import type { ModelManifest } from "./manifest.ts";

/** What a manifest says of the inputs that training knew. */
export type FamiliarInputs = Pick<ModelManifest, "outOfDistribution">;

/**
 * Squared Mahalanobis distance of a window's newest row from the training rows, in standardised features without the
 * missing flag (Lee et al. 2018, arXiv:1807.03888, on inputs instead of activations).
 */
export function mahalanobis(manifest: FamiliarInputs, window: Float32Array): number {
  const { mean, scale, precision } = manifest.outOfDistribution;
  const newest = window.length - FEATURE_COUNT + 1;
  const z = mean.map((center, i) => ((window[newest + i] ?? NaN) - center) / (scale[i] ?? NaN));
  return precision.reduce(
    (sum, row, i) => sum + (z[i] ?? NaN) * row.reduce((dot, weight, j) => dot + weight * (z[j] ?? NaN), 0),
    0,
  );
}

/**
 * True when the window's newest row is farther from training than the manifest's threshold, or is no number at all.
 * The flag may only add doubt: it never lowers a score.
 */
export function isOutOfDistribution(manifest: FamiliarInputs, window: Float32Array): boolean {
  return !(mahalanobis(manifest, window) <= manifest.outOfDistribution.threshold);
}
