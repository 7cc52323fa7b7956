import { FEATURE_COUNT, featureIndex } from "../features/schema.ts";
import type { Explanation } from "./types.ts";

const HOURS = { return1: 1, return6: 6, return24: 24 } as const;

/** The newest row of a window, read by name. */
function newestRow(window: Float32Array): (name: string) => number {
  const at = window.length - FEATURE_COUNT;
  return (name) => window[at + featureIndex(name)] ?? NaN;
}

/** "WETH fell 6.1 % in 6 h; its 24 h volatility is 4.0 times its monthly level", from the window's newest row. */
export function describeWindow(asset: string, window: Float32Array): string {
  const of = newestRow(window);
  if (of("missing") !== 0) return `${asset} has no usable price this hour`;
  const weekVolatility = Math.exp(of("logVol720") + of("volRatio168"));
  const moves = Object.entries(HOURS).map(([name, hours]) => ({
    hours,
    sigmas: of(name),
    percent: Math.expm1(of(name) * weekVolatility * Math.sqrt(hours)) * 100,
  }));
  const strongest = moves.reduce((a, b) => (Math.abs(b.sigmas) > Math.abs(a.sigmas) ? b : a));
  const verb = strongest.percent < 0 ? "fell" : "rose";
  const times = Math.exp(of("volRatio24") + of("volRatio168"));
  return `${asset} ${verb} ${Math.abs(strongest.percent).toFixed(1)} % in ${strongest.hours} h; its 24 h volatility is ${times.toFixed(1)} times its monthly level`;
}

/** "score 12.3 % against 1.1 % on a calm day, most of it from volatility today (+6.0 %)". */
export function describeExplanation(explanation: Explanation): string {
  const percent = (bps: number): string => `${(bps / 100).toFixed(1)} %`;
  const { attributions, scoreBps, baselineBps } = explanation;
  const top = attributions.reduce((a, b) => (Math.abs(b.bps) > Math.abs(a.bps) ? b : a));
  const head = `score ${percent(scoreBps)} against ${percent(baselineBps)} on a calm day`;
  if (top.bps === 0) return head;
  return `${head}, most of the difference from ${top.group} (${top.bps > 0 ? "+" : "-"}${percent(Math.abs(top.bps))})`;
}
