import type { Borrower } from "../../demo/economy/borrower.ts";
import { COLLATERAL_DECIMALS, DEBT_DECIMALS } from "./aave.ts";
import type { Balances } from "./aave.ts";

/** What a borrower brings along besides the loan. */
export interface Stay {
  readonly borrower: Borrower;
  /** Hour at which the borrower repays and goes, if the collateral is still worth more than the debt. */
  readonly leavesAt: number;
  readonly walletUsd: number;
}

/** One loan. The integers are the truth; `tokens` and `debtUsd` mirror them for the hours in which nothing happens. */
export class Position {
  readonly borrower: Borrower;
  readonly leavesAt: number;
  walletUsd: number;
  hoursBelowAlarm = 0;
  balances: Balances;
  /** Collateral in whole tokens. */
  tokens = 0;
  debtUsd = 0;
  /** Its place among its market's loans; the market's own. */
  place: number;

  constructor({ borrower, leavesAt, walletUsd }: Stay, balances: Balances, place: number) {
    this.borrower = borrower;
    this.leavesAt = leavesAt;
    this.walletUsd = walletUsd;
    this.place = place;
    this.balances = balances;
    this.settle(balances);
  }

  /** Sets the balances and what mirrors them. */
  settle(balances: Balances): void {
    this.balances = balances;
    this.tokens = Number(balances.collateral) / 10 ** COLLATERAL_DECIMALS;
    this.debtUsd = Number(balances.debt) / 10 ** DEBT_DECIMALS;
  }
}
