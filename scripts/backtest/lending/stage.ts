import { sizeLoan } from "../../demo/economy/arrivals.ts";
import { createBook } from "../../demo/economy/book.ts";
import type { CollateralTerms, Loan } from "../../demo/economy/book.ts";
import { conditionsAt } from "../../demo/economy/conditions.ts";
import type { HourConditions } from "../../demo/economy/side.ts";
import type { Collateral, PricePath } from "../../demo/path/price-path.ts";
import { createRandom, seedOf } from "../../demo/random.ts";
import type { Random } from "../../demo/random.ts";
import type { Economy } from "../../demo/scenario.ts";

export type Terms = Readonly<Record<Collateral, CollateralTerms>>;

/** Somebody who comes in an hour; what is borrowed depends on the terms that the side offers then. */
export interface Comer {
  readonly leavesAt: number;
  readonly loan: (terms: Terms) => Loan | undefined;
}

/** One hour of a window, the same for every side. */
export interface StageHour {
  readonly conditions: HourConditions;
  readonly comers: readonly Comer[];
}

/** Everything that happens to a market, whatever its parameters: prices, depth, gas, and who comes and goes. */
export interface Stage {
  readonly path: PricePath;
  readonly hours: readonly StageHour[];
}

/**
 * The demo's windows last days, these last months: its residents would grow old and its arrivals pile up. So residents
 * are renewed (each stays a month on average and is followed by another from the same book), and whoever arrives stays
 * three days on average, so that as many stand in the market as at the end of the demo's windows. Both are assumptions.
 */
const RESIDENT_HOURS = 720;
const ARRIVAL_HOURS = 72;

/** Draws a window's stage from its seed. Nothing in it depends on what a side does. */
export function createStage(economy: Economy, seed: number, path: PricePath): Stage {
  const count = path.to - path.from + 1;
  const comers: Comer[][] = Array.from({ length: count }, () => []);
  for (const { hour, comer } of residents(economy, seed, count)) comers[hour]?.push(comer);
  const stays = createRandom(seedOf(seed, "stays of arrivals"));
  const hours = comers.map((list, hour) => {
    const conditions = conditionsAt(economy, seed, path, path.from + hour, 1);
    for (const arrival of conditions.arrivals) {
      list.push({
        leavesAt: hour + stay(stays, ARRIVAL_HOURS),
        loan: (terms) => sizeLoan(arrival, terms[arrival.borrower.collateral].ltv),
      });
    }
    return { conditions, comers: list };
  });
  return { path, hours };
}

/** Residents of the first hour, and whoever follows each of them. */
function* residents(
  economy: Economy,
  seed: number,
  hours: number,
): Generator<{ hour: number; comer: Comer }> {
  const random = createRandom(seedOf(seed, "stays of residents"));
  let id = 0;
  for (let place = 0; place < economy.book.borrowers; place++) {
    for (let hour = 0; hour < hours;) {
      const leavesAt = hour + stay(random, RESIDENT_HOURS);
      // Arrivals are numbered from above.
      id -= 1;
      yield { hour, comer: { leavesAt, loan: residentLoan(economy, seed, id) } };
      hour = leavesAt;
    }
  }
}

/** The same draws whatever the terms are, so that both sides meet the same person. */
function residentLoan(economy: Economy, seed: number, id: number): (terms: Terms) => Loan | undefined {
  const one = { ...economy, book: { ...economy.book, borrowers: 1 } };
  const ownSeed = seedOf(seed, `resident ${id}`);
  return (terms) =>
    createBook(one, ownSeed, terms)
      .map((loan) => ({ ...loan, borrower: { ...loan.borrower, id } }))
      .at(0);
}

/** Whole hours, at least one, exponentially distributed: who has stayed long stays no longer than others. */
const stay = (random: Random, meanHours: number): number =>
  Math.max(1, Math.round(-meanHours * Math.log(1 - random.uniform())));
