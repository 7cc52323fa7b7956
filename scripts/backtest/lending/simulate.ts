import type { CollateralTerms } from "../../demo/economy/book.ts";
import { decide } from "../../demo/economy/rules.ts";
import type { HourConditions } from "../../demo/economy/side.ts";
import { toAnswer } from "../../demo/economy/units.ts";
import { looksAfterLoan } from "../../demo/economy/borrower.ts";
import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { DEBT_DECIMALS, isLiquidatable } from "./aave.ts";
import type { Anchors, RatioPaths } from "./anchors.ts";
import { deficitOf } from "./accounts.ts";
import { dueLoans, liquidateDue } from "./liquidators.ts";
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
  /** Collateral that was held at the hour's start, USD. */
  readonly heldUsd: Readonly<Record<Collateral, Float64Array>>;
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
  readonly #held: Readonly<Record<Collateral, Float64Array>>;
  readonly #liquidations: LiquidationRecord[] = [];
  #causedByTerms = 0;
  #liquidatedUsd = 0;

  constructor(anchors: Anchors, paths: RatioPaths, hours: number) {
    this.#anchors = anchors;
    this.#paths = paths;
    this.#badDebt = new Float64Array(hours);
    this.#liquidated = new Float64Array(hours);
    this.#capacity = new Float64Array(hours);
    this.#held = byCollateral(() => new Float64Array(hours));
  }

  live({ conditions, comers }: StageHour, i: number): void {
    const quotes = byCollateral((asset) => quoteOf(conditions.prices[asset]));
    const terms = byCollateral((asset) => ({
      ltv: ratioAt(this.#paths[asset].ltvBps, i) / ONE_BPS,
      liquidationThreshold: ratioAt(this.#paths[asset].liquidationThresholdBps, i) / ONE_BPS,
    }));
    let [full, lost, shortfall] = [0, 0, 0];
    for (const asset of COLLATERALS) {
      const anchor = this.#anchors[asset].ltvBps / ONE_BPS;
      const heldUsd = this.#borrowersAct(asset, conditions, quotes[asset], terms[asset], i);
      this.#held[asset][i] = heldUsd;
      full += anchor * heldUsd;
      lost += Math.max(0, anchor - terms[asset].ltv) * heldUsd;
    }
    this.#arrive(comers, quotes, terms);
    for (const asset of COLLATERALS) shortfall += this.#liquidatorsAct(asset, conditions, quotes[asset], i);
    this.#capacity[i] = full === 0 ? 0 : lost / full;
    this.#badDebt[i] = Number(deficitOf(this.#market.accounts)) / 10 ** DEBT_DECIMALS + shortfall;
    this.#liquidated[i] = this.#liquidatedUsd;
  }

  result(): SimulationResult {
    const borrowed = COLLATERALS.reduce((sum, asset) => sum + this.#market.accounts[asset].borrowed, 0n);
    return {
      badDebtUsd: this.#badDebt,
      liquidatedUsd: this.#liquidated,
      capacityLost: this.#capacity,
      heldUsd: this.#held,
      liquidations: this.#liquidations,
      causedByTerms: this.#causedByTerms,
      borrowedUsd: Number(borrowed) / 10 ** DEBT_DECIMALS,
      market: this.#market,
    };
  }

  /**
   * Who has stayed long enough goes, the others do as the demo's rules say. Nobody repays a debt that is worth more than
   * the collateral behind it, and a frozen collateral takes no rescue in. Returns the collateral that was held at the hour's start, in USD.
   */
  #borrowersAct(
    asset: Collateral,
    { dayReturn, step }: HourConditions,
    quote: Quote,
    { ltv, liquidationThreshold }: CollateralTerms,
    hour: number,
  ): number {
    const loans = this.#market.against(asset);
    const frozen = this.#paths[asset].frozen?.[hour] === 1;
    let heldUsd = 0;
    for (let i = loans.length - 1; i >= 0; i--) {
      const position = loans[i];
      if (position === undefined) continue;
      const { borrower, debtUsd, walletUsd } = position;
      const collateralUsd = position.tokens * quote.usd;
      heldUsd += collateralUsd;
      if (position.leavesAt <= hour && collateralUsd > debtUsd) {
        this.#market.leave(position);
        continue;
      }
      if (!looksAfterLoan(borrower.type)) continue;
      const below = collateralUsd * liquidationThreshold < borrower.traits.alarmHealth * debtUsd;
      position.hoursBelowAlarm = below ? position.hoursBelowAlarm + step : 0;
      // Only a loan below its alarm is rescued and only loopers lever up again: nobody else has anything to decide.
      if (!below && borrower.type !== "looper") continue;
      const decision = decide({
        ...{ borrower, collateralUsd, debtUsd, walletUsd, ltv, liquidationThreshold },
        hoursBelowAlarm: position.hoursBelowAlarm,
        dayReturn: dayReturn[asset],
      });
      if (decision === undefined || (frozen && decision.supplyUsd > 0)) continue;
      this.#market.change(position, decision, quote, toBps(ltv));
    }
    return heldUsd;
  }

  #arrive(comers: readonly Comer[], quotes: Quotes, terms: Terms): void {
    for (const { leavesAt, loan } of comers) {
      const wanted = loan(terms);
      if (wanted === undefined) continue;
      const asset = wanted.borrower.collateral;
      this.#market.open(wanted, leavesAt, quotes[asset], toBps(terms[asset].ltv));
    }
  }

  /** Returns the debt above its collateral that is left: whoever has any stands below a health factor of one. */
  #liquidatorsAct(asset: Collateral, conditions: HourConditions, quote: Quote, hour: number): number {
    const { bonusBps, liquidationThresholdBps: anchor } = this.#anchors[asset];
    const thresholdBps = ratioAt(this.#paths[asset].liquidationThresholdBps, hour);
    const due = dueLoans(this.#market.against(asset), quote, thresholdBps);
    if (due.length === 0) return 0;
    const terms = {
      price: quote.answer,
      liquidationThresholdBps: BigInt(thresholdBps),
      bonusBps: BigInt(bonusBps),
    };
    const { depthUsd, gasUsd } = conditions;
    const selling = { bonus: bonusBps / ONE_BPS, depthUsd: depthUsd[asset], gasUsd };
    for (const { id, before, seizedUsd } of liquidateDue(this.#market, due, quote, terms, selling)) {
      if (!isLiquidatable(before, quote.answer, BigInt(anchor))) this.#causedByTerms += 1;
      this.#liquidatedUsd += seizedUsd;
      this.#liquidations.push({ hour, id, seizedUsd });
    }
    return due.reduce((sum, { tokens, debtUsd }) => sum + Math.max(0, debtUsd - tokens * quote.usd), 0);
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
