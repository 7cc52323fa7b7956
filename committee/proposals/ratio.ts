const SCALE = 1_000_000_000_000n;

/** part / whole as a number, rounded down to twelve digits: the one way from chain quantities to features. 0 for no whole. */
export function ratio(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * SCALE) / whole) / Number(SCALE);
}

/** Where a value stands between `from` (0) and `to` (1), cut off at both; `to` may be the smaller. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** A ramp over orders of magnitude. */
export function logRamp(value: number, from: number, to: number): number {
  return value <= 0 ? (from > to ? 1 : 0) : ramp(Math.log(value), Math.log(from), Math.log(to));
}
