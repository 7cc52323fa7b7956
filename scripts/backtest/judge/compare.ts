import { createRandom } from "../../demo/random.ts";
import type { CrisisResult } from "../backtest.ts";
import { DAMAGES, mixAt } from "./curve.ts";
import type { Damage, Mix } from "./curve.ts";

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

/** A damage's comparisons, one a share of capacity; null where the control had no such damage. */
export type Comparisons = Readonly<Record<Damage, readonly EqualCapacity[] | null>>;

const RESAMPLES = 1_000;
const SEED = 20_260_101;
/** Fewer resamples with an answer than this give no bounds. */
const ENOUGH = 0.9;

/** Compares a forecaster with every other one at equal capacity lost. */
export function compare(
  crises: readonly CrisisResult[],
  reference: string,
  capacityShares: readonly number[],
): Comparisons {
  const ids = Object.keys(crises[0]?.forecasters ?? {});
  const once = crises.map(() => 1);
  const resampled = resamples(crises.length).map((weights) => lay(crises, ids, weights));
  const laid = lay(crises, ids, once);
  // The mixes do not depend on the damage: found once for each resample and share.
  const mixes = capacityShares.map((share) => mixesAt(laid, share));
  const resampledMixes = capacityShares.map((share) => resampled.map((sums) => mixesAt(sums, share)));
  const of = (damage: Damage): EqualCapacity[] | null => {
    if (!(laid.control[damage] > 0)) return null;
    return capacityShares.map((capacityShare, i) => {
      const shares = sharesOf(laid, mixes[i] ?? [], damage);
      const draws = resampled.map((sums, k) => sharesOf(sums, resampledMixes[i]?.[k] ?? [], damage));
      return { capacityShare, ...against(ids, reference, shares, draws) };
    });
  };
  const [badDebtUsd, peakBadDebtUsd, liquidatedUsd] = [of(DAMAGES[0]), of(DAMAGES[1]), of(DAMAGES[2])];
  return { badDebtUsd, peakBadDebtUsd, liquidatedUsd };
}

/** Sums over weighted crises; `capacity` and `damage` are by forecaster, then by policy. */
interface Sums {
  readonly control: Readonly<Record<Damage, number>>;
  readonly capacity: readonly (readonly number[])[];
  readonly damage: Readonly<Record<Damage, readonly (readonly number[])[]>>;
}

function lay(crises: readonly CrisisResult[], ids: readonly string[], weights: readonly number[]): Sums {
  const total = (of: (crisis: CrisisResult) => number): number => {
    let sum = 0;
    for (let c = 0; c < crises.length; c++) {
      const [crisis, weight] = [crises[c], weights[c] ?? 0];
      if (crisis !== undefined && weight > 0) sum += weight * of(crisis);
    }
    return sum;
  };
  const hours = total((crisis) => crisis.hours);
  const byPolicy = (key: "capacityHoursLost" | Damage): number[][] =>
    ids.map((id) =>
      (crises[0]?.forecasters[id] ?? []).map((_, i) =>
        total(({ forecasters }) => forecasters[id]?.[i]?.[key] ?? NaN),
      ),
    );
  const byDamage = <T>(of: (damage: Damage) => T): Record<Damage, T> => ({
    badDebtUsd: of("badDebtUsd"),
    peakBadDebtUsd: of("peakBadDebtUsd"),
    liquidatedUsd: of("liquidatedUsd"),
  });
  return {
    control: byDamage((damage) => total(({ control }) => control[damage])),
    capacity: byPolicy("capacityHoursLost").map((sums) => sums.map((sum) => sum / hours)),
    damage: byDamage(byPolicy),
  };
}

const mixesAt = ({ capacity }: Sums, share: number): (Mix | undefined)[] =>
  capacity.map((shares) => mixAt(shares, share));

/** Damage left by each forecaster as a share of the control's; undefined where its curve does not reach. */
function sharesOf(
  { control, damage }: Sums,
  mixes: readonly (Mix | undefined)[],
  key: Damage,
): readonly (number | undefined)[] {
  const full = control[key];
  if (!(full > 0)) return mixes.map(() => undefined);
  return mixes.map((mix, forecaster) => {
    if (mix === undefined) return undefined;
    const at = (index: number): number => (index < 0 ? full : (damage[key][forecaster]?.[index] ?? NaN));
    return (at(mix.lower) + mix.part * (at(mix.upper) - at(mix.lower))) / full;
  });
}

type Difference = (ours: number | undefined, theirs: number | undefined) => number | undefined;

const lessOf: Difference = (ours, theirs) =>
  ours === undefined || theirs === undefined || theirs <= 0 ? undefined : 1 - ours / theirs;

const pointsOf: Difference = (ours, theirs) =>
  ours === undefined || theirs === undefined ? undefined : theirs - ours;

function against(
  ids: readonly string[],
  reference: string,
  shares: readonly (number | undefined)[],
  draws: readonly (readonly (number | undefined)[])[],
): Omit<EqualCapacity, "capacityShare"> {
  const own = ids.indexOf(reference);
  const intervals = (of: Difference) =>
    Object.fromEntries(
      ids.flatMap((id, other): [string, Interval | null][] => {
        if (other === own) return [];
        const mean = of(shares[own], shares[other]);
        if (mean === undefined) return [[id, null]];
        return [[id, { mean, ...bounds(draws.flatMap((some) => of(some[own], some[other]) ?? [])) }]];
      }),
    );
  return {
    damageShare: Object.fromEntries(ids.map((id, i) => [id, shares[i] ?? null])),
    less: intervals(lessOf),
    points: intervals(pointsOf),
  };
}

/** How often each crisis is drawn, with replacement; the seed is fixed, so that a second run prints the same bounds. */
function resamples(crises: number): number[][] {
  const random = createRandom(SEED);
  return Array.from({ length: RESAMPLES }, () => {
    const weights = new Array<number>(crises).fill(0);
    for (let i = 0; i < crises; i++) {
      const drawn = Math.floor(random.uniform() * crises);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    return weights;
  });
}

function bounds(draws: readonly number[]): { lo: number | null; hi: number | null } {
  if (draws.length < RESAMPLES * ENOUGH) return { lo: null, hi: null };
  const sorted = draws.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? NaN;
  return { lo: at(0.05), hi: at(0.95) };
}
