import { decide } from "../../demo/economy/rules.ts";
import type { HourConditions } from "../../demo/economy/side.ts";
import { toAnswer } from "../../demo/economy/units.ts";
import { looksAfterLoan } from "../../demo/economy/borrower.ts";
import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { DEBT_DECIMALS, isLiquidatable } from "./aave.ts";
import type { Balances } from "./aave.ts";
import type { Anchors, RatioPaths } from "./anchors.ts";
import { deficitOf } from "./accounts.ts";
import { duePositions, liquidateDue } from "./liquidators.ts";
import { LendingMarket } from "./market.ts";
import type { Quote } from "./market.ts";
import type { Comer, Stage, StageHour, Terms } from "./stage.ts";

/** A liquidation in a run: what became of whom, when. */
export interface LiquidationRecord {
  readonly hour: number;
  readonly id: number;
  readonly seizedUsd: number;
}

/** What a window did to one side. Arrays have one entry an hour, sums run from the window's start. */
export interface SimulationResult {
  readonly badDebtUsd: Float64Array;
  readonly liquidatedUsd: Float64Array;
  /** Share of the borrow capacity at the anchors that the hour's LTVs withhold, by value held. */
  readonly capacityLost: Float64Array;
  readonly liquidations: readonly LiquidationRecord[];
  /** Liquidations of loans that the anchors, with the same balances in the same hour, would not have let be liquidated. */
  readonly causedByTerms: number;
  readonly borrowedUsd: number;
  readonly market: LendingMarket;
}

type Quotes = Readonly<Record<Collateral, Quote>>;

/** Lives a window through, hour by hour, in the order of the demo: terms, borrowers, arrivals, liquidators, count. */
export function simulate(stage: Stage, anchors: Anchors, paths: RatioPaths): SimulationResult {
  const run = new Run(anchors, paths, stage.hours.length);
  stage.hours.forEach((hour, i) => {
    run.live(hour, i);
  });
  return run.result();
}

class Run {
  readonly #market = new LendingMarket();
  readonly #anchors: Anchors;
  readonly #paths: RatioPaths;
  readonly #badDebt: Float64Array;
  readonly #liquidated: Float64Array;
  readonly #capacity: Float64Array;
  readonly #liquidations: LiquidationRecord[] = [];
  #causedByTerms = 0;
  #liquidatedUsd = 0;

  constructor(anchors: Anchors, paths: RatioPaths, hours: number) {
    this.#anchors = anchors;
    this.#paths = paths;
    this.#badDebt = new Float64Array(hours);
    this.#liquidated = new Float64Array(hours);
    this.#capacity = new Float64Array(hours);
  }

  live({ conditions, comers }: StageHour, i: number): void {
    const quotes = byCollateral((asset) => quoteOf(conditions.prices[asset]));
    const terms = byCollateral((asset) => ({
      ltv: ratioAt(this.#paths[asset].ltvBps, i) / ONE_BPS,
      liquidationThreshold: ratioAt(this.#paths[asset].liquidationThresholdBps, i) / ONE_BPS,
    }));
    this.#capacity[i] = this.#capacityLost(quotes, terms);
    this.#leave(quotes, i);
    this.#borrowersAct(conditions, quotes, terms);
    this.#arrive(comers, quotes, terms);
    this.#liquidatorsAct(conditions, quotes, i);
    this.#badDebt[i] = this.#badDebtUsd(quotes);
    this.#liquidated[i] = this.#liquidatedUsd;
  }

  result(): SimulationResult {
    const borrowed = COLLATERALS.reduce((sum, asset) => sum + this.#market.accounts[asset].borrowed, 0n);
    return {
      badDebtUsd: this.#badDebt,
      liquidatedUsd: this.#liquidated,
      capacityLost: this.#capacity,
      liquidations: this.#liquidations,
      causedByTerms: this.#causedByTerms,
      borrowedUsd: Number(borrowed) / 10 ** DEBT_DECIMALS,
      market: this.#market,
    };
  }

  #capacityLost(quotes: Quotes, terms: Terms): number {
    const held = byCollateral(() => 0);
    for (const { borrower, tokens } of this.#market.positions) {
      held[borrower.collateral] += tokens * quotes[borrower.collateral].usd;
    }
    let [full, lost] = [0, 0];
    for (const asset of COLLATERALS) {
      const anchor = this.#anchors[asset].ltvBps / ONE_BPS;
      full += anchor * held[asset];
      lost += Math.max(0, anchor - terms[asset].ltv) * held[asset];
    }
    return full === 0 ? 0 : lost / full;
  }

  /** Nobody repays a debt that is worth more than the collateral behind it. */
  #leave(quotes: Quotes, i: number): void {
    for (const position of this.#market.positions) {
      if (position.leavesAt > i) continue;
      const worth = position.tokens * quotes[position.borrower.collateral].usd;
      if (worth > position.debtUsd) this.#market.leave(position);
    }
  }

  #borrowersAct({ dayReturn, step }: HourConditions, quotes: Quotes, terms: Terms): void {
    for (const position of this.#market.positions) {
      const { borrower, debtUsd, walletUsd } = position;
      if (!looksAfterLoan(borrower.type)) continue;
      const asset = borrower.collateral;
      const { ltv, liquidationThreshold } = terms[asset];
      const collateralUsd = position.tokens * quotes[asset].usd;
      const below = collateralUsd * liquidationThreshold < borrower.traits.alarmHealth * debtUsd;
      position.hoursBelowAlarm = below ? position.hoursBelowAlarm + step : 0;
      const decision = decide({
        ...{ borrower, collateralUsd, debtUsd, walletUsd, ltv, liquidationThreshold },
        hoursBelowAlarm: position.hoursBelowAlarm,
        dayReturn: dayReturn[asset],
      });
      if (decision !== undefined) this.#market.change(position, decision, quotes[asset], toBps(ltv));
    }
  }

