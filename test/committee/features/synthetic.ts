import type { HourlySample } from "../../../committee/features/types.ts";

export const SYNTHETIC_ASSETS: readonly string[] = ["BTC", "ETH", "LINK"];
export const FIRST_HOUR = 1_600_000_000 - (1_600_000_000 % 3600);

/** Mulberry32: a seeded stream of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SyntheticOptions {
  readonly seed: number;
  readonly hours: number;
  /** Share of the closes that are missing. */
  readonly missing?: number;
}

/** A seeded path of three assets that share a market factor and whose volatility breathes; no market data in it. */
export function syntheticPath({ seed, hours, missing = 0 }: SyntheticOptions): HourlySample[] {
  const random = seededRandom(seed);
  const bell = (): number => random() + random() + random() + random() - 2;
  const levels = [40_000, 2_500, 15];
  return Array.from({ length: hours }, (_, i) => {
    const volatility = 0.008 * (1 + 0.7 * Math.sin(i / 150)) * (random() < 0.01 ? 6 : 1);
    const market = bell();
    const closes = SYNTHETIC_ASSETS.map((asset, a): [string, number | null] => {
      const level = (levels[a] ?? 1) * Math.exp(volatility * (0.8 * market + 0.6 * bell()));
      levels[a] = level;
      return [asset, random() < missing ? null : Number(level.toPrecision(7))];
    });
    return { hour: FIRST_HOUR + i * 3600, closes: Object.fromEntries(closes) };
  });
}
