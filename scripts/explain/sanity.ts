import { coalitionValues, exactShapley } from "../../committee/explain/exact.ts";
import { explain } from "../../committee/explain/explain.ts";
import { GROUPS } from "../../committee/explain/groups.ts";
import type { Explanation, ExplainedModel } from "../../committee/explain/types.ts";
import { createRandom } from "../demo/random.ts";
import type { Random } from "../demo/random.ts";
import { deletionArea, insertionArea, orderOf, topMovesMost } from "./deletion.ts";
import type { Game } from "./deletion.ts";
import { openUnverified, randomiseWeights } from "./randomise.ts";
import { rankCorrelation } from "./rank.ts";

/** What speaks for and against the method, on one model. */
export interface Sanity {
  readonly windows: number;
  /** Windows whose score stands at least MOVED_BPS from its baseline: deletion means nothing on the others. */
  readonly movedWindows: number;
  /** Largest distance between the attributions' sum and the score's difference, in bps. */
  readonly sumErrorBps: number;
  /** Mean absolute difference of a sampled attribution from the exact Shapley value, in bps. */
  readonly meanErrorBps: number;
  /** The same over the mean absolute exact value. */
  readonly relativeError: number;
  readonly deletionArea: number;
  readonly randomDeletionArea: number;
  readonly insertionArea: number;
  readonly randomInsertionArea: number;
  /** Share of moved windows in which taking the top group away moves the score most; chance is one in GROUPS. */
  readonly topMovesMost: number;
  /** Mean rank correlation of the attributions with those of models whose weights are drawn anew. */
  readonly randomWeightsCorrelation: number;
}

export interface SanityInput {
  readonly model: ExplainedModel;
  readonly bytes: Uint8Array;
  readonly windows: readonly Float32Array[];
  readonly thresholdBps: number;
}

const MOVED_BPS = 50;
const RANDOM_ORDERS = 20;
const RANDOM_MODELS = 3;
const SEED = 7;

/** Runs every check; 2^groups model rows a window. */
export async function checkSanity({ model, bytes, windows, thresholdBps }: SanityInput): Promise<Sanity> {
  const inputs = windows.map((window) => ({ window, thresholdBps }));
  const explanations = await explain(model, inputs);
  const masks = Array.from({ length: 1 << GROUPS.length }, (_, mask) => mask);
  const games: Game[] = [];
  for (const input of inputs) {
    games.push({ players: GROUPS.length, values: await coalitionValues(model, input, masks) });
  }
  const correlations: number[] = [];
  const random = createRandom(SEED);
  for (let draw = 0; draw < RANDOM_MODELS; draw++) {
    const other = await openUnverified(model.manifest, randomiseWeights(bytes, random));
    const drawn = await explain(other, inputs);
    explanations.forEach((explanation, i) => {
      correlations.push(rankCorrelation(bpsOf(explanation), bpsOf(drawn[i])));
    });
  }
  return {
    windows: windows.length,
    sumErrorBps: Math.max(...explanations.map(sumError)),
    ...samplingError(explanations, games),
    ...deletionCheck(explanations, games),
    randomWeightsCorrelation: mean(correlations),
  };
}

const bpsOf = (explanation: Explanation | undefined): number[] =>
  explanation?.attributions.map(({ bps }) => bps) ?? [];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function sumError(explanation: Explanation): number {
  const sum = bpsOf(explanation).reduce((total, bps) => total + bps, 0);
  return Math.abs(sum - (explanation.scoreBps - explanation.baselineBps));
}

function samplingError(
  explanations: readonly Explanation[],
  games: readonly Game[],
): Pick<Sanity, "meanErrorBps" | "relativeError"> {
  const exact = games.map(({ players, values }) => exactShapley(players, values).map((v) => v * 10_000));
  const errors = explanations.flatMap((explanation, i) =>
    bpsOf(explanation).map((bps, g) => Math.abs(bps - (exact[i]?.[g] ?? NaN))),
  );
  const meanErrorBps = mean(errors);
  return { meanErrorBps, relativeError: meanErrorBps / mean(exact.flat().map(Math.abs)) };
}

type DeletionFigures = Pick<
  Sanity,
  | "movedWindows"
  | "deletionArea"
  | "randomDeletionArea"
  | "insertionArea"
  | "randomInsertionArea"
  | "topMovesMost"
>;

function deletionCheck(explanations: readonly Explanation[], games: readonly Game[]): DeletionFigures {
  const random = createRandom(SEED + 1);
  const moved = explanations.flatMap((explanation, i) => {
    const game = games[i];
    const far = Math.abs(explanation.scoreBps - explanation.baselineBps) >= MOVED_BPS;
    return far && game !== undefined ? [{ game, order: orderOf(game, bpsOf(explanation)) }] : [];
  });
  const shuffled = moved.flatMap(({ game, order }) =>
    Array.from({ length: RANDOM_ORDERS }, () => ({ game, order: shuffle(order, random) })),
  );
  return {
    movedWindows: moved.length,
    deletionArea: mean(moved.map(({ game, order }) => deletionArea(game, order))),
    randomDeletionArea: mean(shuffled.map(({ game, order }) => deletionArea(game, order))),
    insertionArea: mean(moved.map(({ game, order }) => insertionArea(game, order))),
    randomInsertionArea: mean(shuffled.map(({ game, order }) => insertionArea(game, order))),
    topMovesMost: mean(moved.map(({ game, order }) => (topMovesMost(game, order) ? 1 : 0))),
  };
}

/** Fisher and Yates. */
function shuffle(order: readonly number[], random: Random): number[] {
  const shuffled = [...order];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] ?? NaN, shuffled[i] ?? NaN];
  }
  return shuffled;
}
