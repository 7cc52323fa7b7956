import type { LoanView } from "./rules.ts";
import { healthOf } from "./rules.ts";
import type { Borrower } from "./borrower.ts";
import type { CollateralTerms } from "./book.ts";
import type { Prices, Tokens } from "./tokens.ts";
import { toUsd } from "./units.ts";

/** One loan on one side, as last read from the chain. */
export interface Position {
  readonly borrower: Borrower;
  readonly account: string;
  collateral: bigint;
  debt: bigint;
  walletUsd: number;
  hoursBelowAlarm: number;
  liquidated: boolean;
}

export function collateralUsd({ borrower, collateral }: Position, prices: Prices, tokens: Tokens): number {
  return toUsd(collateral, prices[borrower.collateral], tokens[borrower.collateral].decimals);
}

export function debtUsd({ borrower, debt }: Position, prices: Prices, tokens: Tokens): number {
  return toUsd(debt, prices[borrower.debt], tokens[borrower.debt].decimals);
}

/** Health factor by the amounts last read, which interest makes a little better than the pool's own. */
export function healthAt(
  position: Position,
  prices: Prices,
  tokens: Tokens,
  liquidationThreshold: number,
): number {
  const [collateral, debt] = [collateralUsd(position, prices, tokens), debtUsd(position, prices, tokens)];
  return healthOf(collateral, debt, liquidationThreshold);
}

/** Debt that the collateral does not cover. */
export function shortfallUsd(position: Position, prices: Prices, tokens: Tokens): number {
  return Math.max(0, debtUsd(position, prices, tokens) - collateralUsd(position, prices, tokens));
}

/** What the borrower sees. */
export function viewOf(
  position: Position,
  prices: Prices,
  tokens: Tokens,
  terms: CollateralTerms,
  dayReturn: number,
): LoanView {
  return {
    borrower: position.borrower,
    collateralUsd: collateralUsd(position, prices, tokens),
    debtUsd: debtUsd(position, prices, tokens),
    walletUsd: position.walletUsd,
    hoursBelowAlarm: position.hoursBelowAlarm,
    ltv: terms.ltv,
    liquidationThreshold: terms.liquidationThreshold,
    dayReturn,
  };
}
