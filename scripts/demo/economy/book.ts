import { createRandom, seedOf } from "../random.ts";
import type { Random } from "../random.ts";
import type { Economy } from "../scenario.ts";
import { COLLATERALS, STABLES } from "../path/price-path.ts";
import type { Collateral, Stable } from "../path/price-path.ts";
import { drawTraits } from "./borrower.ts";
import type { Borrower, BorrowerType } from "./borrower.ts";

/** What Aave asks of a collateral at the start, as fractions. */
export interface CollateralTerms {
  readonly ltv: number;
  readonly liquidationThreshold: number;
}

/** A loan as it stands when it is opened, in USD. */
export interface Loan {
  readonly borrower: Borrower;
  readonly collateralUsd: number;
  readonly debtUsd: number;
}

/** A loan may not be opened right at the LTV: a later block's rounding would refuse it. */
const OPENING_MARGIN = 0.995;

/** The loans that both sides start with: the same borrowers, sizes and health factors. */
export function createBook(
  economy: Economy,
  seed: number,
  terms: Readonly<Record<Collateral, CollateralTerms>>,
): Loan[] {
  const random = createRandom(seedOf(seed, "book"));
  return Array.from({ length: economy.book.borrowers }, (_, id) => drawLoan(economy, random, terms, id));
}

function drawLoan(
  economy: Economy,
  random: Random,
  terms: Readonly<Record<Collateral, CollateralTerms>>,
  id: number,
): Loan {
  const { book } = economy;
  const borrower = drawBorrower(economy, random, id, random.pick(typesOf(economy)));
  const collateralUsd = drawSize(economy, random);
  const { ltv, liquidationThreshold } = terms[borrower.collateral];
  const health = quantile(book.healthFactors, random.uniform());
  const wanted = (collateralUsd * liquidationThreshold) / health;
  return { borrower, collateralUsd, debtUsd: Math.min(wanted, collateralUsd * ltv * OPENING_MARGIN) };
}

const typesOf = (economy: Economy): [BorrowerType, number][] => {
  const { holder, attentive, late, looper } = economy.book.typeShares;
  return [
    ["holder", holder],
    ["attentive", attentive],
    ["late", late],
    ["looper", looper],
  ];
};

/** Draws who comes: assets by the book's shares, habits by type. */
export function drawBorrower(economy: Economy, random: Random, id: number, type: BorrowerType): Borrower {
  const { collateralShares, debtShares } = economy.book;
  const collateral = random.pick<Collateral>(COLLATERALS.map((asset) => [asset, collateralShares[asset]]));
  const debt = random.pick<Stable>(STABLES.map((asset) => [asset, debtShares[asset]]));
  return { id, type, collateral, debt, traits: drawTraits(type, random) };
}

/** A size in USD from the book's log-normal, cut at its bounds. */
export function drawSize(economy: Economy, random: Random): number {
  const { median, logSigma, min, max } = economy.book.collateralUsd;
  return Math.min(max, Math.max(min, median * Math.exp(logSigma * random.normal())));
}

/** The value at quantile `q` of a table of [quantile, value], straight lines between. */
export function quantile(table: readonly (readonly [number, number])[], q: number): number {
  const above = table.findIndex(([at]) => at >= q);
  const [high, low] = [table[above] ?? table.at(-1), table[Math.max(0, above - 1)]];
  if (high === undefined || low === undefined) throw new RangeError("A quantile table needs two rows.");
  if (above <= 0 || high[0] === low[0]) return high[1];
  return low[1] + ((high[1] - low[1]) * (q - low[0])) / (high[0] - low[0]);
}
