import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Anchors, RatioPaths } from "../lending/anchors.ts";
import type { SimulationResult } from "../lending/simulate.ts";

/** What the control held, hour by hour: enough to know what lower LTVs withhold without living through them. */
export interface CalmMarket {
  readonly anchors: Anchors;
  readonly heldUsd: SimulationResult["heldUsd"];
  readonly calm: Uint8Array;
}

/**
 * Hours of whole borrow capacity that paths withhold in a window's calm hours. What is held is the control's; a steered
 * market holds a little less, so this is an estimate for choosing a policy, and outcomes are always simulated.
 */
export function calmCapacityLost({ anchors, heldUsd, calm }: CalmMarket, paths: RatioPaths): number {
  let total = 0;
  for (let hour = 0; hour < calm.length; hour++) {
    if (calm[hour] !== 1) continue;
    let [full, lost] = [0, 0];
    for (const asset of COLLATERALS) {
      const [anchor, held] = [anchors[asset].ltvBps, heldUsd[asset][hour] ?? 0];
      full += anchor * held;
      lost += Math.max(0, anchor - (paths[asset].ltvBps[hour] ?? anchor)) * held;
    }
    total += full === 0 ? 0 : lost / full;
  }
  return total;
}

/** Two neighbouring policies, the one that withholds more and the one that withholds less; they may be the same. */
export interface Bracket {
  readonly loud: number;
  readonly soft: number;
}

/** What is estimated may be so far off. */
const MARGIN = 0.05;

/**
 * The two policies whose losses stand a twentieth above and below the target, so that what they really lose stands on
 * both sides of it; scores move in steps, and so do losses. Policies are listed from the loudest on. Where none loses
 * more, the loudest alone; where the target is nothing, the loudest that loses nothing.
 */
export function bracketOf(
  policies: readonly number[],
  lossOf: (policy: number) => number,
  target: number,
): Bracket {
  const losses = policies.map(lossOf);
  const soft = losses.findIndex((loss) => loss <= target * (1 - MARGIN));
  const loud = losses.findLastIndex((loss, i) => loss >= target * (1 + MARGIN) && (soft < 0 || i < soft));
  const at = (index: number): number => policies[index] ?? NaN;
  if (target === 0 || loud < 0) return { loud: at(Math.max(0, soft)), soft: at(Math.max(0, soft)) };
  return { loud: at(loud), soft: at(soft < 0 ? policies.length - 1 : soft) };
}

/** How much of the louder of two policies makes a mix that loses exactly the target; held within 0 and 1. */
export function partOf(loudLoss: number, softLoss: number, target: number): number {
  if (loudLoss === softLoss) return 1;
  return Math.min(1, Math.max(0, (target - softLoss) / (loudLoss - softLoss)));
}

/** Scales of the bands that are searched, two per cent apart, the loudest first. */
export const SEARCHED_SCALES: readonly number[] = Array.from(
  { length: 240 },
  (_, i) => Math.round(0.05 * 1.02 ** i * 1_000) / 1_000,
);

/** Static bps below the anchors that are searched, from the most on. */
export const SEARCHED_BPS: readonly number[] = Array.from({ length: 401 }, (_, i) => 2_000 - 5 * i);
