import { FEATURE_COUNT } from "../../committee/features/schema.ts";
import type { WindowShape } from "../../committee/features/types.ts";

/** A window with more missing rows than this share is not complete (committee/features/engine.ts). */
const MAX_MISSING_SHARE = 0.25;

/**
 * Windows of one asset, gathered from its feature rows exactly as the engine's `window` gives them.
 * @param features hours x FEATURE_COUNT of the asset
 * @param hourIndices the newest hour of each window
 * @returns hourIndices.length x steps x FEATURE_COUNT, row-major, oldest row first
 */
export function windows(
  features: Float32Array,
  hourIndices: ArrayLike<number>,
  shape: WindowShape,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(hourIndices.length * shape.steps * FEATURE_COUNT);
  for (let w = 0; w < hourIndices.length; w++) {
    writeWindow(features, hourIndices[w] ?? -1, shape, values, w * shape.steps * FEATURE_COUNT);
  }
  return values;
}

/** Writes one window into a batch; an hour before the first one is a missing row. */
export function writeWindow(
  features: Float32Array,
  newest: number,
  { steps, strideHours }: WindowShape,
  into: Float32Array,
  at: number,
): void {
  for (let step = 0; step < steps; step++) {
    const hour = newest - (steps - 1 - step) * strideHours;
    const to = at + step * FEATURE_COUNT;
    if (hour < 0) {
      into.fill(0, to, to + FEATURE_COUNT);
      into[to] = 1;
    } else {
      into.set(features.subarray(hour * FEATURE_COUNT, (hour + 1) * FEATURE_COUNT), to);
    }
  }
}

/**
 * For every hour whether the asset's window that ends there is complete: its newest row usable and at most a quarter of
 * its rows missing. One pass: the count of a window follows from that of the window one stride earlier.
 */
export function completeWindows(features: Float32Array, { steps, strideHours }: WindowShape): Uint8Array {
  const hours = features.length / FEATURE_COUNT;
  const missingAt = (hour: number): number => (hour < 0 ? 1 : (features[hour * FEATURE_COUNT] ?? 1));
  const counts = new Int32Array(hours);
  const complete = new Uint8Array(hours);
  for (let hour = 0; hour < hours; hour++) {
    const before = hour < strideHours ? steps : (counts[hour - strideHours] ?? steps);
    const count = before + missingAt(hour) - missingAt(hour - steps * strideHours);
    counts[hour] = count;
    complete[hour] = missingAt(hour) === 0 && count <= steps * MAX_MISSING_SHARE ? 1 : 0;
  }
  return complete;
}
