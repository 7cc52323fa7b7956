import { planLiquidations } from "../../demo/economy/liquidation-plan.ts";
import type { SellingConditions } from "../../demo/economy/liquidation-plan.ts";
import { healthOf } from "../../demo/economy/rules.ts";
import { toUnits } from "../../demo/economy/units.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { DEBT_DECIMALS, isLiquidatable } from "./aave.ts";
import type { LiquidationTerms } from "./aave.ts";
import type { LendingMarket, Quote } from "./market.ts";
import type { Position } from "./position.ts";

/** A liquidation that happened. */
export interface Seizure {
  readonly id: number;
  readonly seizedUsd: number;
}

/** Positions whose health by floating point stands above this are not looked at in whole units: far above its error. */
const SURELY_HEALTHY = 1.000001;
const ALL = 2n ** 256n - 1n;

/** Positions of one collateral that the pool lets be liquidated. */
export function duePositions(
  market: LendingMarket,
  asset: Collateral,
  quote: Quote,
  liquidationThresholdBps: number,
): Position[] {
  const [threshold, exact] = [liquidationThresholdBps / 10_000, BigInt(liquidationThresholdBps)];
  const due: Position[] = [];
  for (const position of market.positions) {
    if (position.borrower.collateral !== asset) continue;
    if (position.tokens * quote.usd * threshold > position.debtUsd * SURELY_HEALTHY) continue;
    if (isLiquidatable(position.balances, quote.answer, exact)) due.push(position);
  }
  return due;
}

/** What liquidators do with them within an hour: the demo's plan, carried out by the pool's own arithmetic. */
export function liquidateDue(
  market: LendingMarket,
  due: readonly Position[],
  quote: Quote,
  terms: LiquidationTerms,
  selling: SellingConditions,
): Seizure[] {
  if (due.length === 0) return [];
  const threshold = Number(terms.liquidationThresholdBps) / 10_000;
  const candidates = due.map((position) => {
    const collateralUsd = position.tokens * quote.usd;
    const health = healthOf(collateralUsd, position.debtUsd, threshold);
    return { id: position.borrower.id, collateralUsd, debtUsd: position.debtUsd, health };
  });
  const seizures: Seizure[] = [];
  for (const { id, whole, repayUsd } of planLiquidations(candidates, selling)) {
    const position = market.get(id);
    if (position === undefined) continue;
    const done = market.liquidate(position, terms, whole ? ALL : toUnits(repayUsd, 1, DEBT_DECIMALS));
    // A refusal is the pool's word: the loan waits an hour, as in the demo.
    if (typeof done !== "string") seizures.push({ id, seizedUsd: (Number(done.seized) / 1e8) * quote.usd });
  }
  return seizures;
}
