import { createRandom, seedOf } from "../random.ts";
import type { Random } from "../random.ts";
import type { Economy } from "../scenario.ts";
import { COLLATERALS, drawdown24h } from "../path/price-path.ts";
import type { PricePath } from "../path/price-path.ts";
import { drawBorrower, drawSize } from "./book.ts";
import type { Borrower, BorrowerType } from "./borrower.ts";
import type { Loan } from "./book.ts";

/** Somebody new with collateral in hand; how much is borrowed depends on the LTV that the side allows then. */
export interface Arrival {
  readonly borrower: Borrower;
  readonly equityUsd: number;
}

const IDS_PER_HOUR = 1_000;

/**
 * Who comes in an hour, drawn from the seed, the hour and the price alone, so the same on both sides.
 * Dip buyers come for an asset while it stands well below its 24-hour high.
 */
export function arrivalsAt(
  economy: Economy,
  seed: number,
  path: PricePath,
  index: number,
  step: number,
): Arrival[] {
  const random = createRandom(seedOf(seed, `arrivals ${index}`));
  const { steadyPerHour, loopersPerHour, dipBuyersPerHour, dipDrawdown } = economy.arrivals;
  const types: BorrowerType[] = [
    ...repeat<BorrowerType>("holder", poisson(random, steadyPerHour * step)),
    ...repeat<BorrowerType>("looper", poisson(random, loopersPerHour * step)),
    ...repeat<BorrowerType>("dip-buyer", poisson(random, dipBuyersPerHour * step)),
  ];
  const dips = new Set(COLLATERALS.filter((asset) => drawdown24h(path, asset, index) >= dipDrawdown));
  return types
    .map((type, i) => ({
      borrower: drawBorrower(economy, random, index * IDS_PER_HOUR + i, type),
      equityUsd: drawSize(economy, random),
    }))
    .filter(({ borrower }) => borrower.type !== "dip-buyer" || dips.has(borrower.collateral));
}

/**
 * The loan that an arrival takes where `ltv` is allowed; undefined where nothing is lent.
 * A looper buys more collateral with what it borrows, and again, up to the leverage that the LTV allows.
 */
export function sizeLoan({ borrower, equityUsd }: Arrival, ltv: number): Loan | undefined {
  const share = borrower.traits.utilisation * ltv;
  if (share <= 0) return undefined;
  const collateralUsd = borrower.type === "looper" ? equityUsd / (1 - share) : equityUsd;
  return { borrower, collateralUsd, debtUsd: collateralUsd * share };
}

const repeat = <T>(value: T, times: number): T[] => new Array<T>(times).fill(value);

/** Knuth's draw from a Poisson distribution, for small means. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) ++count;
  return count;
}
