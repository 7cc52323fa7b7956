import { expect } from "chai";
import { outcomeFrom } from "../../../../scripts/backtest/replay.ts";
import { policyCell, scoreCells, shareCell } from "../../../../scripts/backtest/report/replay-tables.ts";

const aPolicy = (id: string, loud: number, soft: number, part: number) => ({
  ...{ id, loud, soft, part },
  setting: "equal" as const,
  actions: null,
  raises: null,
  outcomes: [],
});

describe("shareCell", () => {
  it("shows the share of all drawings and the range of single ones", () => {
    expect(shareCell({ mean: 0.476, min: 0.21, max: 0.658 })).to.equal("48 % [21, 66]");
  });

  it("says no more of a share of next to nothing than that it is large", () => {
    expect(shareCell({ mean: 1.6, min: 0.28, max: 52.62 })).to.equal("160 % [28, >999]");
  });

  it("shows nothing where the control lost nothing", () => {
    expect(shareCell(null)).to.equal("-");
  });
});

describe("policyCell", () => {
  it("shows scales, and bps below the anchors", () => {
    expect(policyCell(aPolicy("committee", 1, 1, 1))).to.equal("x 1");
    expect(policyCell(aPolicy("static", 180, 180, 1))).to.equal("-180 bps");
  });

  it("shows both policies of a mix, and one where the other has no part", () => {
    expect(policyCell(aPolicy("ewma-gauss", 0.8, 0.9, 0.25))).to.equal("x 0.8 (25 %), x 0.9");
    expect(policyCell(aPolicy("ewma-gauss", 0.8, 0.9, 1))).to.equal("x 0.8");
    expect(policyCell(aPolicy("ewma-gauss", 0.8, 0.9, 0))).to.equal("x 0.9");
  });
});

describe("scoreCells", () => {
  it("counts drawings damage by damage", () => {
    const outcome = (badDebtUsd: number, liquidatedUsd: number) => ({
      ...outcomeFrom(() => 0),
      ...{ badDebtUsd, liquidatedUsd },
    });
    const ours = [outcome(1, 5), outcome(1, 5), outcome(9, 5)];
    const theirs = [outcome(2, 5), outcome(2, 4), outcome(2, 4)];
    expect(scoreCells(ours, theirs)).to.deep.equal(["2 : 1", "0 : 0", "0 : 2"]);
  });
});
