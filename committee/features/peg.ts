import { commonModeBps } from "./common-mode.ts";
import { FeatureError } from "./errors.ts";
import { writeMonitorRow } from "./monitor-schema.ts";
import { PEG_FEATURES } from "./peg-schema.ts";
import { PegSeries } from "./peg-series.ts";
import { RowRing } from "./row-ring.ts";
import type { FeatureWindow, HourlySample, WindowShape } from "./types.ts";

/** The longest span of a peg window in hours. */
const RING_HOURS = 96;

/** Hours of history after which a window is the same whenever the engine was started: a week of runs and its bridge. */
export const PEG_WARMUP_HOURS = 176;

/**
 * Peg features of the assets of one feed, hour by hour. `closes` of a sample are prices over their reference (1 is par).
 * Assets of one feed stand together, because what they all share is the feed's fault and is taken out.
 */
export class PegEngine {
  readonly assets: readonly string[];
  readonly #series: readonly PegSeries[];
  readonly #rings: readonly RowRing[];
  #hour: number | null = null;
  #adjusted: readonly number[] = [];

  constructor(assets: readonly string[]) {
    this.assets = [...assets];
    this.#series = assets.map(() => new PegSeries());
    this.#rings = assets.map(() => new RowRing(PEG_FEATURES.length, RING_HOURS));
  }

  /** Takes the next hour. Throws FeatureError when it does not follow or a ratio is not a positive number. */
  push({ hour, closes }: HourlySample): void {
    const ratios = this.assets.map((asset) => checkedRatio(asset, hour, closes[asset] ?? null));
    if (!Number.isInteger(hour) || hour % 3600 !== 0 || (this.#hour !== null && hour !== this.#hour + 3600)) {
      throw new FeatureError(
        "FEATURE_BAD_HOUR",
        `Sample of hour ${hour} does not follow ${this.#hour ?? "nothing"}: push each hour, a missing one with nulls.`,
        { hour },
      );
    }
    const deviations = ratios.map((ratio) => (ratio - 1) * 10_000);
    this.#adjusted = deviations.map((deviation, i) => {
      const common = commonModeBps(deviations, i);
      const series = this.#series[i];
      const row = this.#rings[i]?.next();
      if (series === undefined || row === undefined) return NaN;
      series.push(deviation - common);
      const own = series.features();
      writeMonitorRow(PEG_FEATURES, own && { ...own, commonMode: common / 100 }, row);
      return deviation - common;
    });
    this.#hour = hour;
  }

  /** The window that ends at the newest hour. Throws FeatureError for an unknown asset or too long a window. */
  window(asset: string, shape: WindowShape): FeatureWindow {
    return this.#at(this.#rings, asset).window(shape);
  }

  /** Deviation of the newest hour in bps, less the common mode; NaN when missing. */
  deviationBps(asset: string): number {
    return this.#at(this.#adjusted, asset);
  }

  #at<T>(values: readonly T[], asset: string): T {
    const value = values[this.assets.indexOf(asset)];
    if (value !== undefined) return value;
    const message = `The peg engine has no asset "${asset}", only ${this.assets.join(", ")}.`;
    throw new FeatureError("FEATURE_UNKNOWN_ASSET", message, { asset });
  }
}

function checkedRatio(asset: string, hour: number, ratio: number | null): number {
  if (ratio === null) return NaN;
  if (Number.isFinite(ratio) && ratio > 0) return ratio;
  const message = `Ratio ${ratio} of ${asset} at hour ${hour} is no price: pass null for a missing one.`;
  throw new FeatureError("FEATURE_BAD_CLOSE", message, { asset, hour });
}
