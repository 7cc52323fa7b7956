import { planLiquidations } from "../../demo/economy/liquidation-plan.ts";
import type { SellingConditions } from "../../demo/economy/liquidation-plan.ts";
import { healthOf } from "../../demo/economy/rules.ts";
import { toUnits } from "../../demo/economy/units.ts";
import { COLLATERAL_DECIMALS, DEBT_DECIMALS, isLiquidatable } from "./aave.ts";
import type { Balances, LiquidationTerms } from "./aave.ts";
import type { LendingMarket, Quote } from "./market.ts";
import type { Position } from "./position.ts";

/** A liquidation that happened. */
export interface Seizure {
  readonly id: number;
  readonly before: Balances;
  readonly seizedUsd: number;
}

/** Positions whose health by floating point stands above this are not looked at in whole units: far above its error. */
const SURELY_HEALTHY = 1.000001;
const ALL = 2n ** 256n - 1n;

/** Loans of one collateral that the pool lets be liquidated. */
export function dueLoans(
  loans: readonly Position[],
  quote: Quote,
  liquidationThresholdBps: number,
): Position[] {
  const [share, exact] = [liquidationThresholdBps / 10_000, BigInt(liquidationThresholdBps)];
  return loans.filter(
    ({ tokens, debtUsd, balances }) =>
      tokens * quote.usd * share <= debtUsd * SURELY_HEALTHY && isLiquidatable(balances, quote.answer, exact),
  );
}

/** What liquidators do with them within an hour: the demo's plan, carried out by the pool's own arithmetic. */
export function liquidateDue(
  market: LendingMarket,
  due: readonly Position[],
  quote: Quote,
  terms: LiquidationTerms,
  selling: SellingConditions,
): Seizure[] {
  const threshold = Number(terms.liquidationThresholdBps) / 10_000;
  const candidates = due.map(({ borrower, tokens, debtUsd }) => {
    const collateralUsd = tokens * quote.usd;
    const health = healthOf(collateralUsd, debtUsd, threshold);
    return { id: borrower.id, collateralUsd, debtUsd, health };
  });
  const byId = new Map(due.map((position) => [position.borrower.id, position]));
  const seizures: Seizure[] = [];
  for (const { id, whole, repayUsd } of planLiquidations(candidates, selling)) {
    const position = byId.get(id);
    if (position === undefined) continue;
    const before = position.balances;
    const done = market.liquidate(position, terms, whole ? ALL : toUnits(repayUsd, 1, DEBT_DECIMALS));
    // A refusal is the pool's word: the loan waits an hour, as in the demo.
    if (typeof done === "string") continue;
    seizures.push({ id, before, seizedUsd: (Number(done.seized) / 10 ** COLLATERAL_DECIMALS) * quote.usd });
  }
  return seizures;
}
