import { expect } from "chai";
import { outcomeFrom } from "../../../../scripts/backtest/replay.ts";
import type { Outcome } from "../../../../scripts/backtest/replay.ts";
import { mixed, partAtEqualLoss } from "../../../../scripts/backtest/replays/mix.ts";
import { pooled } from "../../../../scripts/backtest/replays/pooled.ts";
import { scoreOf, shareOf, spreadOf } from "../../../../scripts/backtest/replays/shares.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

const anOutcome = (badDebtUsd: number, calmCapacityHoursLost = 0): Outcome => ({
  ...outcomeFrom(() => 1),
  badDebtUsd,
  calmCapacityHoursLost,
});

describe("spreadOf", () => {
  it("is the mean and the range", () => {
    expect(spreadOf([3, 1, 8])).to.deep.equal({ mean: 4, min: 1, max: 8 });
  });
});

describe("shareOf", () => {
  it("weighs drawings by what the control lost in them, and shows the single ones", () => {
    expect(shareOf([10, 90], [100, 100])).to.deep.equal({ mean: 0.5, min: 0.1, max: 0.9 });
    expectNearly(shareOf([10, 90], [10, 990])?.mean, 0.1);
  });

  it("shows no share of a drawing in which there was nothing to lose, but counts what was lost there", () => {
    expect(shareOf([5, 5], [0, 20])).to.deep.equal({ mean: 0.5, min: 0.25, max: 0.25 });
  });

  it("is null where the control lost nothing at all", () => {
    expect(shareOf([0, 1], [0, 0])).to.equal(null);
  });
});

describe("scoreOf", () => {
  it("counts drawings in which the one leaves less, and more; a cent is neither", () => {
    expect(scoreOf([1, 5, 3, 0], [2, 4, 3.005, 0])).to.deep.equal({ less: 1, more: 1 });
  });
});

describe("partAtEqualLoss and mixed", () => {
  const loud = [anOutcome(0, 80), anOutcome(10, 40)];
  const soft = [anOutcome(40, 20), anOutcome(30, 20)];

  it("make a mix that costs, over all drawings, what the reference costs", () => {
    const reference = [anOutcome(0, 50), anOutcome(0, 30)];
    const part = partAtEqualLoss([{ loud, soft }], [reference]);
    expectNearly(part, 0.5);
    const mix = mixed({ loud, soft }, part);
    expect(mix.map(({ badDebtUsd }) => badDebtUsd)).to.deep.equal([20, 20]);
    expect(mix.reduce((sum, { calmCapacityHoursLost }) => sum + calmCapacityHoursLost, 0)).to.equal(80);
  });

  it("match the sum over windows where one policy is for all", () => {
    const pair = { loud, soft };
    const references = [
      [anOutcome(0, 60), anOutcome(0, 60)],
      [anOutcome(0, 20), anOutcome(0, 20)],
    ];
    // 240 and 80 at the ends, 160 wanted.
    expectNearly(partAtEqualLoss([pair, pair], references), 0.5);
  });
});

describe("pooled", () => {
  it("adds a drawing of each window to one drawing of all", () => {
    const all = pooled([
      [anOutcome(1, 10), anOutcome(2, 20)],
      [anOutcome(100), anOutcome(200)],
    ]);
    expect(all.map(({ badDebtUsd }) => badDebtUsd)).to.deep.equal([101, 202]);
    expect(all.map(({ calmCapacityHoursLost }) => calmCapacityHoursLost)).to.deep.equal([10, 20]);
  });
});
