import { expect } from "chai";
import { staticPaths } from "../../../../scripts/backtest/lending/anchors.ts";
import { actionsOf } from "../../../../scripts/backtest/replays/actions.ts";
import type { LtvChange } from "../../../../scripts/backtest/steward/steward.ts";
import { ANCHORS } from "../../../fixtures/lendingStage.ts";

const HOUR = 3_600;
const HOURS = 100;
/** The crisis begins in hour 40 and is deepest in hour 60. */
const MOMENTS = { start: 0, from: 40 * HOUR, troughAt: 60 * HOUR };

const change = (hour: number, fromBps: number, toBps: number): LtvChange => ({
  at: hour * HOUR,
  fromBps,
  toBps,
});
const still = staticPaths(ANCHORS, HOURS);
const lowered = (from: number, to: number) => ({
  ...still.WETH,
  ltvBps: Float64Array.from({ length: HOURS }, (_, hour) => (hour >= from && hour < to ? 75_00 : 80_00)),
});

describe("actionsOf", () => {
  it("counts tightenings and loosenings apart, before the crisis and in it", () => {
    const changes = [
      change(5, 80_00, 75_00),
      change(20, 75_00, 77_50),
      change(30, 77_50, 80_00),
      change(40, 80_00, 75_00),
      change(62, 75_00, 70_00),
      change(80, 70_00, 72_50),
    ];
    const actions = actionsOf({ changes, paths: still }, ANCHORS, MOMENTS);
    expect(actions.tightenings).to.deep.equal({ before: 1, inCrisis: 2 });
    expect(actions.loosenings).to.deep.equal({ before: 2, inCrisis: 1 });
  });

  it("measures from the crisis's first tightening, over all collaterals, to the trough", () => {
    const changes = [change(5, 80_00, 75_00), change(55, 80_00, 75_00), change(48, 80_00, 75_00)];
    expect(actionsOf({ changes, paths: still }, ANCHORS, MOMENTS).firstHoursBeforeTrough).to.equal(12);
    const [before, late] = [change(39, 80_00, 75_00), change(61, 80_00, 75_00)];
    expect(
      actionsOf({ changes: [before, late], paths: still }, ANCHORS, MOMENTS).firstHoursBeforeTrough,
    ).to.equal(null);
    const atTrough = [change(60, 80_00, 75_00)];
    expect(actionsOf({ changes: atTrough, paths: still }, ANCHORS, MOMENTS).firstHoursBeforeTrough).to.equal(
      0,
    );
  });

  it("says how long some LTV had stood lowered at the trough, without a break", () => {
    const hoursOf = (from: number, to: number) =>
      actionsOf({ changes: [], paths: { ...still, WETH: lowered(from, to) } }, ANCHORS, MOMENTS)
        .loweredHoursAtTrough;
    expect(hoursOf(51, 90)).to.equal(10);
    expect(hoursOf(0, 90)).to.equal(61);
    expect(hoursOf(20, 60)).to.equal(null);
    const both = { ...still, WETH: lowered(55, 90), WBTC: lowered(30, 90) };
    expect(actionsOf({ changes: [], paths: both }, ANCHORS, MOMENTS).loweredHoursAtTrough).to.equal(31);
  });
});
