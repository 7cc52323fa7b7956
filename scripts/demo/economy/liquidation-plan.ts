/** Aave v3.6: half of a debt may be taken above this health factor, all of it below, or where the position is small. */
const CLOSE_FACTOR_HEALTH = 0.95;
const CLOSE_FACTOR = 0.5;
const FULL_CLOSE_BELOW_USD = 2_000;
/** Aave refuses a partial liquidation that leaves less than this of debt or collateral. */
const MIN_LEFTOVER_USD = 1_000;
/** Slippage at which a scenario states its depth. */
const DEPTH_SLIPPAGE = 0.02;

/** A position that the pool lets be liquidated, in USD. */
export interface Candidate {
  readonly id: number;
  readonly collateralUsd: number;
  readonly debtUsd: number;
  readonly health: number;
}

/** @property bonus 1.05 gives five per cent more collateral than debt. */
export interface SellingConditions {
  readonly bonus: number;
  /** USD of this collateral that can be sold within the hour at two per cent of slippage. */
  readonly depthUsd: number;
  readonly gasUsd: number;
}

/** @property whole The pool's close factor decides the amount; otherwise `repayUsd` does. */
export interface PlannedLiquidation {
  readonly id: number;
  readonly repayUsd: number;
  readonly seizeUsd: number;
  readonly whole: boolean;
}

/**
 * Which positions of one collateral are liquidated within an hour, the most profitable first: each sale slips further
 * down one order book (slippage grows with what was sold before), and a sale that pays less than debt and gas waits.
 */
export function planLiquidations(
  candidates: readonly Candidate[],
  conditions: SellingConditions,
): PlannedLiquidation[] {
  const { bonus, depthUsd } = conditions;
  const breakEven = 1 - 1 / bonus;
  const capacityUsd = (breakEven / DEPTH_SLIPPAGE) * depthUsd;
  const wanted = candidates.map((candidate) => ({ candidate, seizeUsd: seizable(candidate, bonus) }));
  wanted.sort((a, b) => b.seizeUsd - a.seizeUsd || a.candidate.id - b.candidate.id);
  const plan: PlannedLiquidation[] = [];
  let soldUsd = 0;
  for (const { candidate, seizeUsd } of wanted) {
    const sized = fit(candidate, seizeUsd, capacityUsd - soldUsd, bonus);
    if (sized === undefined || profitOf(sized, soldUsd, conditions) <= 0) continue;
    plan.push(sized);
    soldUsd += sized.seizeUsd;
  }
  return plan;
}

/** Most collateral that one call may take. */
function seizable({ collateralUsd, debtUsd, health }: Candidate, bonus: number): number {
  const small = debtUsd < FULL_CLOSE_BELOW_USD || collateralUsd < FULL_CLOSE_BELOW_USD;
  const share = health > CLOSE_FACTOR_HEALTH && !small ? CLOSE_FACTOR : 1;
  return Math.min(debtUsd * share * bonus, collateralUsd);
}

/** The whole call where the book bears it, a part where it leaves enough behind, otherwise nothing. */
function fit(
  { id, collateralUsd, debtUsd }: Candidate,
  seizeUsd: number,
  roomUsd: number,
  bonus: number,
): PlannedLiquidation | undefined {
  if (seizeUsd <= roomUsd) return { id, seizeUsd, repayUsd: seizeUsd / bonus, whole: true };
  const part = { id, seizeUsd: roomUsd, repayUsd: roomUsd / bonus, whole: false };
  const leavesEnough =
    collateralUsd - part.seizeUsd > MIN_LEFTOVER_USD * 1.05 &&
    debtUsd - part.repayUsd > MIN_LEFTOVER_USD * 1.05;
  return roomUsd > 0 && leavesEnough ? part : undefined;
}

function profitOf(
  { seizeUsd, repayUsd }: PlannedLiquidation,
  soldUsd: number,
  { depthUsd, gasUsd }: SellingConditions,
): number {
  const slippage = (DEPTH_SLIPPAGE * (soldUsd + seizeUsd / 2)) / depthUsd;
  return seizeUsd * (1 - slippage) - repayUsd - gasUsd;
}
