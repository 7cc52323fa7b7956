import { COLLATERALS } from "../path/price-path.ts";
import type { Collateral } from "../path/price-path.ts";
import type { CollateralTerms, Loan } from "./book.ts";
import { collateralUsd, debtUsd, healthAt, shortfallUsd } from "./position.ts";
import type { Position } from "./position.ts";
import { inBatches } from "./side-contracts.ts";
import type { SideContracts } from "./side-contracts.ts";
import type { Prices, Tokens } from "./tokens.ts";

/** Positions whose health factor by the last reading is below this are read again before anybody acts. */
const REREAD_BELOW = 1.06;
/** All positions are read again after so many hours, so that interest does not go unseen. */
const REREAD_ALL_HOURS = 24;
const BATCH = 100;

/** A loan that may be liquidated, with its health factor. */
export interface DueLoan {
  readonly position: Position;
  readonly health: number;
}

/** One side's loans as last read from the chain. */
export class Ledger {
  readonly #positions = new Map<number, Position>();
  readonly #contracts: SideContracts;
  readonly #tokens: Tokens;
  #hoursSinceReread = 0;

  constructor(contracts: SideContracts, tokens: Tokens) {
    this.#contracts = contracts;
    this.#tokens = tokens;
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()];
  }

  get(id: number): Position | undefined {
    return this.#positions.get(id);
  }

  add({ borrower, collateralUsd: size }: Loan, account: string): void {
    const walletUsd = size * borrower.traits.walletShare;
    const unread = { collateral: 0n, debt: 0n };
    this.#positions.set(borrower.id, {
      borrower,
      account,
      walletUsd,
      hoursBelowAlarm: 0,
      liquidated: false,
      ...unread,
    });
  }

  /** Reads the balances of some loans. */
  async read(ids: readonly number[]): Promise<void> {
    const positions = ids.flatMap((id) => this.#positions.get(id) ?? []);
    for (const batch of inBatches(positions, BATCH)) {
      const holdings = batch.map(({ account, borrower }) => ({
        account,
        collateral: this.#tokens[borrower.collateral].address,
        debt: this.#tokens[borrower.debt].address,
      }));
      // At the latest block: a pending block's time would follow the wall clock.
      const balances = await this.#contracts.borrowers.balances(holdings, { blockTag: "latest" });
      batch.forEach((position, i) => {
        const balance = balances[i];
        if (balance === undefined) return;
        position.collateral = balance.collateral;
        position.debt = balance.debt;
      });
    }
  }

  /** Reads again what new prices brought near liquidation, and from time to time everything. */
  async reread(
    prices: Prices,
    terms: Readonly<Record<Collateral, CollateralTerms>>,
    step: number,
  ): Promise<void> {
    this.#hoursSinceReread += step;
    const all = this.#hoursSinceReread >= REREAD_ALL_HOURS;
    if (all) this.#hoursSinceReread = 0;
    const due = this.positions.filter((position) => {
      const { liquidationThreshold } = terms[position.borrower.collateral];
      const health = healthAt(position, prices, this.#tokens, liquidationThreshold);
      return position.debt > 0n && (all || health < REREAD_BELOW);
    });
    await this.read(due.map(({ borrower }) => borrower.id));
  }

  /** Sums over all loans in USD. */
  sums(prices: Prices): { collateralUsd: number; debtUsd: number; shortfallUsd: number } {
    const sum = (of: (position: Position) => number): number =>
      this.positions.reduce((total, position) => total + of(position), 0);
    return {
      collateralUsd: sum((position) => collateralUsd(position, prices, this.#tokens)),
      debtUsd: sum((position) => debtUsd(position, prices, this.#tokens)),
      shortfallUsd: sum((position) => shortfallUsd(position, prices, this.#tokens)),
    };
  }

  /** USD of each collateral. */
  byCollateral(prices: Prices): Record<Collateral, number> {
    const held = { WETH: 0, WBTC: 0, wstETH: 0, LINK: 0 };
    for (const position of this.positions) {
      held[position.borrower.collateral] += collateralUsd(position, prices, this.#tokens);
    }
    return held;
  }

  /**
   * Loans of one collateral below a health factor of one, by the balances read this hour and the prices that the pool
   * reads: should the pool's own rounding differ in the last digit, its refusal is an event and the loan waits an hour.
   */
  liquidatable(asset: Collateral, prices: Prices, { liquidationThreshold }: CollateralTerms): DueLoan[] {
    return this.positions
      .filter(({ borrower, debt }) => borrower.collateral === asset && debt > 0n)
      .map((position) => ({
        position,
        health: healthAt(position, prices, this.#tokens, liquidationThreshold),
      }))
      .filter(({ health }) => health < 1);
  }
}

/** Borrow capacity that is missing against the anchor LTVs: as a share of all capacity, and in USD. */
export function capacityLost(
  held: Readonly<Record<Collateral, number>>,
  anchor: Readonly<Record<Collateral, CollateralTerms>>,
  now: Readonly<Record<Collateral, CollateralTerms>>,
): { share: number; usd: number } {
  const full = COLLATERALS.reduce((sum, asset) => sum + anchor[asset].ltv * held[asset], 0);
  const usd = COLLATERALS.reduce(
    (sum, asset) => sum + Math.max(0, anchor[asset].ltv - now[asset].ltv) * held[asset],
    0,
  );
  return { share: full === 0 ? 0 : usd / full, usd };
}
