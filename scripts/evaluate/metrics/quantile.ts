import { logit } from "./probability.ts";

const FULL_BPS = 10_000;
/** Deepest fall that a quantile may name: the grid's last slope is not followed beyond it. */
const DEEPEST = 0.95;

/**
 * The fall d whose exceedance probability is `level`, read off a grid: linear between neighbours in (ln d, log odds),
 * monotone because the grid is; the end segments are followed outwards. As a share, 0 < d <= 0.95.
 */
export function fallAtLevel(p: ArrayLike<number>, gridBps: readonly number[], level: number): number {
  const target = logit(level);
  const x = gridBps.map((bps) => Math.log(bps / FULL_BPS));
  const odds = gridBps.map((_, i) => logit(p[i] ?? NaN));
  let right = odds.findIndex((value) => value <= target);
  if (right < 0) right = gridBps.length - 1;
  right = Math.max(right, 1);
  const [x0, x1] = [x[right - 1] ?? NaN, x[right] ?? NaN];
  const [l0, l1] = [odds[right - 1] ?? NaN, odds[right] ?? NaN];
  if (l0 - l1 < 1e-9) return Math.min(Math.exp(l1 <= target ? x0 : x1), DEEPEST);
  return Math.min(Math.exp(x0 + ((x1 - x0) * (l0 - target)) / (l0 - l1)), DEEPEST);
}

/** Quantile of the lowest log price ratio at a level: ln(1 - d), for every row of a grid. */
export function quantiles(p: Float32Array, gridBps: readonly number[], level: number): Float64Array {
  const width = gridBps.length;
  return Float64Array.from({ length: p.length / width }, (_, row) =>
    Math.log1p(-fallAtLevel(p.subarray(row * width, (row + 1) * width), gridBps, level)),
  );
}

/** Pinball (quantile) loss of one forecast quantile at a level (Koenker and Bassett 1978). */
export function pinball(outcome: number, quantile: number, level: number): number {
  return (level - (outcome < quantile ? 1 : 0)) * (outcome - quantile);
}
