import type { CrisisResult } from "../backtest.ts";
import type { Outcome } from "../replay.ts";

/** What a policy is judged by: a column of an outcome, in USD. */
export const DAMAGES = ["badDebtUsd", "peakBadDebtUsd", "liquidatedUsd"] as const;
export type Damage = (typeof DAMAGES)[number] & keyof Outcome;

/**
 * One policy over many crises.
 * @property capacityShare Borrow capacity withheld, as a share of all hours' capacity.
 * @property damageShare Damage as a share of the control's.
 */
export interface CurvePoint {
  readonly policy: number;
  readonly capacityShare: number;
  readonly damageShare: number;
}

/** Capacity withheld by each policy of a forecaster over some crises, as a share of all hours' capacity. */
export function capacityShares(crises: readonly CrisisResult[], forecaster: string): number[] {
  const hours = sum(crises, (crisis) => crisis.hours);
  return policiesOf(crises, forecaster).map(
    (_, i) => sum(crises, (crisis) => outcomeAt(crisis, forecaster, i).capacityHoursLost) / hours,
  );
}

/** A forecaster's curve over some crises, one point a policy; undefined where the control had no damage. */
export function curveOf(
  crises: readonly CrisisResult[],
  forecaster: string,
  damage: Damage,
): CurvePoint[] | undefined {
  const control = sum(crises, (crisis) => crisis.control[damage]);
  if (!(control > 0)) return undefined;
  const shares = capacityShares(crises, forecaster);
  return policiesOf(crises, forecaster).map((policy, i) => ({
    policy,
    capacityShare: shares[i] ?? NaN,
    damageShare: sum(crises, (crisis) => outcomeAt(crisis, forecaster, i)[damage]) / control,
  }));
}

/** A policy between two: `part` of the time the upper, else the lower; -1 is no policy at all, the control. */
export interface Mix {
  readonly lower: number;
  readonly upper: number;
  readonly part: number;
}

/**
 * The mix of two neighbouring policies that withholds exactly a share of capacity: straight lines between a curve's
 * points and to the control. Undefined past the last point: nothing is extrapolated.
 */
export function mixAt(shares: readonly number[], capacityShare: number): Mix | undefined {
  const points = [{ index: -1, share: 0 }, ...shares.map((share, index) => ({ index, share }))];
  points.sort((a, b) => a.share - b.share || b.index - a.index);
  const above = points.findIndex(({ share }) => share >= capacityShare);
  const [high, low] = [points[above], points[Math.max(0, above - 1)]];
  if (high === undefined || low === undefined) return undefined;
  const width = high.share - low.share;
  const part = width === 0 ? 1 : (capacityShare - low.share) / width;
  return { lower: low.index, upper: high.index, part };
}

/** What a mix does to one crisis, in USD. */
export function damageOf(crisis: CrisisResult, forecaster: string, mix: Mix, damage: Damage): number {
  const at = (index: number): number =>
    index < 0 ? crisis.control[damage] : outcomeAt(crisis, forecaster, index)[damage];
  return at(mix.lower) + mix.part * (at(mix.upper) - at(mix.lower));
}

const policiesOf = (crises: readonly CrisisResult[], forecaster: string): number[] =>
  (crises[0]?.forecasters[forecaster] ?? []).map(({ policy }) => policy);

function outcomeAt({ name, forecasters }: CrisisResult, forecaster: string, index: number): Outcome {
  const outcome = forecasters[forecaster]?.[index];
  if (outcome === undefined) throw new RangeError(`${name} has no policy ${index} of "${forecaster}".`);
  return outcome;
}

export const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
