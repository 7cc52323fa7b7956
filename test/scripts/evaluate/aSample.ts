import type { Sample } from "../../../scripts/evaluate/sample.ts";
import { sampleOf } from "../../../scripts/evaluate/sample.ts";
import type { Subject, SubjectKind } from "../../../scripts/evaluate/subjects.ts";
import type { AssetHistory, History } from "../../../scripts/forecast/history.ts";
import { createRandom } from "../../../scripts/demo/random.ts";

export const START = Date.UTC(2024, 0, 1) / 1000;

/** A history without features: only what came after each hour matters. */
export function anOutcomeHistory(min24: readonly Float64Array[], closes?: readonly Float64Array[]): History {
  const hours = min24[0]?.length ?? 0;
  const assets = min24.map((column, i): AssetHistory => {
    return {
      symbol: ["BTC", "ETH", "LINK"][i] ?? `A${i}`,
      features: new Float32Array(new SharedArrayBuffer(0)),
      closes: closes?.[i] ?? new Float64Array(hours).fill(100),
      min24: column,
      min72: column.map((value) => value - 0.01),
      logVariance24: new Float64Array(hours).fill(-10),
      logReturn1: new Float64Array(hours),
      faults: { missingHours: 0, longestGapHours: 0, badTicks: [] },
    };
  });
  return { firstHour: START, hours, assets, notices: [] };
}

/** 100 in every hour, but 100 less a percentage from one hour up to another. */
export function closesWith(
  hours: number,
  ...falls: readonly (readonly [from: number, to: number, percent: number])[]
): Float64Array {
  return Float64Array.from({ length: hours }, (_, h) =>
    falls.reduce((price, [from, to, percent]) => (h >= from && h < to ? price - percent : price), 100),
  );
}

/** A history of closes alone: bitcoin, ether, then others. */
export function aPriceHistory(...closes: readonly Float64Array[]): History {
  return anOutcomeHistory(
    closes.map(({ length }) => new Float64Array(length)),
    closes,
  );
}

/** Every hour of every asset as a sample. */
export function sampleOfAll(history: History): Sample {
  const asset = history.assets.flatMap((_, i) => new Array<number>(history.hours).fill(i));
  const hour = history.assets.flatMap(() => Array.from({ length: history.hours }, (_, h) => h));
  return sampleOf(history, {
    length: hour.length,
    asset: Uint16Array.from(asset),
    hour: Int32Array.from(hour),
  });
}

/** Seeded lowest log prices whose spread breathes over months; `risk` is P(fall >= 5 %) of each hour. */
export function breathing(hours: number, seed: number): { min24: Float64Array; risk: Float64Array } {
  const random = createRandom(seed);
  const risk = Float64Array.from(
    { length: hours },
    (_, h) => 0.1 + 0.09 * Math.sin(h / 400) + 0.05 * Math.sin(h / 31),
  );
  return { risk, min24: risk.map((p) => (random.uniform() < p ? -0.06 : -0.01)) };
}

/** A forecast that says the same column at every threshold. */
export function aSubject(
  id: string,
  kind: SubjectKind,
  column: Float64Array,
  logvol?: Float64Array,
): Subject {
  return {
    id,
    kind,
    at: () => column,
    logvol: logvol ?? null,
    quantile: (level) => column.map((p) => -0.02 - (p * 0.05) / level / 20),
  };
}
