/** The closes of one hour. `hour` is the moment of the close: unix seconds, a multiple of 3,600. */
export interface HourlySample {
  readonly hour: number;
  /** USD price by asset; null (or no entry) says that this hour has none. It is never filled forward. */
  readonly closes: Readonly<Record<string, number | null>>;
}

/** The rows of a window end at the newest hour and lie `strideHours` apart. */
export interface WindowShape {
  readonly steps: number;
  readonly strideHours: number;
}

export interface FeatureWindow {
  /** steps x FEATURE_COUNT, row-major, oldest row first. */
  readonly values: Float32Array;
  /** How many of the rows carry the `missing` flag. */
  readonly missing: number;
  /** The newest row is usable and at most a quarter of the rows is missing. A window that is not is never scored. */
  readonly complete: boolean;
}

export interface FeatureEngineOptions {
  readonly assets: readonly string[];
  /** The assets whose mean is "the market": bitcoin and ether under the names they bear in `assets`. */
  readonly marketAssets: readonly string[];
}

export interface FeatureEngine {
  readonly assets: readonly string[];
  /** The newest hour pushed, or null. */
  readonly hour: number | null;
  /** Takes the next hour. Throws FeatureError when the hour does not follow, or a close is not a positive number. */
  push(sample: HourlySample): void;
  /** The window that ends at the newest hour. Throws FeatureError for an unknown asset or a window beyond the ring. */
  window(asset: string, shape: WindowShape): FeatureWindow;
}
