import { FEATURE_COUNT } from "../features/schema.ts";
import { probabilityAt, toScoreBps } from "../inference/score.ts";
import { GROUP_OF_COLUMN, GROUPS } from "./groups.ts";
import { planCoalitions, roundToSum, shapleyValues } from "./shapley.ts";
import type { Explanation, ExplainedModel, ExplainInput } from "./types.ts";

/**
 * Two fixed permutations, four with their reverses: 34 coalitions of 9 groups. They are fixed so that everybody who
 * re-runs a report gets the same attributions; the second interleaves the halves of the first.
 */
const PERMUTATIONS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8],
  [4, 8, 0, 5, 1, 6, 2, 7, 3],
];

const PLAN = planCoalitions(PERMUTATIONS);

/** Model rows that one market's explanation costs. */
export const ROWS_PER_MARKET: number = PLAN.coalitions.length;

/** The model's calm window: the manifest's baseline row in every step. */
export function baselineWindow(model: ExplainedModel): Float32Array {
  const { baselineRow, steps } = model.manifest;
  const window = new Float32Array(steps * FEATURE_COUNT);
  for (let step = 0; step < steps; step++) window.set(baselineRow, step * FEATURE_COUNT);
  return window;
}

/**
 * Attributes the scores of several markets to the feature groups, in one batch of ROWS_PER_MARKET rows each. A group
 * that is out of the coalition takes the baseline's columns in every step.
 */
export async function explain(
  model: ExplainedModel,
  inputs: readonly ExplainInput[],
): Promise<readonly Explanation[]> {
  if (inputs.length === 0) return [];
  const { steps, gridBps } = model.manifest;
  const size = steps * FEATURE_COUNT;
  const baseline = baselineWindow(model);
  const batch = new Float32Array(inputs.length * ROWS_PER_MARKET * size);
  inputs.forEach(({ window }, m) => {
    PLAN.coalitions.forEach((mask, c) => {
      const at = (m * ROWS_PER_MARKET + c) * size;
      mix(batch.subarray(at, at + size), window, baseline, mask);
    });
  });
  const rows = await model.probabilities(batch, inputs.length * ROWS_PER_MARKET);
  return inputs.map(({ thresholdBps }, m) => {
    const own = rows.slice(m * ROWS_PER_MARKET, (m + 1) * ROWS_PER_MARKET);
    return attribute(own.map((row) => probabilityAt(row, gridBps, thresholdBps)));
  });
}

/** Columns of the groups in the coalition from the window, the others from the baseline. */
function mix(into: Float32Array, window: Float32Array, baseline: Float32Array, mask: number): void {
  for (let i = 0; i < into.length; i++) {
    const inside = (mask >> (GROUP_OF_COLUMN[i % FEATURE_COUNT] ?? 0)) & 1;
    into[i] = (inside === 1 ? window[i] : baseline[i]) ?? NaN;
  }
}

function attribute(probabilities: readonly number[]): Explanation {
  const all = (1 << GROUPS.length) - 1;
  const scoreBps = toScoreBps(probabilities[PLAN.coalitions.indexOf(all)] ?? NaN);
  const baselineBps = toScoreBps(probabilities[PLAN.coalitions.indexOf(0)] ?? NaN);
  const bps = shapleyValues(PLAN, probabilities).map((value) => value * 10_000);
  const whole = roundToSum(bps, scoreBps - baselineBps);
  const attributions = GROUPS.map((group, g) => ({ group: group.name, bps: whole[g] ?? 0 }));
  return { scoreBps, baselineBps, attributions, modelRows: PLAN.coalitions.length };
}
