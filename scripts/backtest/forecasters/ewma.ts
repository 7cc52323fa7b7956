import { normalCdf } from "./normal.ts";
import { HORIZON_HOURS } from "./types.ts";
import type { Closes } from "./types.ts";

/** RiskMetrics' decay of 0.94 a day (J.P. Morgan, 1996), in hours. */
const DECAY = 0.94 ** (1 / 24);
/** A memory is warm once it has seen this many hours. */
const WARM_HOURS = 240;

/**
 * EWMA volatility with a Gaussian walk: P(lowest close of 24 h <= now * (1 - fall)) = 2 * Phi(ln(1 - fall) / (s * sqrt 24)),
 * by the reflection principle, without drift. Gives the forecasts of hours `from` to `to` (exclusive); null while the
 * memory is not warm and in hours without a close.
 */
export function ewma(closes: Closes, fall: number, from: number, to: number): (number | null)[] {
  const depth = Math.log1p(-fall);
  const probabilities: (number | null)[] = [];
  let variance = 0;
  let seen = 0;
  let before = NaN;
  for (let hour = 0; hour < to; hour++) {
    const close = closes[hour] ?? NaN;
    const squared = Math.log(close / before) ** 2;
    if (!Number.isNaN(squared)) {
      // The first hours weigh alike, so that the memory does not start at nothing.
      const weight = Math.max(1 - DECAY, 1 / (seen + 1));
      variance += weight * (squared - variance);
      seen += 1;
    }
    if (!Number.isNaN(close)) before = close;
    if (hour < from) continue;
    const unknown = Number.isNaN(close) || seen < WARM_HOURS || variance <= 0;
    probabilities.push(unknown ? null : 2 * normalCdf(depth / Math.sqrt(variance * HORIZON_HOURS)));
  }
  return probabilities;
}
