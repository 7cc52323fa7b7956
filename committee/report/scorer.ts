import { explain } from "../explain/explain.ts";
import { explanationLeaf } from "../explain/leaf.ts";
import { describeExplanation, describeWindow } from "../explain/sentence.ts";
import type { Explanation } from "../explain/types.ts";
import { createFeatureEngine } from "../features/engine.ts";
import type { FeatureEngine, FeatureWindow } from "../features/types.ts";
import type { Model } from "../inference/model.ts";
import { isOutOfDistribution } from "../inference/out-of-distribution.ts";
import { probabilityAt, toScoreBps } from "../inference/score.ts";
import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import { merkleRoot } from "../lib/merkle.ts";
import { HOUR, toPrice } from "../market/closes.ts";
import type { Market } from "../market/roster.ts";
import type { FeedReading, Snapshot } from "../market/snapshot.ts";
import type { MarketScore } from "./scores.ts";

/** A market's score and, for people, why. */
export interface ScoredMarket extends MarketScore {
  readonly marketId: Hex;
  readonly explanation: string;
}

export interface ScoredRound {
  readonly markets: readonly ScoredMarket[];
  readonly explanationRoot: Hex;
  readonly ms: { readonly features: number; readonly inference: number; readonly explain: number };
}

export interface ScorerDeps {
  readonly model: Model;
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
  const { model, clock } = deps;
  return {
    async score(snapshot, markets, round) {
      const started = clock.now();
      const features = engine.advance(snapshot);
      const shape = { steps: model.manifest.steps, strideHours: model.manifest.strideHours };
      const windows = markets.map((market) => features.window(deps.feedOf(market), shape));
      const featured = clock.now();
      const usable = markets.flatMap((market, index) => {
        const window = windows[index];
        return window?.complete === true ? [{ index, market, window }] : [];
      });
      const scores = await infer(model, usable);
      const inferred = clock.now();
      const explanations = await explain(
        model,
        usable.map(({ market, window }) => ({
          window: window.values,
          thresholdBps: market.thresholdBps,
        })),
      );
      const leaves = usable.map(({ market }, at) =>
        explanationLeaf(
          { marketId: market.id, round, modelHash: model.sha256 },
          explanations[at] as Explanation,
        ),
      );
      const scored = markets.map((market, index) => {
        const at = usable.findIndex((entry) => entry.index === index);
        const reading = snapshot.feeds.find(({ feed }) => feed === deps.feedOf(market));
        return toScoredMarket(model, market, windows[index], reading, scores[at], explanations[at]);
      });
      const explained = clock.now();
      return {
        markets: scored,
        explanationRoot: merkleRoot(leaves as Hex[]),
        ms: { features: featured - started, inference: inferred - featured, explain: explained - inferred },
      };
    },
  };
}

interface UsableMarket {
  readonly index: number;
  readonly market: Market;
  readonly window: FeatureWindow;
}

/** One batch for all markets; scores in bps, in the order given. */
async function infer(model: Model, usable: readonly UsableMarket[]): Promise<readonly number[]> {
  if (usable.length === 0) return [];
  const size = usable[0]?.window.values.length ?? 0;
  const batch = new Float32Array(size * usable.length);
  usable.forEach(({ window }, at) => {
    batch.set(window.values, at * size);
  });
  const rows = await model.probabilities(batch, usable.length);
  return usable.map(({ market }, at) =>
    toScoreBps(probabilityAt(rows[at] ?? [], model.manifest.gridBps, market.thresholdBps)),
  );
}

/**
 * A window that is not complete is an abstention, never a zero. Any missing hour in the window, or none at the
 * snapshot's hour, is degraded input. The signed score is the one that the explanation's attributions add up to.
 */
function toScoredMarket(
  model: Model,
  market: Market,
  window: FeatureWindow | undefined,
  reading: FeedReading | undefined,
  score: number | undefined,
  explanation: Explanation | undefined,
): ScoredMarket {
  const current = reading?.closes.at(-1) ?? null;
  const degraded = window === undefined || window.missing > 0 || current === null;
  if (window === undefined || score === undefined || explanation === undefined) {
    const sentence = "abstained: the price history has too many missing hours";
    return {
      marketId: market.id,
      scoreBps: null,
      outOfDistribution: false,
      degraded: true,
      explanation: sentence,
    };
  }
  return {
    marketId: market.id,
    scoreBps: explanation.scoreBps,
    outOfDistribution: isOutOfDistribution(model.manifest, window.values),
    degraded,
    explanation: `${describeWindow(market.subject, window.values)}; ${describeExplanation(explanation)}`,
  };
}

/** Keeps a feature engine in step with the snapshots, and starts it anew when the past changed (a reorg). */
function createEngineKeeper(panel: readonly Hex[]): { advance(snapshot: Snapshot): FeatureEngine } {
  let engine: FeatureEngine | null = null;
  let before: Snapshot | null = null;
  return {
    advance(snapshot) {
      const hours = before === null ? null : Number((snapshot.hour - before.hour) / HOUR);
      const count = snapshot.feeds[0]?.closes.length ?? 0;
      let missing = hours ?? count;
      if (
        engine === null ||
        before === null ||
        missing < 0 ||
        missing >= count ||
        !agrees(before, snapshot, missing)
      ) {
        const assets = snapshot.feeds.map(({ feed }) => feed);
        engine = createFeatureEngine({ assets, marketAssets: panel });
        missing = count;
      }
      for (let back = missing - 1; back >= 0; back--) engine.push(sampleAt(snapshot, back));
      before = snapshot;
      return engine;
    },
  };
}

/** Whether the hours that two snapshots share have the same prices. */
function agrees(before: Snapshot, after: Snapshot, shift: number): boolean {
  return after.feeds.every(({ feed, closes }, index) => {
    const old = before.feeds[index];
    if (old?.feed !== feed) return false;
    return closes.slice(0, closes.length - shift).every((close, at) => close === old.closes[at + shift]);
  });
}

/** The sample `back` hours before the snapshot's hour. */
function sampleAt(snapshot: Snapshot, back: number) {
  const closes: Record<string, number | null> = {};
  for (const { feed, decimals, closes: answers } of snapshot.feeds) {
    const answer = answers.at(-1 - back) ?? null;
    closes[feed] = answer === null ? null : toPrice(answer, decimals);
  }
  return { hour: Number(snapshot.hour - BigInt(back) * HOUR), closes };
}
