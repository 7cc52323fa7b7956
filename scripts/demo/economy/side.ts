import type { ContractTransactionResponse } from "ethers";
import type { AaveMarket } from "../../deploy/deployAaveMarket.ts";
import type { LocalChain } from "../chain/local-chain.ts";
import { COLLATERALS, STABLES } from "../path/price-path.ts";
import type { Collateral, Stable } from "../path/price-path.ts";
import { sizeLoan } from "./arrivals.ts";
import type { Arrival } from "./arrivals.ts";
import type { CollateralTerms, Loan } from "./book.ts";
import { readCollateralStates } from "./collateral-states.ts";
import type { CollateralStates } from "./collateral-states.ts";
import { Ledger, capacityLost } from "./ledger.ts";
import { planLiquidations } from "./liquidation-plan.ts";
import type { PlannedLiquidation } from "./liquidation-plan.ts";
import { collateralUsd, debtUsd, healthAt, viewOf } from "./position.ts";
import type { Position } from "./position.ts";
import { decide } from "./rules.ts";
import type { Decision } from "./rules.ts";
import { deploySideContracts, inBatches, logsOf } from "./side-contracts.ts";
import type { SideContracts } from "./side-contracts.ts";
import type { Prices, Tokens } from "./tokens.ts";
import { toUnits, toUsd } from "./units.ts";

/** What the hour is like for everybody: the same on both sides. */
export interface HourConditions {
  readonly prices: Prices;
  readonly dayReturn: Readonly<Record<Collateral, number>>;
  readonly depthUsd: Readonly<Record<Collateral, number>>;
  readonly gasUsd: number;
  readonly arrivals: readonly Arrival[];
  /** Hours since the last one. */
  readonly step: number;
}

/** A side's running totals. */
export interface SideTotals {
  badDebtUsd: number;
  liquidatedUsd: number;
  usersLiquidated: number;
  capacityHoursLost: number;
  capacityUsdHoursLost: number;
  borrowedUsd: number;
  debtUsd: number;
  collateralUsd: number;
  /** Debt that could be liquidated and was not this hour: depth or gas did not allow it. */
  waitingUsd: number;
}

const NOTHING: SideTotals = {
  badDebtUsd: 0,
  liquidatedUsd: 0,
  usersLiquidated: 0,
  capacityHoursLost: 0,
  capacityUsdHoursLost: 0,
  borrowedUsd: 0,
  debtUsd: 0,
  collateralUsd: 0,
  waitingUsd: 0,
};

const BATCH = 25;
const ALL = 2n ** 256n - 1n;

/** One of the two identical markets: its borrowers, its liquidators and what became of them. */
export class Side {
  readonly market: AaveMarket;
  readonly totals: SideTotals = { ...NOTHING };
  readonly #chain: LocalChain;
  readonly #contracts: SideContracts;
  readonly #tokens: Tokens;
  readonly #ledger: Ledger;
  readonly #anchor: CollateralStates;
  #terms: Readonly<Record<Collateral, CollateralTerms>>;

  private constructor(
    chain: LocalChain,
    market: AaveMarket,
    contracts: SideContracts,
    tokens: Tokens,
    anchor: CollateralStates,
  ) {
    this.market = market;
    this.#chain = chain;
    this.#contracts = contracts;
    this.#tokens = tokens;
    this.#ledger = new Ledger(contracts, tokens);
    this.#anchor = anchor;
    this.#terms = anchor.terms;
  }

  /** Deploys the side's borrowers and liquidators and lends what there is to borrow. */
  static async create(
    chain: LocalChain,
    market: AaveMarket,
    tokens: Tokens,
    liquidity: Readonly<Record<Stable, bigint>>,
  ): Promise<Side> {
    const contracts = await deploySideContracts(chain.connection, market, tokens);
    for (const stable of STABLES) {
      await (await contracts.borrowers.lend(tokens[stable].address, liquidity[stable])).wait();
    }
    return new Side(chain, market, contracts, tokens, await readCollateralStates(market, tokens));
  }

