import { expect } from "chai";
import { COLLATERALS } from "../../../../scripts/demo/path/price-path.ts";
import { ratioPaths, staticPaths } from "../../../../scripts/backtest/lending/anchors.ts";
import { simulate } from "../../../../scripts/backtest/lending/simulate.ts";
import type { SimulationResult } from "../../../../scripts/backtest/lending/simulate.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";
import { ANCHORS, aStage } from "../../../fixtures/lendingStage.ts";

const HOURS = 240;
const stage = aStage(HOURS, 0.35);
const alone = simulate(stage, ANCHORS, staticPaths(ANCHORS, HOURS));
const last = (values: Float64Array): number => values.at(-1) ?? NaN;

describe("simulate", () => {
  it("has a crash in which something is liquidated and something lost", () => {
    expect(last(alone.liquidatedUsd) > 1e6).to.equal(true);
    expect(Math.max(...alone.badDebtUsd) > 1e4).to.equal(true);
  });

  it("conserves every unit of collateral and of debt", () => {
    for (const result of [alone, simulate(stage, ANCHORS, staticPaths(ANCHORS, HOURS, 700))]) {
      for (const asset of COLLATERALS) {
        const account = result.market.accounts[asset];
        const loans = result.market.against(asset);
        const [held, owed] = loans.reduce(
          ([collateral, debt], { balances }) => [collateral + balances.collateral, debt + balances.debt],
          [0n, 0n],
        );
        expect(held, `${asset} held`).to.equal(account.supplied - account.withdrawn - account.seized);
        expect(owed, `${asset} owed`).to.equal(account.borrowed - account.repaid - account.deficit);
        expect(account.supplied > 0n && account.seized > 0n).to.equal(true);
      }
    }
  });

  it("ends the same to the last unit on two sides that nobody steers", () => {
    const path = ratioPaths(ANCHORS, (_, { ltvBps }) => new Float64Array(HOURS).fill(ltvBps));
    const other = simulate(aStage(HOURS, 0.35), ANCHORS, path);
    expect(other.market.accounts).to.deep.equal(alone.market.accounts);
    expect(other.badDebtUsd).to.deep.equal(alone.badDebtUsd);
    expect(other.liquidations).to.deep.equal(alone.liquidations);
    expect(last(alone.capacityLost)).to.equal(0);
  });

  it("gives another market from another seed", () => {
    const other = simulate(aStage(HOURS, 0.35, 8), ANCHORS, staticPaths(ANCHORS, HOURS));
    expect(last(other.liquidatedUsd)).to.not.equal(last(alone.liquidatedUsd));
  });

  it("withholds the share of capacity that the LTVs lack", () => {
    const lower = simulate(stage, ANCHORS, staticPaths(ANCHORS, HOURS, 800));
    // Nobody holds anything when the first hour starts.
    for (const share of lower.capacityLost.subarray(1)) expectNearly(share, 0.1, 1e-9);
    expect(lower.borrowedUsd < alone.borrowedUsd).to.equal(true);
  });

  it("loses less in a crash where less was lent before it", () => {
    const lower = simulate(stage, ANCHORS, staticPaths(ANCHORS, HOURS, 2_000));
    expect(Math.max(...lower.badDebtUsd) < Math.max(...alone.badDebtUsd)).to.equal(true);
    expect(last(lower.liquidatedUsd) < last(alone.liquidatedUsd)).to.equal(true);
  });

  it("liquidates nobody at a LTV path alone whom the anchors would have spared", () => {
    const drop = ratioPaths(ANCHORS, (_, { ltvBps }) =>
      Float64Array.from({ length: HOURS }, (_, hour) => (hour < 60 ? ltvBps : 60_00)),
    );
    const guarded = simulate(stage, ANCHORS, drop);
    expect(guarded.liquidations.length > 0).to.equal(true);
    expect(guarded.causedByTerms).to.equal(0);
  });

  it("counts whom a lower liquidation threshold liquidates", () => {
    const still = staticPaths(ANCHORS, HOURS);
    const harsh = { ...still.WETH, liquidationThresholdBps: new Float64Array(HOURS).fill(75_00) };
    const guarded = simulate(stage, ANCHORS, { ...still, WETH: harsh });
    expect(guarded.causedByTerms > 0).to.equal(true);
  });

  it("takes no collateral in while a market is frozen", () => {
    const still = staticPaths(ANCHORS, HOURS);
    // From the day before the fall on; a frozen market lends nothing either.
    const from = (hour: number) => Float64Array.from({ length: HOURS }, (_, i) => (i >= hour ? 1 : 0));
    const ltvBps = from(96).map((shut) => (shut === 1 ? 0 : ANCHORS.WETH.ltvBps));
    const closed = simulate(stage, ANCHORS, { ...still, WETH: { ...still.WETH, ltvBps } });
    const frozen = simulate(stage, ANCHORS, { ...still, WETH: { ...still.WETH, ltvBps, frozen: from(96) } });
    expect(frozen.market.accounts.WETH.borrowed).to.equal(closed.market.accounts.WETH.borrowed);
    expect(frozen.market.accounts.WETH.supplied < closed.market.accounts.WETH.supplied).to.equal(true);
    expect(frozen.market.accounts.WBTC).to.deep.equal(closed.market.accounts.WBTC);
  });

  it("says what each collateral held, hour by hour", () => {
    expect(alone.heldUsd.WETH[0]).to.equal(0);
    expect(COLLATERALS.every((asset) => last(alone.heldUsd[asset]) > 0)).to.equal(true);
  });

  it("refuses a path that ends before the window", () => {
    expect(() => simulate(stage, ANCHORS, staticPaths(ANCHORS, HOURS - 1))).to.throw(
      RangeError,
      `no ratio for hour ${HOURS - 1}`,
    );
  });

  it("loses no less in deeper falls of the same window", () => {
    const worst = [0.1, 0.2, 0.3, 0.4, 0.5].map((fall): number => {
      const result: SimulationResult = simulate(aStage(HOURS, fall), ANCHORS, staticPaths(ANCHORS, HOURS));
      return Math.max(...result.badDebtUsd);
    });
    expect(worst).to.deep.equal(worst.toSorted((a, b) => a - b));
    expect(worst.at(-1)! > 10 * worst[0]!).to.equal(true);
  });
});
