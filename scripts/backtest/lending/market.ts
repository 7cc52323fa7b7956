import type { Loan } from "../../demo/economy/book.ts";
import type { Decision } from "../../demo/economy/rules.ts";
import { toUnits } from "../../demo/economy/units.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { COLLATERAL_DECIMALS, DEBT_DECIMALS, isBorrowable, liquidationOf } from "./aave.ts";
import type { Balances, Liquidation, LiquidationTerms, Refusal } from "./aave.ts";
import { openAccounts } from "./accounts.ts";
import type { Accounts } from "./accounts.ts";
import { Position } from "./position.ts";

/** A collateral's price in one hour, as the pool reads it and as borrowers do. */
export interface Quote {
  readonly usd: number;
  /** With 8 decimals. */
  readonly answer: bigint;
}

const DOLLAR_USD = 1;

/** The loans of one pool. Every change goes through here and is booked, so that no value appears or disappears. */
export class LendingMarket {
  readonly accounts: Accounts = openAccounts();
  readonly #loans: Readonly<Record<Collateral, Position[]>> = { WETH: [], WBTC: [], wstETH: [], LINK: [] };

  /** The loans against one collateral. Whoever changes them on the way goes from the last to the first. */
  against(asset: Collateral): readonly Position[] {
    return this.#loans[asset];
  }

  /** Opens a loan; refused, as the pool would, where the LTV (bps) does not bear it. */
  open({ borrower, collateralUsd, debtUsd }: Loan, leavesAt: number, quote: Quote, ltvBps: number): boolean {
    const balances = {
      collateral: toUnits(collateralUsd, quote.usd, COLLATERAL_DECIMALS),
      debt: toUnits(debtUsd, DOLLAR_USD, DEBT_DECIMALS),
    };
    if (balances.debt === 0n || !isBorrowable(balances, quote.answer, BigInt(ltvBps))) return false;
    const walletUsd = collateralUsd * borrower.traits.walletShare;
    const loans = this.#loans[borrower.collateral];
    loans.push(new Position({ borrower, leavesAt, walletUsd }, balances, loans.length));
    const account = this.accounts[borrower.collateral];
    account.supplied += balances.collateral;
    account.borrowed += balances.debt;
    return true;
  }

  /** Does what a borrower decided; a borrowing that the LTV (bps) does not bear is refused as a whole. */
  change(position: Position, decision: Decision, quote: Quote, ltvBps: number): boolean {
    const { collateral, debt } = position.balances;
    const supply = toUnits(decision.supplyUsd, quote.usd, COLLATERAL_DECIMALS);
    const borrow = toUnits(decision.borrowUsd, DOLLAR_USD, DEBT_DECIMALS);
    const asked = toUnits(decision.repayUsd, DOLLAR_USD, DEBT_DECIMALS);
    const repay = asked < debt ? asked : debt;
    const after: Balances = { collateral: collateral + supply, debt: debt + borrow - repay };
    if (borrow > 0n && !isBorrowable(after, quote.answer, BigInt(ltvBps))) return false;
    position.walletUsd -= decision.walletUsd;
    const account = this.accounts[position.borrower.collateral];
    account.supplied += supply;
    account.borrowed += borrow;
    account.repaid += repay;
    this.#settle(position, after);
    return true;
  }

  /** Repays everything and takes the collateral out. */
  leave(position: Position): void {
    const { collateral, debt } = position.balances;
    this.accounts[position.borrower.collateral].repaid += debt;
    this.#settle(position, { collateral, debt: 0n });
  }

  /** One liquidation call for at most `debtToCover` units. */
  liquidate(position: Position, terms: LiquidationTerms, debtToCover: bigint): Liquidation | Refusal {
    const before = position.balances;
    const done = liquidationOf(before, terms, debtToCover);
    if (typeof done === "string") return done;
    const account = this.accounts[position.borrower.collateral];
    account.repaid += done.repaid;
    account.seized += done.seized;
    account.deficit += done.deficit;
    this.#settle(position, {
      collateral: before.collateral - done.seized,
      debt: before.debt - done.repaid - done.deficit,
    });
    return done;
  }

  /** A loan without debt is over: what is left of the collateral goes back to the borrower. */
  #settle(position: Position, balances: Balances): void {
    if (balances.debt > 0n) {
      position.settle(balances);
      return;
    }
    const asset = position.borrower.collateral;
    this.accounts[asset].withdrawn += balances.collateral;
    position.settle({ collateral: 0n, debt: 0n });
    const loans = this.#loans[asset];
    const last = loans.pop();
    if (last === undefined || last === position) return;
    loans[position.place] = last;
    last.place = position.place;
  }
}
