import { FeatureError } from "./errors.ts";
import type { FeatureWindow, WindowShape } from "./types.ts";

/** A window with more missing rows than this share is not complete. */
const MAX_MISSING_SHARE = 0.25;

/** The feature rows of the last hours of one series. Column 0 of a row is its missing flag. */
export class RowRing {
  readonly #width: number;
  readonly #capacity: number;
  readonly #rows: Float32Array;
  #count = 0;

  constructor(width: number, capacity: number) {
    this.#width = width;
    this.#capacity = capacity;
    this.#rows = new Float32Array(width * capacity);
  }

  /** The place of the next hour's row: the caller fills it. */
  next(): Float32Array {
    const at = (this.#count % this.#capacity) * this.#width;
    this.#count++;
    return this.#rows.subarray(at, at + this.#width);
  }

  /** The window that ends at the newest hour; hours before the first are missing rows. Throws FeatureError. */
  window({ steps, strideHours }: WindowShape): FeatureWindow {
    const span = (steps - 1) * strideHours;
    if (!(steps >= 1 && strideHours >= 1 && span < this.#capacity)) {
      throw new FeatureError(
        "FEATURE_WINDOW_TOO_LONG",
        `A window of ${steps} rows ${strideHours} h apart does not fit: it may span at most ${this.#capacity - 1} h.`,
        { steps, strideHours },
      );
    }
    const values = new Float32Array(steps * this.#width);
    let missing = 0;
    for (let step = 0; step < steps; step++) {
      const hour = this.#count - 1 - span + step * strideHours;
      const at = step * this.#width;
      if (hour < 0) values[at] = 1;
      else values.set(this.#row(hour), at);
      missing += values[at] === 1 ? 1 : 0;
    }
    const newestUsable = values[(steps - 1) * this.#width] === 0;
    return { values, missing, complete: newestUsable && missing <= steps * MAX_MISSING_SHARE };
  }

  #row(hour: number): Float32Array {
    const at = (hour % this.#capacity) * this.#width;
    return this.#rows.subarray(at, at + this.#width);
  }
}
