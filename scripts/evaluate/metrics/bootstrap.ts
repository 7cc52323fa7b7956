import { createRandom } from "../../demo/random.ts";
import { averagePrecision } from "./ranking.ts";
import type { Ranking } from "./ranking.ts";

/** A figure with its 90 % bounds; null where it cannot be said, with the reason. */
export interface Interval {
  readonly mean: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly reason?: string;
}

/** Which block each row is in, blocks counted from 0. */
export interface Blocks {
  readonly unit: "month" | "week";
  readonly count: number;
  readonly of: Uint16Array;
}

const MIN_BLOCKS = 6;
const WEEK_S = 7 * 86_400;
const SEED = 7;

/** Calendar months of the moments (unix s); weeks when there are fewer than six months. */
export function blocksOf(moments: Float64Array): Blocks {
  const month = (moment: number): number => {
    const date = new Date(moment * 1000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const months = numbered(moments, month);
  if (months.count >= MIN_BLOCKS) return { unit: "month", ...months };
  return { unit: "week", ...numbered(moments, (moment) => Math.floor(moment / WEEK_S)) };
}

function numbered(
  moments: Float64Array,
  key: (moment: number) => number,
): { count: number; of: Uint16Array } {
  const index = new Map<number, number>();
  const of = Uint16Array.from(moments, (moment) => {
    const name = key(moment);
    const known = index.get(name) ?? index.size;
    index.set(name, known);
    return known;
  });
  return { count: index.size, of };
}

/** How often each block is drawn, for every draw: as many blocks as there are, with replacement. */
export function drawBlocks(count: number, draws: number, seed = SEED): Float64Array[] {
  const random = createRandom(seed);
  return Array.from({ length: draws }, () => {
    const counts = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const block = Math.floor(random.uniform() * count);
      counts[block] = (counts[block] ?? 0) + 1;
    }
    return counts;
  });
}

/** Sums of a loss over each block. */
export function blockSums(loss: ArrayLike<number>, blocks: Blocks): Float64Array {
  const sums = new Float64Array(blocks.count);
  for (let i = 0; i < loss.length; i++) {
    const block = blocks.of[i] ?? 0;
    sums[block] = (sums[block] ?? 0) + (loss[i] ?? NaN);
  }
  return sums;
}

/** 1 - ours / theirs of two losses on the same rows, blocks drawn in pairs. Positive: ours is better. */
export function improvement(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  blocks: Blocks,
  draws = 2_000,
): Interval {
  const [a, b] = [blockSums(ours, blocks), blockSums(theirs, blocks)];
  const ratio = (counts: Float64Array): number => 1 - dot(counts, a) / dot(counts, b);
  return interval(ratio(new Float64Array(blocks.count).fill(1)), blocks, draws, ratio);
}

/** Ratio of two sums over the same rows, blocks drawn in pairs. */
export function ratioWithin(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  blocks: Blocks,
  draws = 2_000,
): Interval {
  const [a, b] = [blockSums(numerator, blocks), blockSums(denominator, blocks)];
  const ratio = (counts: Float64Array): number => dot(counts, a) / dot(counts, b);
  return interval(ratio(new Float64Array(blocks.count).fill(1)), blocks, draws, ratio);
}

/** Difference of two average precisions on the same rows, blocks drawn in pairs. Positive: ours is better. */
export function prAucDifference(
  ours: Ranking,
  theirs: Ranking,
  y: Uint8Array,
  blocks: Blocks,
  draws = 400,
): Interval {
  const weight = new Float64Array(y.length);
  const difference = (counts: Float64Array): number => {
    for (let i = 0; i < weight.length; i++) weight[i] = counts[blocks.of[i] ?? 0] ?? 0;
    return averagePrecision(ours, y, weight) - averagePrecision(theirs, y, weight);
  };
  return interval(difference(new Float64Array(blocks.count).fill(1)), blocks, draws, difference);
}

function interval(
  mean: number,
  blocks: Blocks,
  draws: number,
  statistic: (counts: Float64Array) => number,
): Interval {
  if (!Number.isFinite(mean))
    return { mean: null, lo: null, hi: null, reason: "no event, or no row, to compare on" };
  if (blocks.count < MIN_BLOCKS) {
    const reason = `${blocks.count} ${blocks.unit}s are too few to resample, ${MIN_BLOCKS} are needed`;
    return { mean, lo: null, hi: null, reason };
  }
  const values = drawBlocks(blocks.count, draws)
    .map((counts) => statistic(counts))
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b);
  return { mean, lo: quantileOf(values, 0.05), hi: quantileOf(values, 0.95) };
}

/** Quantile of rising values, linear between neighbours. */
export function quantileOf(sorted: readonly number[], level: number): number {
  const at = (sorted.length - 1) * level;
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
