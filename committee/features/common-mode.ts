/**
 * How far the other assets of the same feed lie below par together, in bps (zero or less): what all of them share is a
 * fault of the feed or of its reference, not a broken peg. Measured on the others' upper quarter (the highest of three
 * or fewer), so that one or two pegs that break together, as USDC and DAI in March 2023, do not hide each other.
 * @param deviations in bps by asset; NaN is missing
 * @param self index of the asset that is looked at
 */
export function commonModeBps(deviations: readonly number[], self: number): number {
  const others = deviations.filter((deviation, i) => i !== self && !Number.isNaN(deviation));
  if (others.length === 0) return 0;
  others.sort((a, b) => b - a);
  return Math.min(0, others[others.length > 3 ? Math.floor(others.length / 4) : 0] ?? 0);
}
