import { expect } from "chai";
import { deletionArea, insertionArea, orderOf, topMovesMost } from "../../../scripts/explain/deletion.ts";
import { rankCorrelation } from "../../../scripts/explain/rank.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

/** Players worth 6, 3 and 1, each by itself. */
const WORTH = [3, 6, 1];
const additive = (worth: readonly number[]) => ({
  players: 3,
  values: Array.from({ length: 8 }, (_, mask) =>
    worth.reduce((sum, w, i) => sum + ((mask >> i) & 1) * w, 0.5),
  ),
});

describe("deletionArea and insertionArea", () => {
  it("are the trapezoids under what is left of the distance", () => {
    const game = additive(WORTH);
    expectNearly(deletionArea(game, [1, 0, 2]), (0.5 + 0.4 + 0.1) / 3);
    expectNearly(deletionArea(game, [2, 0, 1]), (0.5 + 0.9 + 0.6) / 3);
    expectNearly(insertionArea(game, [1, 0, 2]), (0.6 + 0.9 + 0.5) / 3);
  });

  it("find the best order by the attributions, also below the baseline", () => {
    const game = additive(WORTH);
    expect(orderOf(game, WORTH)).to.deep.equal([1, 0, 2]);
    const below = additive(WORTH.map((w) => -w));
    expect(
      orderOf(
        below,
        WORTH.map((w) => -w),
      ),
    ).to.deep.equal([1, 0, 2]);
    expectNearly(deletionArea(below, [1, 0, 2]), deletionArea(game, [1, 0, 2]));
  });

  it("say whether the top group moves the score most", () => {
    const game = additive(WORTH);
    expect(topMovesMost(game, [1, 0, 2])).to.equal(true);
    expect(topMovesMost(game, [0, 1, 2])).to.equal(false);
  });
});

describe("rankCorrelation", () => {
  it("is 1 for the same order, -1 for the reverse, and takes ties at their mean", () => {
    expectNearly(rankCorrelation([1, 5, 9], [0, 0.1, 100]), 1);
    expectNearly(rankCorrelation([1, 5, 9], [3, 2, 1]), -1);
    expectNearly(rankCorrelation([1, 1, 2], [1, 1, 2]), 1);
    expectNearly(rankCorrelation([1, 2, 3, 4], [1, 1, 2, 2]), 2 / Math.sqrt(5));
  });

  it("is 0 where one side does not vary", () => {
    expect(rankCorrelation([1, 2, 3], [4, 4, 4])).to.equal(0);
  });
});
