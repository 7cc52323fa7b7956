import type { Calibrator, MarketCoverage } from "../calibration/calibrator.ts";
import type { CloseSeries } from "../calibration/outcome.ts";
import { explain } from "../explain/explain.ts";
import { explanationLeaf } from "../explain/leaf.ts";
import type { NamedCloses } from "../explain/move.ts";
import { describeExplanation, describeWindow } from "../explain/sentence.ts";
import type { Explanation } from "../explain/types.ts";
import type { FeatureWindow } from "../features/types.ts";
import type { HorizonProbabilities, Model } from "../inference/model.ts";
import { isOutOfDistribution } from "../inference/out-of-distribution.ts";
import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import { merkleRoot } from "../lib/merkle.ts";
import { toPrice } from "../market/closes.ts";
import type { Market } from "../market/roster.ts";
import type { Snapshot } from "../market/snapshot.ts";
import { createEngineKeeper } from "./engine-keeper.ts";
import type { MarketScore } from "./scores.ts";

/** A market's score and, for people, why. */
export interface ScoredMarket extends MarketScore {
  readonly marketId: Hex;
  readonly explanation: string;
  /** How well the model's quantiles held in this market lately; it never moves the score. */
  readonly coverage: MarketCoverage;
}

export interface ScoredRound {
  readonly markets: readonly ScoredMarket[];
  readonly explanationRoot: Hex;
  readonly ms: Readonly<Record<"features" | "inference" | "calibrate" | "explain", number>>;
}

export interface ScorerDeps {
  readonly model: Model;
  readonly calibrator: Calibrator;
  readonly clock: Clock;
  /** The feeds of BTC and ETH, whose mean is the market. */
  readonly panel: readonly Hex[];
  readonly feedOf: (market: Market) => Hex;
}

/** Turns snapshots into scores; keeps the feature engine between rounds. */
export interface Scorer {
  score(snapshot: Snapshot, markets: readonly Market[], round: bigint): Promise<ScoredRound>;
}

export function createScorer(deps: ScorerDeps): Scorer {
  const engine = createEngineKeeper(deps.panel);
  const { model, calibrator, clock } = deps;
  return {
    async score(snapshot, markets, round) {
      const lap = stopwatch(clock);
      const features = engine.advance(snapshot);
      const inputs = markets.map((market): MarketInput => {
        const feed = deps.feedOf(market);
        return {
          market,
          window: features.window(feed, model.manifest),
          series: closeSeries(snapshot, feed),
          feed,
        };
      });
      const featuresMs = lap();
      const forecasts = await infer(model, inputs);
      const inferenceMs = lap();
      const coverages = calibrator.advance(
        inputs.map(({ market, series }, i) => ({
          ...series,
          marketId: market.id,
          probabilities: { near: forecasts[i]?.near ?? null, far: forecasts[i]?.far ?? null },
        })),
      );
      const calibrateMs = lap();
      const explanations = await explainComplete(model, inputs);
      const panel = deps.panel.map((feed, i): PanelCloses => ({
        feed,
        name: PANEL_NAMES[i] ?? "the market",
        closes: closeSeries(snapshot, feed).closes,
      }));
      const leaves = inputs.flatMap(({ market }, i) => {
        const explanation = explanations[i];
        const context = { marketId: market.id, round, modelHash: model.sha256 };
        return explanation == null ? [] : [explanationLeaf(context, explanation)];
      });
      const scored = inputs.map((input, i) =>
        toScoredMarket(model, input, panel, coverages[i] as MarketCoverage, explanations[i] ?? null),
      );
      const ms = { features: featuresMs, inference: inferenceMs, calibrate: calibrateMs, explain: lap() };
      return { markets: scored, explanationRoot: merkleRoot(leaves), ms };
    },
  };
}

/** In the order of the configuration's panel. */
const PANEL_NAMES = ["BTC", "ETH"] as const;

interface PanelCloses extends NamedCloses {
  readonly feed: Hex;
}

/** What one market brings into a round. */
interface MarketInput {
  readonly market: Market;
  readonly feed: Hex;
  readonly window: FeatureWindow;
  readonly series: CloseSeries;
}

/** Milliseconds since the call before. */
function stopwatch(clock: Clock): () => number {
  let before = clock.now();
  return () => {
    const now = clock.now();
    const ms = now - before;
    before = now;
    return ms;
  };
}

/** A feed's hourly prices in the snapshot. */
function closeSeries({ hour, feeds }: Snapshot, feed: Hex): CloseSeries {
  const reading = feeds.find((entry) => entry.feed === feed);
  const closes = reading?.closes.map((close) => (close === null ? null : toPrice(close, reading.decimals)));
  return { hour: Number(hour), closes: closes ?? [] };
}

/** Runs a batch of the complete windows; null stands for the others, in the order given. */
async function ofComplete<T>(
  inputs: readonly MarketInput[],
  batch: (complete: readonly MarketInput[]) => Promise<readonly T[]>,
): Promise<readonly (T | null)[]> {
  const complete = inputs.filter(({ window }) => window.complete);
  const results = await batch(complete);
  return inputs.map((input) => results[complete.indexOf(input)] ?? null);
}

/** The probabilities of the model's grid for every complete window, in one batch. */
function infer(
  model: Model,
  inputs: readonly MarketInput[],
): Promise<readonly (HorizonProbabilities | null)[]> {
  return ofComplete(inputs, async (complete) => {
    if (complete.length === 0) return [];
    const size = complete[0]?.window.values.length ?? 0;
    const batch = new Float32Array(size * complete.length);
    complete.forEach(({ window }, at) => {
      batch.set(window.values, at * size);
    });
    return model.horizons(batch, complete.length);
  });
}

function explainComplete(
  model: Model,
  inputs: readonly MarketInput[],
): Promise<readonly (Explanation | null)[]> {
  return ofComplete(inputs, (complete) =>
    explain(
      model,
      complete.map(({ market, window }) => ({ window: window.values, thresholdBps: market.thresholdBps })),
    ),
  );
}

/**
 * A window that is not complete is an abstention, never a zero. Any missing hour in the window, or none at the
 * snapshot's hour, is degraded input, and so is a market in which the model's quantiles no longer hold. The signed score
 * is the one that the explanation's attributions add up to, whatever the calibration says.
 */
function toScoredMarket(
  model: Model,
  { market, feed, window, series }: MarketInput,
  panel: readonly PanelCloses[],
  coverage: MarketCoverage,
  explanation: Explanation | null,
): ScoredMarket {
  const marketId = market.id;
  if (explanation === null) {
    const sentence = "abstained: the price history has too many missing hours";
    return {
      marketId,
      scoreBps: null,
      outOfDistribution: false,
      degraded: true,
      explanation: sentence,
      coverage,
    };
  }
  const own = { name: market.subject, closes: series.closes };
  const others = panel.filter((entry) => entry.feed !== feed);
  return {
    marketId,
    scoreBps: explanation.scoreBps,
    outOfDistribution: isOutOfDistribution(model.manifest, window.values),
    degraded: window.missing > 0 || (series.closes.at(-1) ?? null) === null || coverage.drifting,
    explanation: `${describeWindow(window.values, own, others)}; ${describeExplanation(explanation)}`,
    coverage,
  };
}
