/** Falls that are judged: a market's score is read at its own buffer, these stand for them. */
export const THRESHOLDS_BPS = [500, 800, 1200, 2000] as const;

/** A threshold as the result names it: "0.05" for 500 bps. */
export const thresholdName = (bps: number): string => (bps / 10_000).toFixed(2);
