import { RollingMax } from "../../committee/features/rolling.ts";

/** A horizon is known when so much of it was observed; what was not observed is never filled. */
const MIN_OBSERVED = 0.9;

/**
 * Highest value of the next `horizon` hours after each hour, that hour left out; NaN when fewer than 90 % of them were
 * observed. Hour i reads values i + 1 .. i + horizon and nothing else.
 */
export function highestAhead(values: Float64Array, horizon: number): Float64Array {
  const result = new Float64Array(values.length).fill(NaN);
  const highest = new RollingMax(horizon);
  let observed = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    const whole = i + horizon < values.length;
    if (whole && observed >= horizon * MIN_OBSERVED) result[i] = highest.max();
    const leaving = values[i + horizon];
    highest.push(values[i] ?? NaN);
    observed += Number.isNaN(values[i]) ? 0 : 1;
    observed -= leaving === undefined || Number.isNaN(leaving) ? 0 : 1;
  }
  return result;
}

/** The smaller of an hour's value and the last one observed at most three hours before: a lone tick does not count. */
export function sustained(values: Float64Array): Float64Array {
  let [last, at] = [NaN, -Infinity];
  return values.map((value, i) => {
    const before = i - at <= 3 ? last : NaN;
    if (!Number.isNaN(value)) [last, at] = [value, i];
    return Math.min(value, before);
  });
}
