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
  liquidated = false;
  #collateral = 0n;
  #debt = 0n;
  #tokens = 0;
  #debtUsd = 0;

  constructor({ borrower, leavesAt, walletUsd }: Stay, balances: Balances) {
    this.borrower = borrower;
    this.leavesAt = leavesAt;
    this.walletUsd = walletUsd;
    this.set(balances);
  }

  get balances(): Balances {
    return { collateral: this.#collateral, debt: this.#debt };
  }

  /** Collateral in whole tokens. */
  get tokens(): number {
    return this.#tokens;
  }

  get debtUsd(): number {
    return this.#debtUsd;
  }

  set({ collateral, debt }: Balances): void {
    this.#collateral = collateral;
    this.#debt = debt;
    this.#tokens = Number(collateral) / 10 ** COLLATERAL_DECIMALS;
    this.#debtUsd = Number(debt) / 10 ** DEBT_DECIMALS;
  }
}
