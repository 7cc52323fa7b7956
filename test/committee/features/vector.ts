import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFeatureEngine, MAX_SPAN_HOURS } from "../../../committee/features/engine.ts";
import { FEATURE_SCHEMA_HASH, FEATURES } from "../../../committee/features/schema.ts";
import type { HourlySample } from "../../../committee/features/types.ts";
import { SYNTHETIC_ASSETS, syntheticPath } from "./synthetic.ts";

/** Ties this code to training: prices in, rows out. Python recomputes the rows from the prices, torch reads them. */
export interface FeatureVector {
  readonly note: string;
  readonly featureSchema: string;
  /** Names of a row's columns. */
  readonly features: readonly string[];
  readonly assets: readonly string[];
  readonly marketAssets: readonly string[];
  readonly asset: string;
  readonly firstHour: number;
  /** Per hour the closes in the order of `assets`. */
  readonly closes: readonly (readonly (number | null)[])[];
  /** The asset's last rows, oldest first, as float32. */
  readonly rows: readonly (readonly number[])[];
}

export const VECTOR_PATH: string = fileURLToPath(new URL("../../vectors/features.json", import.meta.url));

export function readVector(): FeatureVector {
  return JSON.parse(readFileSync(VECTOR_PATH, "utf8")) as FeatureVector;
}

/** The rows that the engine gives for a vector's prices. */
export function computeRows(vector: Omit<FeatureVector, "rows">): number[][] {
  const engine = createFeatureEngine(vector);
  vector.closes.forEach((closes, i) => {
    const byAsset = Object.fromEntries(vector.assets.map((asset, a) => [asset, closes[a] ?? null]));
    engine.push({ hour: vector.firstHour + i * 3600, closes: byAsset });
  });
  const { values } = engine.window(vector.asset, { steps: MAX_SPAN_HOURS + 1, strideHours: 1 });
  const width = values.length / (MAX_SPAN_HOURS + 1);
  return Array.from({ length: MAX_SPAN_HOURS + 1 }, (_, i) => [
    ...values.subarray(i * width, (i + 1) * width),
  ]);
}

function create(samples: readonly HourlySample[]): FeatureVector {
  const vector = {
    note: "Seeded synthetic prices (seed 2020), no market data. Written by test/committee/features/vector.ts.",
    featureSchema: FEATURE_SCHEMA_HASH,
    features: FEATURES.map((feature) => feature.name),
    assets: SYNTHETIC_ASSETS,
    marketAssets: ["BTC", "ETH"],
    asset: "LINK",
    firstHour: samples[0]?.hour ?? 0,
    closes: samples.map((sample) => SYNTHETIC_ASSETS.map((asset) => sample.closes[asset] ?? null)),
  };
  return {
    ...vector,
    rows: computeRows(vector).map((row) => row.map((value) => Number(value.toPrecision(9)))),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, closes, ...head } = create(syntheticPath({ seed: 2020, hours: 1_000, missing: 0.01 }));
  const lines = (table: readonly unknown[]): string => table.map((row) => JSON.stringify(row)).join(",\n");
  const start = JSON.stringify(head, null, 1).slice(0, -2);
  writeFileSync(
    VECTOR_PATH,
    `${start},\n "closes": [\n${lines(closes)}\n],\n "rows": [\n${lines(rows)}\n]\n}\n`,
  );
}
