import { probabilityAt } from "../inference/score.ts";
import { baselineWindow, writeCoalition } from "./explain.ts";
import { GROUPS } from "./groups.ts";
import type { ExplainedModel, ExplainInput } from "./types.ts";

/** Windows of one batch: as many rows as the sampled explanation of some fifteen markets. */
const BATCH_ROWS = 512;

/**
 * The model's probability of the market's event for each coalition of groups (bit masks), the other groups on the calm
 * baseline.
 */
export async function coalitionValues(
  model: ExplainedModel,
  { window, thresholdBps }: ExplainInput,
  coalitions: readonly number[],
): Promise<number[]> {
  const baseline = baselineWindow(model);
  const size = window.length;
  const values: number[] = [];
  for (let first = 0; first < coalitions.length; first += BATCH_ROWS) {
    const masks = coalitions.slice(first, first + BATCH_ROWS);
    const batch = new Float32Array(masks.length * size);
    masks.forEach((mask, i) => {
      writeCoalition(batch.subarray(i * size, (i + 1) * size), window, baseline, mask);
    });
    const rows = await model.probabilities(batch, masks.length);
    values.push(...rows.map((row) => probabilityAt(row, model.manifest.gridBps, thresholdBps)));
  }
  return values;
}

/**
 * Shapley values by their definition, from the value of every coalition in the order of its bit mask: what the sampled
 * ones are measured against.
 */
export function exactShapley(players: number, values: ArrayLike<number>): number[] {
  // weight[s] = s! (n - s - 1)! / n!: the chance that just these s players stand before a given one.
  const weight = [1 / players];
  for (let s = 1; s < players; s++) weight.push(((weight[s - 1] ?? 0) * s) / (players - s));
  return Array.from({ length: players }, (_, player) => {
    let total = 0;
    for (let mask = 0; mask < 1 << players; mask++) {
      if ((mask >> player) & 1) continue;
      const gain = (values[mask | (1 << player)] ?? NaN) - (values[mask] ?? NaN);
      total += (weight[size(mask)] ?? NaN) * gain;
    }
    return total;
  });
}

function size(mask: number): number {
  let count = 0;
  for (let left = mask; left > 0; left >>= 1) count += left & 1;
  return count;
}

/** The attributions of one window by full enumeration: 2^groups model rows, in probability. */
export async function explainExactly(model: ExplainedModel, input: ExplainInput): Promise<number[]> {
  const masks = Array.from({ length: 1 << GROUPS.length }, (_, mask) => mask);
  return exactShapley(GROUPS.length, await coalitionValues(model, input, masks));
}
