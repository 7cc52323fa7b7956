import { logit } from "./probability.ts";

export interface CalibrationLine {
  /** 1: log odds have the right spread; below 1 the forecast is too sure of itself. */
  readonly slope: number;
  readonly intercept: number;
}

const MAX_STEPS = 50;
const CONVERGED = 1e-9;

/**
 * Logistic regression of the outcome on the forecast's log odds (Cox 1958), by Newton's method. Both are NaN without
 * events, without non-events, or when forecasts do not vary.
 */
export function calibrationLine(p: ArrayLike<number>, y: Uint8Array): CalibrationLine {
  const x = Float64Array.from({ length: y.length }, (_, i) => logit(p[i] ?? NaN));
  const events = y.reduce((sum, value) => sum + value, 0);
  const none = { slope: NaN, intercept: NaN };
  if (events === 0 || events === y.length) return none;
  let [a, b] = [logit(events / y.length), 0];
  for (let step = 0; step < MAX_STEPS; step++) {
    const [da, db] = newtonStep(x, y, a, b);
    if (!Number.isFinite(da) || !Number.isFinite(db)) return none;
    a += da;
    b += db;
    if (Math.abs(da) + Math.abs(db) < CONVERGED) return { slope: b, intercept: a };
  }
  // Outcomes that the forecast separates perfectly have no finite slope.
  return none;
}

function newtonStep(x: Float64Array, y: Uint8Array, a: number, b: number): [number, number] {
  let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] ?? NaN;
    const q = 1 / (1 + Math.exp(-(a + b * xi)));
    const error = (y[i] ?? 0) - q;
    const w = q * (1 - q);
    ga += error;
    gb += error * xi;
    haa += w;
    hab += w * xi;
    hbb += w * xi * xi;
  }
  const determinant = haa * hbb - hab * hab;
  if (determinant < 1e-12 * haa * hbb) return [NaN, NaN];
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
}

export interface ReliabilityBin {
  readonly rows: number;
  /** Mean forecast and observed share of events. */
  readonly forecast: number;
  readonly observed: number;
}

/** Upper ends of the bins as shares of the rows: tenths, and the highest tenth cut once more at a hundredth. */
const BIN_ENDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1] as const;

/** Observed shares over forecasts in bins of equal count, the rarest forecasts apart. */
export function reliability(p: Float64Array, y: Uint8Array): ReliabilityBin[] {
  const order = Uint32Array.from(p, (_, i) => i).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0));
  let start = 0;
  return BIN_ENDS.flatMap((end) => {
    const stop = Math.round(end * p.length);
    const rows = order.subarray(start, stop);
    start = stop;
    if (rows.length === 0) return [];
    const sum = rows.reduce((total, row) => total + (p[row] ?? 0), 0);
    const hits = rows.reduce((total, row) => total + (y[row] ?? 0), 0);
    return [{ rows: rows.length, forecast: sum / rows.length, observed: hits / rows.length }];
  });
}
