import { probabilityAt, toScoreBps } from "../../committee/inference/score.ts";
import { weightedMedian } from "../../committee/quorum/aggregate.ts";
import type { Forecast } from "./forecast.ts";

const FULL_BPS = 10_000;

/** Horizons that models forecast falls over. */
export type Horizon = 24 | 72;

/** A model's P(fall >= threshold) of every row, read off its grid as a node reads it. Null when it does not say. */
export function probabilitiesAt(
  { manifest, probability, probability72 }: Forecast,
  thresholdBps: number,
  horizon: Horizon = 24,
): Float64Array | null {
  const values = horizon === 24 ? probability : probability72;
  if (values === null) return null;
  const { gridBps } = manifest;
  const width = gridBps.length;
  return Float64Array.from({ length: values.length / width }, (_, row) =>
    probabilityAt(values.subarray(row * width, (row + 1) * width), gridBps, thresholdBps),
  );
}

/**
 * The committee's probability of every row, exactly as the contract aggregates: each member's probability as a score in
 * whole bps, their weighted median with equal weights, the upper value at a tie.
 */
export function committeeAt(members: readonly Forecast[], thresholdBps: number): Float64Array {
  const scores = members.map((member) =>
    (probabilitiesAt(member, thresholdBps) ?? new Float64Array()).map((p) => toScoreBps(p)),
  );
  return medianOf(scores).map((scoreBps) => scoreBps / FULL_BPS);
}

/** The median over several columns, row by row, by the contract's rule. */
export function medianOf(columns: readonly ArrayLike<number>[]): Float64Array {
  const rows = columns[0]?.length ?? 0;
  return Float64Array.from({ length: rows }, (_, row) =>
    weightedMedian(columns.map((column) => ({ value: column[row] ?? NaN, weight: 1 }))),
  );
}
