import { RollingMax } from "../../../committee/features/rolling.ts";

type Column = readonly (number | null)[];

/**
 * Largest of the `horizon` values after each hour. Null where the hour itself or any hour of the window is a hole:
 * nothing is filled.
 */
export function forwardMax(values: Column, horizon: number): (number | null)[] {
  const result = new Array<number | null>(values.length).fill(null);
  const highest = new RollingMax(horizon);
  let known = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] ?? null;
    if (known >= horizon && value !== null) result[i] = highest.max();
    highest.push(value ?? NaN);
    known = value === null ? 0 : known + 1;
  }
  return result;
}

/** Smallest of the `horizon` values after each hour; null as for forwardMax. */
export function forwardMin(values: Column, horizon: number): (number | null)[] {
  const negated = values.map((value) => (value === null ? null : -value));
  return forwardMax(negated, horizon).map((value) => (value === null ? null : -value));
}

/** Sum of the `horizon` values after each hour, which are not negative; null as for forwardMax. */
export function forwardSum(values: Column, horizon: number): (number | null)[] {
  let sum = 0;
  let known = 0;
  const result = new Array<number | null>(values.length).fill(null);
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] ?? null;
    if (known >= horizon && value !== null) result[i] = Math.max(0, sum) / CENTS;
    known = value === null ? 0 : known + 1;
    sum = value === null ? 0 : sum + cents(value);
    // The hour that leaves the window: it is known whenever more than a window of hours in a row is.
    if (known > horizon) sum -= cents(values[i + horizon] ?? 0);
  }
  return result;
}

/** Sums are of whole cents, so that what is added and what is taken away cancel exactly. */
const CENTS = 100;

function cents(value: number): number {
  return Math.round(value * CENTS);
}
