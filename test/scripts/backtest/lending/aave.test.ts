import { expect } from "chai";
import { createRandom } from "../../../../scripts/demo/random.ts";
import {
  debtValue,
  healthFactor,
  isBorrowable,
  isLiquidatable,
  liquidationOf,
} from "../../../../scripts/backtest/lending/aave.ts";

const ALL = 2n ** 256n - 1n;
const TERMS = { liquidationThresholdBps: 8_300n, bonusBps: 10_500n };
const WAD = 10n ** 18n;
/** A dollar price with 8 decimals, an amount of collateral (8) and of debt (6). */
const price = (usd: number): bigint => BigInt(Math.round(usd * 1e8));
const tokens = (amount: number): bigint => BigInt(Math.round(amount * 1e8));
const dollars = (amount: number): bigint => BigInt(Math.round(amount * 1e6));

describe("healthFactor", () => {
  it("is collateral value times threshold over debt, with 18 decimals", () => {
    // 10 ETH at 2,000 against 16,000: 20,000 * 0.83 / 16,000 = 1.0375.
    const balances = { collateral: tokens(10), debt: dollars(16_000) };
    expect(healthFactor(balances, price(2_000), 8_300n)).to.equal(1_0375n * 10n ** 14n);
  });

  it("is undefined without debt", () => {
    expect(healthFactor({ collateral: 1n, debt: 0n }, price(1), 8_300n)).to.equal(undefined);
  });

  it("lets nobody liquidate at exactly one, and anybody one unit of debt later", () => {
    const debt = dollars(16_600);
    expect(isLiquidatable({ collateral: tokens(10), debt }, price(2_000), 8_300n)).to.equal(false);
    expect(isLiquidatable({ collateral: tokens(10), debt: debt + 1n }, price(2_000), 8_300n)).to.equal(true);
  });
});

describe("isBorrowable", () => {
  it("bears the LTV to the last unit and not one more", () => {
    const debt = dollars(16_000);
    expect(isBorrowable({ collateral: tokens(10), debt }, price(2_000), 8_000n)).to.equal(true);
    expect(isBorrowable({ collateral: tokens(10), debt: debt + 1n }, price(2_000), 8_000n)).to.equal(false);
  });
});

describe("liquidationOf", () => {
  it("refuses a healthy loan", () => {
    const healthy = { collateral: tokens(10), debt: dollars(16_000) };
    expect(liquidationOf(healthy, { ...TERMS, price: price(2_000) }, ALL)).to.equal("healthy");
  });

  it("takes half of the debt above a health factor of 0.95, at the bonus", () => {
    // 10 ETH at 1,900: 19,000 * 0.83 / 16,000 = 0.985625. Half is 8,000; 8,000 * 1.05 / 1,900 = 4.42105263 ETH.
    const loan = { collateral: tokens(10), debt: dollars(16_000) };
    expect(liquidationOf(loan, { ...TERMS, price: price(1_900) }, ALL)).to.deep.equal({
      repaid: dollars(8_000),
      // The pool rounds down before the bonus: 421052631 units, times 1.05, half up.
      seized: 442_105_263n,
      deficit: 0n,
    });
  });

  it("takes everything under 0.95 and writes off what the collateral does not pay", () => {
    // 10 ETH at 1,500 pay 15,000 / 1.05 = 14,285.714286 of 16,000, rounded up; the rest is the pool's loss.
    const loan = { collateral: tokens(10), debt: dollars(16_000) };
    expect(liquidationOf(loan, { ...TERMS, price: price(1_500) }, ALL)).to.deep.equal({
      repaid: 14_285_714_286n,
      seized: tokens(10),
      deficit: 16_000_000_000n - 14_285_714_286n,
    });
  });

  it("takes a small loan whole", () => {
    const loan = { collateral: tokens(1), debt: dollars(1_600) };
    expect(liquidationOf(loan, { ...TERMS, price: price(1_900) }, ALL)).to.deep.include({
      repaid: dollars(1_600),
    });
  });

  it("refuses a part that would leave dust", () => {
    const loan = { collateral: tokens(10), debt: dollars(16_000) };
    const terms = { ...TERMS, price: price(1_700) };
    expect(liquidationOf(loan, terms, dollars(15_500))).to.equal("dust");
    expect(liquidationOf(loan, terms, dollars(15_000))).to.not.equal("dust");
  });

  it("creates no value: what is seized is never worth more than what is repaid and its bonus", () => {
    const random = createRandom(3);
    for (let i = 0; i < 2_000; i++) {
      const loan = {
        collateral: tokens(random.between(0.5, 50)),
        debt: dollars(random.between(500, 90_000)),
      };
      const at = price(random.between(100, 3_000));
      const done = liquidationOf(loan, { ...TERMS, price: at }, dollars(random.between(1, 90_000)));
      if (typeof done === "string") continue;
      expect(done.seized <= loan.collateral && done.repaid + done.deficit <= loan.debt).to.equal(true);
      // In base units times 10,000; a unit of collateral and one of debt of rounding.
      const worth = done.seized * at * 10_000n;
      const paid = (debtValue(done.repaid) * 10_500n + debtValue(1n) * 10_500n) * 10n ** 8n + at * 10_000n;
      expect(worth <= paid, `${done.seized} for ${done.repaid}`).to.equal(true);
      if (done.deficit > 0n) expect(done.seized).to.equal(loan.collateral);
    }
  });

  it("leaves debt less collateral at the bonus as it was, however it is taken", () => {
    // The invariant behind lossesAtShock: C = 16,200, D = 16,000, D - C / 1.05 = 571.43.
    let loan = { collateral: tokens(10), debt: dollars(16_000) };
    let deficit = 0n;
    for (let call = 0; call < 30 && loan.debt > 0n; call++) {
      const done = liquidationOf(loan, { ...TERMS, price: price(1_620) }, dollars(2_500));
      const whole = done === "dust" ? liquidationOf(loan, { ...TERMS, price: price(1_620) }, ALL) : done;
      if (typeof whole === "string") break;
      deficit += whole.deficit;
      const debt = loan.debt - whole.repaid - whole.deficit;
      loan = { collateral: loan.collateral - whole.seized, debt };
    }
    expect(loan).to.deep.equal({ collateral: 0n, debt: 0n });
    const expected = dollars(16_000 - 16_200 / 1.05);
    // Every call rounds by less than a unit of collateral, here sixteen of debt.
    expect(deficit - expected < 200n && expected - deficit < 200n, `${deficit}`).to.equal(true);
  });

  it("knows health in 18 decimals", () => {
    const one = healthFactor({ collateral: tokens(10), debt: dollars(16_600) }, price(2_000), 8_300n);
    expect(one).to.equal(WAD);
  });
});