  /** LTV and liquidation threshold in force, as last read. */
  get terms(): Readonly<Record<Collateral, CollateralTerms>> {
    return this.#terms;
  }

  get anchor(): Readonly<Record<Collateral, CollateralTerms>> {
    return this.#anchor.terms;
  }

  get positions(): readonly Position[] {
    return this.#ledger.positions;
  }

  /** Opens loans; one that the pool refuses is left out. */
  async open(loans: readonly Loan[], prices: Prices): Promise<void> {
    const byId = new Map(loans.map((loan) => [loan.borrower.id, loan]));
    const openings = loans.map((loan) => this.#opening(loan, prices));
    const { borrowers } = this.#contracts;
    for (const batch of inBatches(openings, BATCH)) {
      for (const { name, args } of await logsOf(
        borrowers,
        this.#send(() => borrowers.open(batch)),
      )) {
        const loan = byId.get(Number(args["id"]));
        if (name !== "Opened" || loan === undefined) continue;
        this.#ledger.add(loan, String(args["account"]));
        this.totals.borrowedUsd += loan.debtUsd;
      }
    }
    await this.#ledger.read([...byId.keys()]);
  }

  /** One hour of this side: borrowers by their rules, arrivals, then liquidators within the hour's depth. */
  async live(hour: HourConditions): Promise<void> {
    await this.#readTerms(hour);
    await this.#ledger.reread(hour.prices, this.#terms, hour.step);
    await this.#borrowersAct(hour);
    const loans = hour.arrivals.flatMap((arrival) => {
      const loan = sizeLoan(arrival, this.#terms[arrival.borrower.collateral].ltv);
      return loan === undefined ? [] : [loan];
    });
    if (loans.length > 0) await this.open(loans, hour.prices);
    await this.#liquidatorsAct(hour);
    await this.#count(hour.prices);
  }

  async #readTerms({ prices, step }: HourConditions): Promise<void> {
    this.#terms = (await readCollateralStates(this.market, this.#tokens)).terms;
    const lost = capacityLost(this.#ledger.byCollateral(prices), this.#anchor.terms, this.#terms);
    this.totals.capacityHoursLost += lost.share * step;
    this.totals.capacityUsdHoursLost += lost.usd * step;
  }

  async #borrowersAct(hour: HourConditions): Promise<void> {
    const changes = this.positions.flatMap((position) => {
      const terms = this.#terms[position.borrower.collateral];
      const health = healthAt(position, hour.prices, this.#tokens, terms.liquidationThreshold);
      const below = health < position.borrower.traits.alarmHealth;
      position.hoursBelowAlarm = below ? position.hoursBelowAlarm + hour.step : 0;
      const dayReturn = hour.dayReturn[position.borrower.collateral];
      const decision = decide(viewOf(position, hour.prices, this.#tokens, terms, dayReturn));
      if (decision === undefined) return [];
      position.walletUsd -= decision.walletUsd;
      return [this.#change(position, decision, hour.prices)];
    });
    const { borrowers } = this.#contracts;
    for (const batch of inBatches(changes, BATCH)) {
      await (await this.#send(() => borrowers.change(batch))).wait();
    }
    if (changes.length > 0) await this.#ledger.read(changes.map(({ id }) => id));
  }

  async #liquidatorsAct(hour: HourConditions): Promise<void> {
    const due = COLLATERALS.map((asset) => {
      const loans = this.#ledger.liquidatable(asset, hour.prices, this.#terms[asset]);
      return { asset, loans };
    });
    const plan = due.flatMap(({ asset, loans }) => {
      const candidates = loans.map(({ position, health }) => ({
        id: position.borrower.id,
        collateralUsd: collateralUsd(position, hour.prices, this.#tokens),
        debtUsd: debtUsd(position, hour.prices, this.#tokens),
        health,
      }));
      const [bonus, depthUsd] = [this.#anchor.bonus[asset], hour.depthUsd[asset]];
      return planLiquidations(candidates, { bonus, depthUsd, gasUsd: hour.gasUsd });
    });
    const taken = new Set(plan.map(({ id }) => id));
    this.totals.waitingUsd = due
      .flatMap(({ loans }) => loans)
      .filter(({ position }) => !taken.has(position.borrower.id))
      .reduce((sum, { position }) => sum + debtUsd(position, hour.prices, this.#tokens), 0);
    await this.#liquidate(plan, hour.prices);
  }

  async #liquidate(plan: readonly PlannedLiquidation[], prices: Prices): Promise<void> {
    const calls = plan.flatMap(({ id, whole, repayUsd }) => {
      const position = this.#ledger.get(id);
      if (position === undefined) return [];
      const { collateral, debt } = position.borrower;
      const { address, decimals } = this.#tokens[debt];
      return [
        {
          id,
          user: position.account,
          collateral: this.#tokens[collateral].address,
          debt: address,
          debtToCover: whole ? ALL : toUnits(repayUsd, prices[debt], decimals),
        },
      ];
    });
    const { liquidators } = this.#contracts;
    for (const batch of inBatches(calls, BATCH)) {
      const logs = await logsOf(
        liquidators,
        this.#send(() => liquidators.liquidate(batch)),
      );
      for (const { name, args } of logs) {
        if (name === "Liquidated")
          this.#countSeizure(Number(args["id"]), BigInt(String(args["seized"])), prices);
      }
    }
    if (calls.length > 0) await this.#ledger.read(calls.map(({ id }) => id));
  }

  #countSeizure(id: number, seized: bigint, prices: Prices): void {
    const position = this.#ledger.get(id);
    if (position === undefined) return;
    const asset = position.borrower.collateral;
    this.totals.liquidatedUsd += toUsd(seized, prices[asset], this.#tokens[asset].decimals);
    if (!position.liquidated) this.totals.usersLiquidated += 1;
    position.liquidated = true;
  }

  /** Bad debt is what no collateral covers any more: under water now, or written off by Aave as a deficit. */
  async #count(prices: Prices): Promise<void> {
    let deficitUsd = 0;
    for (const stable of STABLES) {
      const { address, decimals } = this.#tokens[stable];
      deficitUsd += toUsd(await this.market.pool.getReserveDeficit(address), prices[stable], decimals);
    }
    const sums = this.#ledger.sums(prices);
    this.totals.badDebtUsd = deficitUsd + sums.shortfallUsd;
    this.totals.debtUsd = sums.debtUsd;
    this.totals.collateralUsd = sums.collateralUsd;
  }

  /** Every transaction of a phase carries the same time, so that interest cannot tell the sides apart. */
  async #send(transaction: () => Promise<ContractTransactionResponse>): Promise<ContractTransactionResponse> {
    await this.#chain.stamp();
    return transaction();
  }

  #opening({ borrower, collateralUsd: size, debtUsd: borrowed }: Loan, prices: Prices) {
    const [collateral, debt] = [this.#tokens[borrower.collateral], this.#tokens[borrower.debt]];
    return {
      id: borrower.id,
      collateral: collateral.address,
      collateralAmount: toUnits(size, prices[borrower.collateral], collateral.decimals),
      debt: debt.address,
      debtAmount: toUnits(borrowed, prices[borrower.debt], debt.decimals),
    };
  }

  #change({ borrower, account }: Position, usd: Decision, prices: Prices) {
    const [collateral, debt] = [this.#tokens[borrower.collateral], this.#tokens[borrower.debt]];
    return {
      id: borrower.id,
      account,
      collateral: collateral.address,
      debt: debt.address,
      supplyAmount: toUnits(usd.supplyUsd, prices[borrower.collateral], collateral.decimals),
      borrowAmount: toUnits(usd.borrowUsd, prices[borrower.debt], debt.decimals),
      repayAmount: toUnits(usd.repayUsd, prices[borrower.debt], debt.decimals),
    };
  }
}
