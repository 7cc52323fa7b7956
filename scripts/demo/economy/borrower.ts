import type { Random } from "../random.ts";
import type { Collateral, Stable } from "../path/price-path.ts";

/**
 * How a borrower behaves. `holder` never looks again; `attentive` and `late` top up or repay once their health factor
 * has stood below their alarm for their reaction time, as far as their wallet goes; `looper` does the same and takes
 * up more debt while the price rises; `dip-buyer` opens while the price is down and then holds.
 */
export type BorrowerType = "holder" | "attentive" | "late" | "looper" | "dip-buyer";

/** @property walletShare What may be added later, as a share of the collateral at the start. */
export interface Traits {
  readonly alarmHealth: number;
  readonly reactionHours: number;
  readonly walletShare: number;
  readonly repays: boolean;
  /** Share of the LTV then allowed that is borrowed. */
  readonly utilisation: number;
}

/** Somebody who comes to a market, and the same somebody on both sides. */
export interface Borrower {
  readonly id: number;
  readonly type: BorrowerType;
  readonly collateral: Collateral;
  readonly debt: Stable;
  readonly traits: Traits;
}

const REACTION_HOURS: Record<BorrowerType, readonly [number, number]> = {
  holder: [0, 0],
  attentive: [1, 5],
  late: [8, 30],
  looper: [1, 5],
  "dip-buyer": [0, 0],
};

const UTILISATION: Record<BorrowerType, readonly [number, number]> = {
  holder: [0.45, 0.9],
  attentive: [0.45, 0.9],
  late: [0.45, 0.9],
  looper: [0.9, 0.98],
  "dip-buyer": [0.85, 0.98],
};

/** Draws a borrower's habits; every draw is made whatever the type, so that types share one stream. */
export function drawTraits(type: BorrowerType, random: Random): Traits {
  const [soonest, latest] = REACTION_HOURS[type];
  const [least, most] = UTILISATION[type];
  return {
    alarmHealth: random.between(1.08, 1.3),
    reactionHours: Math.round(random.between(soonest, latest)),
    walletShare: random.between(0.05, 0.35),
    repays: random.uniform() < 0.5,
    utilisation: random.between(least, most),
  };
}

/** Whether a borrower of this type ever comes back to a loan. */
export function looksAfterLoan(type: BorrowerType): boolean {
  return type === "attentive" || type === "late" || type === "looper";
}
