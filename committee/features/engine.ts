import { FeatureError } from "./errors.ts";
import { FEATURE_COUNT } from "./schema.ts";
import { BRIDGE_HOURS, PriceSeries } from "./series.ts";
import type {
  FeatureEngine,
  FeatureEngineOptions,
  FeatureWindow,
  HourlySample,
  WindowShape,
} from "./types.ts";
import { assetState, calendarState, marketState, writeRow } from "./vector.ts";

/** Hours before the first usable row: the longest statistic and the gap that may lie before it. */
export const WARMUP_HOURS = 720 + BRIDGE_HOURS + 1;

/** The longest span of a window, in hours from its first row to its last. */
export const MAX_SPAN_HOURS = 239;

/** A window with more missing rows than this share is not complete. */
const MAX_MISSING_SHARE = 0.25;

/** Hours of history after which a window of this shape is the same whenever the engine was started. */
export function requiredHours(shape: WindowShape): number {
  return WARMUP_HOURS + (shape.steps - 1) * shape.strideHours;
}

/**
 * Features of every asset, hour by hour, at constant cost per asset-hour. Two engines that saw the same last
 * `requiredHours` samples give the same bits: sums are exact integers, maxima are exact, nothing decays.
 */
export function createFeatureEngine(options: FeatureEngineOptions): FeatureEngine {
  return new RollingFeatureEngine(options);
}

class RollingFeatureEngine implements FeatureEngine {
  readonly assets: readonly string[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #market: readonly number[];
  readonly #series: readonly PriceSeries[];
  /** Per asset: the rows of the last hours, as a ring. */
  readonly #rows: readonly Float32Array[];
  readonly #capacity = MAX_SPAN_HOURS + 1;
  #hour: number | null = null;
  #count = 0;

  constructor({ assets, marketAssets }: FeatureEngineOptions) {
    this.assets = [...assets];
    this.#index = new Map(assets.map((asset, i) => [asset, i]));
    this.#market = marketAssets.map((asset) => this.#indexOf(asset));
    this.#series = assets.map(() => new PriceSeries());
    this.#rows = assets.map(() => new Float32Array(this.#capacity * FEATURE_COUNT));
  }

  get hour(): number | null {
    return this.#hour;
  }

  push(sample: HourlySample): void {
    this.#checkHour(sample.hour);
    const closes = this.assets.map((asset) => checkedClose(asset, sample));
    this.#series.forEach((series, i) => {
      series.push(closes[i] ?? null);
    });
    const warm = this.#count + 1 >= WARMUP_HOURS;
    const states = this.#series.map((series) => (warm ? assetState(series) : null));
    const market = marketState(this.#market.map((i) => states[i] ?? null));
    const calendar = calendarState(sample.hour);
    const at = (this.#count % this.#capacity) * FEATURE_COUNT;
    this.#rows.forEach((rows, i) => {
      writeRow(rows.subarray(at, at + FEATURE_COUNT), states[i] ?? null, market, calendar);
    });
    this.#count++;
    this.#hour = sample.hour;
  }

  window(asset: string, { steps, strideHours }: WindowShape): FeatureWindow {
    const rows = this.#rows[this.#indexOf(asset)];
    const span = (steps - 1) * strideHours;
    if (rows === undefined || !(steps >= 1 && strideHours >= 1 && span <= MAX_SPAN_HOURS)) {
      throw new FeatureError(
        "FEATURE_WINDOW_TOO_LONG",
        `A window of ${steps} rows ${strideHours} h apart does not fit: it may span at most ${MAX_SPAN_HOURS} h.`,
        { steps, strideHours },
      );
    }
    const values = new Float32Array(steps * FEATURE_COUNT);
    let missing = 0;
    for (let step = 0; step < steps; step++) {
      const hour = this.#count - 1 - span + step * strideHours;
      missing += copyRow(rows, hour, this.#capacity, values, step * FEATURE_COUNT);
    }
    const newestUsable = values[(steps - 1) * FEATURE_COUNT] === 0;
    return { values, missing, complete: newestUsable && missing <= steps * MAX_MISSING_SHARE };
  }

  #indexOf(asset: string): number {
    const index = this.#index.get(asset);
    if (index !== undefined) return index;
    const known = this.assets.join(", ");
    throw new FeatureError(
      "FEATURE_UNKNOWN_ASSET",
      `The feature engine has no asset "${asset}", only ${known}.`,
      {
        asset,
      },
    );
  }

  #checkHour(hour: number): void {
    const follows = this.#hour === null || hour === this.#hour + 3600;
    if (Number.isInteger(hour) && hour % 3600 === 0 && follows) return;
    const expected = this.#hour === null ? "a multiple of 3600" : String(this.#hour + 3600);
    throw new FeatureError(
      "FEATURE_BAD_HOUR",
      `Sample of hour ${hour} does not follow: expected ${expected}; push a missing hour with null closes.`,
      { hour },
    );
  }
}

function checkedClose(asset: string, sample: HourlySample): number | null {
  const close = sample.closes[asset] ?? null;
  if (close === null || (Number.isFinite(close) && close > 0)) return close;
  throw new FeatureError(
    "FEATURE_BAD_CLOSE",
    `Close ${close} of ${asset} at hour ${sample.hour} is no price: pass null for a missing one.`,
    { asset, hour: sample.hour },
  );
}

/** Copies the row of an hour, or the missing row before the first hour; returns 1 when it is missing. */
function copyRow(rows: Float32Array, hour: number, capacity: number, into: Float32Array, at: number): 0 | 1 {
  if (hour < 0) {
    into[at] = 1;
    return 1;
  }
  const from = (hour % capacity) * FEATURE_COUNT;
  into.set(rows.subarray(from, from + FEATURE_COUNT), at);
  return into[at] === 1 ? 1 : 0;
}
