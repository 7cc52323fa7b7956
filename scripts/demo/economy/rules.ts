import { looksAfterLoan } from "./borrower.ts";
import type { Borrower } from "./borrower.ts";

/** What a borrower sees of its loan and of its side's market, in USD and fractions. */
export interface LoanView {
  readonly borrower: Borrower;
  readonly collateralUsd: number;
  readonly debtUsd: number;
  /** What is left of the wallet, in USD. */
  readonly walletUsd: number;
  /** Hours for which the health factor has stood below the borrower's alarm; 0 while it does not. */
  readonly hoursBelowAlarm: number;
  readonly ltv: number;
  readonly liquidationThreshold: number;
  /** Return of the collateral over the last 24 hours. */
  readonly dayReturn: number;
}

/** What a borrower does, in USD. */
export interface Decision {
  readonly supplyUsd: number;
  readonly borrowUsd: number;
  readonly repayUsd: number;
  /** How much of the wallet it takes. */
  readonly walletUsd: number;
}

/** Health factor that a rescue aims at, above the alarm. */
const RESCUE_MARGIN = 0.25;
/** A looper takes up more debt after such a day, and only if it is worth the gas. */
const RELEVER_RETURN = 0.02;
const RELEVER_ROOM = 0.04;
const SMALLEST_USD = 100;

export const healthOf = (collateralUsd: number, debtUsd: number, liquidationThreshold: number): number =>
  debtUsd <= 0 ? Infinity : (collateralUsd * liquidationThreshold) / debtUsd;

/** The borrower's next step under the stated rules, or undefined where it does nothing. */
export function decide(view: LoanView): Decision | undefined {
  const { type } = view.borrower;
  if (!looksAfterLoan(type) || view.debtUsd <= 0) return undefined;
  const rescue = rescueOf(view);
  if (rescue !== undefined) return rescue;
  return type === "looper" ? releverOf(view) : undefined;
}

function rescueOf(view: LoanView): Decision | undefined {
  const { borrower, collateralUsd, debtUsd, liquidationThreshold, walletUsd } = view;
  const { alarmHealth, reactionHours, repays } = borrower.traits;
  const health = healthOf(collateralUsd, debtUsd, liquidationThreshold);
  if (health >= alarmHealth || view.hoursBelowAlarm < reactionHours) return undefined;
  const target = alarmHealth + RESCUE_MARGIN;
  const missing = repays
    ? debtUsd - (collateralUsd * liquidationThreshold) / target
    : (target * debtUsd) / liquidationThreshold - collateralUsd;
  const spend = Math.min(missing, walletUsd, repays ? debtUsd : Infinity);
  if (spend < SMALLEST_USD) return undefined;
  return {
    supplyUsd: repays ? 0 : spend,
    repayUsd: repays ? spend : 0,
    borrowUsd: 0,
    walletUsd: spend,
  };
}

function releverOf({ borrower, collateralUsd, debtUsd, ltv, dayReturn }: LoanView): Decision | undefined {
  const share = borrower.traits.utilisation * ltv;
  if (dayReturn < RELEVER_RETURN || debtUsd / collateralUsd > share - RELEVER_ROOM) return undefined;
  const borrowUsd = (share * collateralUsd - debtUsd) / (1 - share);
  if (borrowUsd < SMALLEST_USD) return undefined;
  return { supplyUsd: borrowUsd, borrowUsd, repayUsd: 0, walletUsd: 0 };
}
