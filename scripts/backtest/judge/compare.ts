import { createRandom } from "../../demo/random.ts";
import type { CrisisResult } from "../backtest.ts";
import { capacityShares, damageOf, mixAt, sum } from "./curve.ts";
import type { Damage } from "./curve.ts";

/** A difference with its 90 % bootstrap bounds over crises; null where the resamples do not say. */
export interface Interval {
  readonly mean: number;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** Every forecaster at one share of capacity. */
export interface EqualCapacity {
  readonly capacityShare: number;
  /** Damage as a share of the control's; null where a forecaster's curve does not reach so far. */
  readonly damageShare: Readonly<Record<string, number | null>>;
  /** 1 - ours / theirs: the part of another's damage that the reference avoids. */
  readonly less: Readonly<Record<string, Interval | null>>;
  /** theirs - ours, as shares of the control's damage: does not explode where theirs is next to nothing. */
  readonly points: Readonly<Record<string, Interval | null>>;
}

const RESAMPLES = 1_000;
const SEED = 20_260_101;
/** Fewer resamples with an answer than this give no bounds. */
const ENOUGH = 0.9;

/** Compares a forecaster with every other one at equal capacity lost. Undefined where the control had no damage. */
export function compareAt(
  crises: readonly CrisisResult[],
  reference: string,
  capacityShare: number,
  damage: Damage,
): EqualCapacity | undefined {
  const ids = Object.keys(crises[0]?.forecasters ?? {});
  const shares = sharesAt(crises, ids, capacityShare, damage);
  if (shares === undefined) return undefined;
  const others = ids.filter((id) => id !== reference);
  const resampled = resamples(crises).map((some) => sharesAt(some, ids, capacityShare, damage));
  const interval = (of: Difference) => (id: string) => {
    const mean = of(shares[reference], shares[id]);
    if (mean === undefined) return [id, null] as const;
    const draws = resampled.flatMap((some) => of(some?.[reference], some?.[id]) ?? []);
    return [id, { mean, ...bounds(draws) }] as const;
  };
  return {
    capacityShare,
    damageShare: Object.fromEntries(ids.map((id) => [id, shares[id] ?? null])),
    less: Object.fromEntries(others.map(interval(lessOf))),
    points: Object.fromEntries(others.map(interval(pointsOf))),
  };
}

type Shares = Readonly<Record<string, number | undefined>>;

function sharesAt(
  crises: readonly CrisisResult[],
  ids: readonly string[],
  capacityShare: number,
  damage: Damage,
): Shares | undefined {
  const control = sum(crises, (crisis) => crisis.control[damage]);
  if (!(control > 0)) return undefined;
  return Object.fromEntries(
    ids.map((id) => {
      const mix = mixAt(capacityShares(crises, id), capacityShare);
      if (mix === undefined) return [id, undefined];
      return [id, sum(crises, (crisis) => damageOf(crisis, id, mix, damage)) / control];
    }),
  );
}

type Difference = (ours: number | undefined, theirs: number | undefined) => number | undefined;

const lessOf: Difference = (ours, theirs) =>
  ours === undefined || theirs === undefined || theirs <= 0 ? undefined : 1 - ours / theirs;

const pointsOf: Difference = (ours, theirs) =>
  ours === undefined || theirs === undefined ? undefined : theirs - ours;

/** Crises drawn with replacement; the seed is fixed, so that a second run prints the same bounds. */
function resamples(crises: readonly CrisisResult[]): CrisisResult[][] {
  const random = createRandom(SEED);
  return Array.from({ length: RESAMPLES }, () =>
    crises.flatMap(() => crises[Math.floor(random.uniform() * crises.length)] ?? []),
  );
}

function bounds(draws: readonly number[]): { lo: number | null; hi: number | null } {
  if (draws.length < RESAMPLES * ENOUGH) return { lo: null, hi: null };
  const sorted = draws.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? NaN;
  return { lo: at(0.05), hi: at(0.95) };
}