  #arrive(comers: readonly Comer[], quotes: Quotes, terms: Terms): void {
    for (const { leavesAt, loan } of comers) {
      const wanted = loan(terms);
      if (wanted === undefined) continue;
      const asset = wanted.borrower.collateral;
      this.#market.open(wanted, leavesAt, quotes[asset], toBps(terms[asset].ltv));
    }
  }

  #liquidatorsAct({ depthUsd, gasUsd }: HourConditions, quotes: Quotes, i: number): void {
    for (const asset of COLLATERALS) {
      const { bonusBps } = this.#anchors[asset];
      const thresholdBps = ratioAt(this.#paths[asset].liquidationThresholdBps, i);
      const due = duePositions(this.#market, asset, quotes[asset], thresholdBps);
      if (due.length === 0) continue;
      const terms = {
        price: quotes[asset].answer,
        liquidationThresholdBps: BigInt(thresholdBps),
        bonusBps: BigInt(bonusBps),
      };
      const before = new Map(due.map(({ borrower, balances }) => [borrower.id, balances]));
      const selling = { bonus: bonusBps / ONE_BPS, depthUsd: depthUsd[asset], gasUsd };
      for (const { id, seizedUsd } of liquidateDue(this.#market, due, quotes[asset], terms, selling)) {
        this.#count({ hour: i, id, seizedUsd }, asset, before.get(id), quotes[asset]);
      }
    }
  }

  #count(record: LiquidationRecord, asset: Collateral, before: Balances | undefined, quote: Quote): void {
    const anchor = BigInt(this.#anchors[asset].liquidationThresholdBps);
    if (before === undefined || !isLiquidatable(before, quote.answer, anchor)) this.#causedByTerms += 1;
    this.#liquidatedUsd += record.seizedUsd;
    this.#liquidations.push(record);
  }

  /** Written off, or owed beyond the collateral now. */
  #badDebtUsd(quotes: Quotes): number {
    let shortfall = 0;
    for (const { borrower, tokens, debtUsd } of this.#market.positions) {
      const worth = tokens * quotes[borrower.collateral].usd;
      if (debtUsd > worth) shortfall += debtUsd - worth;
    }
    return Number(deficitOf(this.#market.accounts)) / 10 ** DEBT_DECIMALS + shortfall;
  }
}

const ONE_BPS = 10_000;

const toBps = (share: number): number => Math.round(share * ONE_BPS);

const quoteOf = (usd: number): Quote => ({ usd, answer: toAnswer(usd) });

const byCollateral = <T>(of: (asset: Collateral) => T): Record<Collateral, T> => ({
  WETH: of("WETH"),
  WBTC: of("WBTC"),
  wstETH: of("wstETH"),
  LINK: of("LINK"),
});

function ratioAt(values: ArrayLike<number>, hour: number): number {
  const value = values[hour];
  if (value === undefined) throw new RangeError(`A side has no ratio for hour ${hour} of its window.`);
  return value;
}
