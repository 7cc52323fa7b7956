import type { HourlySample } from "../../../committee/features/types.ts";
import { FIRST_HOUR, seededRandom } from "./synthetic.ts";

export const PEG_ASSETS: readonly string[] = ["AAA", "BBB", "CCC", "DDD", "EEE"];

export interface PegPathOptions {
  readonly seed: number;
  readonly hours: number;
  readonly missing?: number;
  /** Bps added to an asset's ratio at an hour, on top of the noise. */
  readonly shift?: (asset: string, hour: number) => number;
}

/** Five seeded pegs with a noise of some 3 bps that reverts to par; no market data in it. */
export function pegPath({ seed, hours, missing = 0, shift = () => 0 }: PegPathOptions): HourlySample[] {
  const random = seededRandom(seed);
  return Array.from({ length: hours }, (_, i) => {
    const closes = PEG_ASSETS.map((asset): [string, number | null] => {
      const noise = 3 * (random() + random() + random() - 1.5);
      const ratio = Number((1 + (noise + shift(asset, i)) / 10_000).toFixed(7));
      return [asset, random() < missing ? null : ratio];
    });
    return { hour: FIRST_HOUR + i * 3600, closes: Object.fromEntries(closes) };
  });
}

/** A fall of `bpsPerHour` from hour `start` on, down to `depth` bps. */
export function fall(start: number, bpsPerHour: number, depth: number): (hour: number) => number {
  return (hour) => -Math.min(Math.max(hour - start, 0) * bpsPerHour, depth);
}
