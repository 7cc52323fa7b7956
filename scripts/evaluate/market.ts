import { labelSeries } from "../dataset/labels.ts";

/** 1 in hours after which the index falls by at least the threshold within 24 h. */
export function marketEvents(index: Float64Array, thresholdBps: number): Uint8Array {
  const bound = Math.log1p(-thresholdBps / 10_000);
  const closes = Array.from(index, (log) => (Number.isNaN(log) ? null : Math.exp(log)));
  return Uint8Array.from(labelSeries(closes), ({ min24 }) => (min24 !== null && min24 <= bound ? 1 : 0));
}
