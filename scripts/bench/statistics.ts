/** The value below which the share `p` of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("There is no percentile of no values.");
  return value;
}

/** The middle value, the lower of two. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);
