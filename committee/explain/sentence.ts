import { FEATURE_COUNT, featureIndex } from "../features/schema.ts";
import { strongestMove } from "./move.ts";
import type { Move, NamedCloses } from "./move.ts";
import type { Explanation } from "./types.ts";

/** The newest row of a window, read by name. */
function newestRow(window: Float32Array): (name: string) => number {
  const at = window.length - FEATURE_COUNT;
  return (name) => window[at + featureIndex(name)] ?? NaN;
}

/** Another's move must be stronger by a quarter to be told instead of the asset's own. */
const OWN_FIRST = 0.8;

/**
 * "BTC fell 6.1 % in 3 h while WETH's 24 h volatility is 4.0 times its monthly level": the strongest move, in sigmas, of
 * the asset and of the market's assets, and the volatility of the day from the window's newest row.
 * @param own the asset's closes, oldest first, ending with the window's newest hour; `market` likewise
 */
export function describeWindow(
  window: Float32Array,
  own: NamedCloses,
  market: readonly NamedCloses[] = [],
): string {
  const of = newestRow(window);
  if (of("missing") !== 0) return `${own.name} has no usable price this hour`;
  const level = `24 h volatility is ${Math.exp(of("volRatio24") + of("volRatio168")).toFixed(1)} times its monthly level`;
  const move = tellingMove(own, market);
  if (move === null) return `${own.name}'s ${level}`;
  const told = describeMove(move);
  return move.name === own.name ? `${told} and its ${level}` : `${told} while ${own.name}'s ${level}`;
}

/** The market's strongest move where it is clearly stronger than the asset's own. */
function tellingMove(own: NamedCloses, market: readonly NamedCloses[]): Move | null {
  const others = market.map(strongestMove);
  return [strongestMove(own), ...others].reduce((a, b) => {
    if (a === null || b === null) return a ?? b;
    return Math.abs(b.sigmas) * OWN_FIRST > Math.abs(a.sigmas) ? b : a;
  }, null);
}

function describeMove({ name, hours, log }: Move): string {
  const percent = Math.expm1(log) * 100;
  return `${name} ${percent < 0 ? "fell" : "rose"} ${Math.abs(percent).toFixed(1)} % in ${hours} h`;
}

/** "score 12.3 % against 1.1 % on a calm day, raised most by volatility today (+6.0 %), lowered most by time of week (-1.1 %)". */
export function describeExplanation({ attributions, scoreBps, baselineBps }: Explanation): string {
  const percent = (bps: number): string => `${(bps / 100).toFixed(1)} %`;
  const strongest = (sign: 1 | -1): string => {
    const top = attributions.reduce((a, b) => (sign * b.bps > sign * a.bps ? b : a));
    const [verb, mark] = sign > 0 ? ["raised", "+"] : ["lowered", "-"];
    return sign * top.bps > 0 ? `, ${verb} most by ${top.group} (${mark}${percent(Math.abs(top.bps))})` : "";
  };
  const first = scoreBps >= baselineBps ? 1 : -1;
  const head = `score ${percent(scoreBps)} against ${percent(baselineBps)} on a calm day`;
  return `${head}${strongest(first)}${strongest(first > 0 ? -1 : 1)}`;
}
