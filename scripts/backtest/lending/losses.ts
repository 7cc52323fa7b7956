import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import type { Anchors } from "./anchors.ts";

/** A loan of a book at today's price, in USD. */
export interface BookLoan {
  readonly asset: Collateral;
  readonly collateralUsd: number;
  readonly debtUsd: number;
}

/** What a fall does to a book, in USD. */
export interface Losses {
  /** Collateral seized until every loan is sound or out of collateral. */
  readonly liquidatedUsd: number;
  readonly badDebtUsd: number;
}

/** P(fall >= fall) over the horizon, for falls in (0, 1); it does not rise with the fall. */
export type Exceedance = (fall: number) => number;

/**
 * What a fall of `fall` (0.2 is twenty per cent) leaves of a book once every liquidation that it makes due is done at the
 * fallen price. A liquidation at the bonus b leaves debt - collateral / b as it was, so in which order, in which parts
 * and how fast liquidators work does not matter: a loan below a health factor of one ends with max(0, D - C / b) of bad
 * debt. (A loan with C >= D * b is sound again when C falls to the threshold's side; the least seizure that does it is
 * counted.) Falling prices while liquidators wait for depth are `simulate`'s.
 */
export function lossesAtShock(
  book: readonly BookLoan[],
  falls: Readonly<Record<Collateral, number>>,
  anchors: Anchors,
): Losses {
  let [liquidatedUsd, badDebtUsd] = [0, 0];
  for (const { asset, collateralUsd, debtUsd } of book) {
    const { liquidationThresholdBps, bonusBps } = anchors[asset];
    const [threshold, bonus] = [liquidationThresholdBps / 10_000, bonusBps / 10_000];
    const worth = collateralUsd * (1 - falls[asset]);
    if (debtUsd <= 0 || worth * threshold >= debtUsd) continue;
    badDebtUsd += Math.max(0, debtUsd - worth / bonus);
    // Seizing s repays s / b: (C - s) * t = D - s / b, or everything where that is never reached.
    liquidatedUsd += Math.min(worth, (debtUsd - worth * threshold) / (1 / bonus - threshold));
  }
  return { liquidatedUsd, badDebtUsd };
}

const STEPS = 400;
const DEEPEST = 0.999;

/**
 * Expected bad debt of a book over the horizon: the integral of P(fall >= d) over the bad debt that each further part of a
 * fall adds. Collaterals fall together in law only in so far as sums of expectations do not ask how they do.
 * @param exceedance of each collateral, from its forecast
 */
export function expectedBadDebt(
  book: readonly BookLoan[],
  exceedance: Readonly<Record<Collateral, Exceedance>>,
  anchors: Anchors,
): number {
  const still = { WETH: 0, WBTC: 0, wstETH: 0, LINK: 0 };
  let expected = 0;
  for (const asset of COLLATERALS) {
    const loans = book.filter((loan) => loan.asset === asset);
    if (loans.length === 0) continue;
    const lossAt = (fall: number): number =>
      lossesAtShock(loans, { ...still, [asset]: fall }, anchors).badDebtUsd;
    let before = lossAt(0);
    expected += before;
    for (let step = 1; step <= STEPS; step++) {
      const fall = (DEEPEST * step) / STEPS;
      const loss = lossAt(fall);
      const middle = fall - DEEPEST / STEPS / 2;
      expected += (loss - before) * exceedance[asset](middle);
      before = loss;
    }
  }
  return expected;
}
