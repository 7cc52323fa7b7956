import { expect } from "chai";
import { createRandom } from "../../../../scripts/demo/random.ts";
import { expectedBadDebt, lossesAtShock } from "../../../../scripts/backtest/lending/losses.ts";
import type { BookLoan } from "../../../../scripts/backtest/lending/losses.ts";
import { isLiquidatable, liquidationOf } from "../../../../scripts/backtest/lending/aave.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";
import { ANCHORS } from "../../../fixtures/lendingStage.ts";

const only = (fall: number) => ({ WETH: fall, WBTC: 0, wstETH: 0, LINK: 0 });
const loan: BookLoan = { asset: "WETH", collateralUsd: 20_000, debtUsd: 15_000 };
const random = createRandom(11);
const book = Array.from({ length: 300 }, (): BookLoan => {
  const collateralUsd = random.between(2_000, 200_000);
  return { asset: "WETH", collateralUsd, debtUsd: collateralUsd * random.between(0.2, 0.79) };
});

describe("lossesAtShock", () => {
  it("leaves a loan alone down to its liquidation threshold", () => {
    // 15,000 / (20,000 * 0.83) = 0.9036: a fall of 9.6 % is borne, one of 9.7 % is not.
    expect(lossesAtShock([loan], only(0.096), ANCHORS)).to.deep.equal({ liquidatedUsd: 0, badDebtUsd: 0 });
    const { liquidatedUsd, badDebtUsd } = lossesAtShock([loan], only(0.1), ANCHORS);
    expect(badDebtUsd).to.equal(0);
    // (15,000 - 18,000 * 0.83) / (1 / 1.05 - 0.83) = 60 / 0.122381: what makes it sound again.
    expectNearly(liquidatedUsd, 60 / (1 / 1.05 - 0.83), 1e-6);
  });

  it("loses what the collateral does not pay at the bonus", () => {
    // 20,000 * 0.7 = 14,000 pay 13,333.33 of 15,000.
    const { liquidatedUsd, badDebtUsd } = lossesAtShock([loan], only(0.3), ANCHORS);
    expectNearly(badDebtUsd, 15_000 - 14_000 / 1.05, 1e-6);
    expect(liquidatedUsd).to.equal(14_000);
  });

  it("is what repeated calls of the pool come to", () => {
    const price = 70n * 10n ** 8n;
    let at = { collateral: 200n * 10n ** 8n, debt: 15_000n * 10n ** 6n };
    let deficit = 0n;
    while (isLiquidatable(at, price, 8_300n)) {
      const done = liquidationOf(
        at,
        { price, liquidationThresholdBps: 8_300n, bonusBps: 10_500n },
        2n ** 255n,
      );
      if (typeof done === "string") break;
      deficit += done.deficit;
      at = { collateral: at.collateral - done.seized, debt: at.debt - done.repaid - done.deficit };
    }
    expectNearly(Number(deficit) / 1e6, lossesAtShock([loan], only(0.3), ANCHORS).badDebtUsd, 1e-5);
  });

  it("never loses less in a larger shock", () => {
    let before = -1;
    for (let fall = 0; fall < 1; fall += 0.005) {
      const { badDebtUsd } = lossesAtShock(book, only(fall), ANCHORS);
      expect(badDebtUsd >= before, `a fall of ${fall}`).to.equal(true);
      before = badDebtUsd;
    }
    expectNearly(
      before,
      book.reduce((sum, { debtUsd }) => sum + debtUsd, 0),
      0.05 * before,
    );
  });

  it("does not mind another collateral's fall", () => {
    expect(lossesAtShock(book, { ...only(0), LINK: 0.9 }, ANCHORS).badDebtUsd).to.equal(0);
  });
});

describe("expectedBadDebt", () => {
  const never = () => 0;
  const others = { WBTC: never, wstETH: never, LINK: never };

  it("is the loss at a fall that is certain, times its probability", () => {
    const atLeast = (fall: number) => (d: number) => (d <= fall ? 0.2 : 0);
    const expected = expectedBadDebt(book, { WETH: atLeast(0.4), ...others }, ANCHORS);
    const loss = lossesAtShock(book, only(0.4), ANCHORS).badDebtUsd;
    expectNearly(expected / (0.2 * loss), 1, 0.02);
  });

  it("agrees with drawing falls from the distribution", () => {
    // P(fall >= d) = (1 - d)^8, drawn by its inverse.
    const draws = createRandom(5);
    let sum = 0;
    for (let i = 0; i < 4_000; i++) {
      const fall = 1 - draws.uniform() ** (1 / 8);
      sum += lossesAtShock(book, only(fall), ANCHORS).badDebtUsd;
    }
    const expected = expectedBadDebt(book, { WETH: (d) => (1 - d) ** 8, ...others }, ANCHORS);
    expectNearly(expected / (sum / 4_000), 1, 0.06);
  });

  it("is nothing where no fall is forecast, and the standing loss of a book under water", () => {
    expect(expectedBadDebt(book, { WETH: never, ...others }, ANCHORS)).to.equal(0);
    const lost = [{ ...loan, debtUsd: 30_000 }];
    expectNearly(expectedBadDebt(lost, { WETH: never, ...others }, ANCHORS), 30_000 - 20_000 / 1.05, 1e-6);
  });
});
