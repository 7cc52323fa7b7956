import { expect } from "chai";
import { expectNearly } from "../../fixtures/nearly.ts";
import { sizeLoan } from "../../../scripts/demo/economy/arrivals.ts";
import { quantile } from "../../../scripts/demo/economy/book.ts";
import type { Borrower, BorrowerType } from "../../../scripts/demo/economy/borrower.ts";
import { decide, healthOf } from "../../../scripts/demo/economy/rules.ts";
import type { LoanView } from "../../../scripts/demo/economy/rules.ts";

const aBorrower = (type: BorrowerType, repays = false): Borrower => ({
  id: 1,
  type,
  collateral: "WETH",
  debt: "USDC",
  traits: { alarmHealth: 1.2, reactionHours: 3, walletShare: 0.2, repays, utilisation: 0.9 },
});

const aView = (overrides: Partial<LoanView>): LoanView => ({
  borrower: aBorrower("attentive"),
  collateralUsd: 10_000,
  debtUsd: 7_500,
  walletUsd: 5_000,
  hoursBelowAlarm: 3,
  ltv: 0.8,
  liquidationThreshold: 0.83,
  dayReturn: 0,
  ...overrides,
});

describe("decide", () => {
  it("never moves a holder", () => {
    expect(decide(aView({ borrower: aBorrower("holder") }))).to.equal(undefined);
  });

  it("waits out the borrower's reaction time", () => {
    expect(decide(aView({ hoursBelowAlarm: 2 }))).to.equal(undefined);
  });

  it("leaves a healthy loan alone", () => {
    expect(decide(aView({ debtUsd: 4_000 }))).to.equal(undefined);
  });

  it("tops up to a quarter above the alarm", () => {
    const decision = decide(aView({}))!;
    const after = healthOf(10_000 + decision.supplyUsd, 7_500, 0.83);
    expectNearly(after, 1.45, 1e-9);
    expect(decision.repayUsd).to.equal(0);
  });

  it("repays to the same health where that is the habit", () => {
    const decision = decide(aView({ borrower: aBorrower("attentive", true) }))!;
    expectNearly(healthOf(10_000, 7_500 - decision.repayUsd, 0.83), 1.45, 1e-9);
    expect(decision.supplyUsd).to.equal(0);
  });

  it("spends no more than the wallet holds", () => {
    expect(decide(aView({ walletUsd: 300 }))).to.deep.equal({
      supplyUsd: 300,
      repayUsd: 0,
      borrowUsd: 0,
      walletUsd: 300,
    });
  });

  it("lets a looper borrow up to its share of the LTV then allowed after a good day, and not under a lower LTV", () => {
    const view = aView({ borrower: aBorrower("looper"), debtUsd: 5_000, dayReturn: 0.05 });
    const { borrowUsd, supplyUsd } = decide(view)!;
    expect(supplyUsd).to.equal(borrowUsd);
    expectNearly((5_000 + borrowUsd) / (10_000 + supplyUsd), 0.72, 1e-9);
    expect(decide({ ...view, ltv: 0.55 })).to.equal(undefined);
    expect(decide({ ...view, dayReturn: 0 })).to.equal(undefined);
  });
});

describe("sizeLoan", () => {
  it("borrows the same share of a lower LTV", () => {
    const arrival = { borrower: aBorrower("dip-buyer"), equityUsd: 1_000 };
    expectNearly(sizeLoan(arrival, 0.8)?.debtUsd, 720, 1e-9);
    expectNearly(sizeLoan(arrival, 0.6)?.debtUsd, 540, 1e-9);
  });

  it("multiplies a looper's equity by the leverage that the LTV allows", () => {
    const loan = sizeLoan({ borrower: aBorrower("looper"), equityUsd: 1_000 }, 0.8)!;
    expectNearly(loan.collateralUsd - loan.debtUsd, 1_000, 1e-9);
    expectNearly(loan.debtUsd / loan.collateralUsd, 0.72, 1e-9);
  });

  it("lends nothing at LTV 0", () => {
    expect(sizeLoan({ borrower: aBorrower("holder"), equityUsd: 1_000 }, 0)).to.equal(undefined);
  });
});

describe("quantile", () => {
  const table = [
    [0, 1],
    [0.5, 2],
    [1, 4],
  ] as const;

  it("draws straight lines between its rows", () => {
    expect(quantile(table, 0.25)).to.equal(1.5);
    expect(quantile(table, 0.75)).to.equal(3);
  });

  it("holds at both ends", () => {
    expect([quantile(table, 0), quantile(table, 1)]).to.deep.equal([1, 4]);
  });
});
