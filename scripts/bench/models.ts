import { explain } from "../../committee/explain/explain.ts";
import { createFeatureEngine } from "../../committee/features/engine.ts";
import type { FeatureEngine } from "../../committee/features/types.ts";
import { loadModel } from "../../committee/inference/model.ts";
import { readModels } from "../demo/committee/models.ts";
import { median } from "./statistics.ts";
import { createSyntheticPrices } from "./synthetic-prices.ts";

const ASSETS = Array.from({ length: 12 }, (_, i) => `asset-${i}`);
const HISTORY_HOURS = 1_000;
const TIMED_HOURS = 2_000;
const TIMED_RUNS = 200;
const HOUR_S = 3_600;
const THRESHOLD_BPS = 500;

export interface ModelFigures {
  readonly featureUsPerMarketHour: number;
  /** Median over models of each model's median, one window a run. */
  readonly inferenceMsPerMarket: number;
  readonly inferenceMsByModel: Readonly<Record<string, number>>;
  /** The same for a market's explanation. */
  readonly explainMsPerMarket: number;
  readonly explainMsByModel: Readonly<Record<string, number>>;
}

/** Features in this process; inference in the worker thread that a node uses, message passing included. */
export async function measureModels(): Promise<ModelFigures> {
  const engine = createFeatureEngine({ assets: ASSETS, marketAssets: ASSETS.slice(0, 2) });
  const prices = createSyntheticPrices(ASSETS.length);
  pushHours(engine, prices, 0, HISTORY_HOURS);
  const start = performance.now();
  pushHours(engine, prices, HISTORY_HOURS, TIMED_HOURS);
  const featureUsPerMarketHour = (1_000 * (performance.now() - start)) / (TIMED_HOURS * ASSETS.length);

  const inferenceMsByModel: Record<string, number> = {};
  const explainMsByModel: Record<string, number> = {};
  for (const { folder, manifest } of readModels()) {
    const times = await timeModel(folder, engine);
    inferenceMsByModel[manifest.id] = times.inferenceMs;
    explainMsByModel[manifest.id] = times.explainMs;
  }
  return {
    featureUsPerMarketHour,
    inferenceMsPerMarket: median(Object.values(inferenceMsByModel)),
    inferenceMsByModel,
    explainMsPerMarket: median(Object.values(explainMsByModel)),
    explainMsByModel,
  };
}

function pushHours(
  engine: FeatureEngine,
  prices: ReturnType<typeof createSyntheticPrices>,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = prices.next();
    const closes = Object.fromEntries(ASSETS.map((asset, index) => [asset, row[index] ?? null]));
    engine.push({ hour: (from + i) * HOUR_S, closes });
  }
}

interface ModelTimes {
  readonly inferenceMs: number;
  readonly explainMs: number;
}

async function timeModel(folder: string, engine: FeatureEngine): Promise<ModelTimes> {
  const model = await loadModel(folder);
  try {
    const inference: number[] = [];
    const explanation: number[] = [];
    for (let run = 0; run < TIMED_RUNS; run++) {
      const { values } = engine.window(ASSETS[run % ASSETS.length] ?? "", model.manifest);
      const start = performance.now();
      await model.probabilities(values, 1);
      const inferred = performance.now();
      await explain(model, [{ window: values, thresholdBps: THRESHOLD_BPS }]);
      inference.push(inferred - start);
      explanation.push(performance.now() - inferred);
    }
    return { inferenceMs: median(inference), explainMs: median(explanation) };
  } finally {
    await model.close();
  }
}
