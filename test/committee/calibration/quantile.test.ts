import { expect } from "chai";
import { depthAtOdds, MAX_DEPTH, oddsOf } from "../../../committee/calibration/quantile.ts";
import { depthOf, logOdds, probabilityAt } from "../../../committee/inference/score.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { seededRandom } from "../features/synthetic.ts";
import { GRID, lineForecast, ODDS_AT_ZERO } from "./synthetic.ts";

describe("depthAtOdds", () => {
  it("is the inverse of probabilityAt inside the grid, for any falling probabilities", () => {
    const random = seededRandom(5);
    for (let i = 0; i < 200; i++) {
      let odds = 1 - 2 * random();
      const probabilities = GRID.map(() => 1 / (1 + Math.exp(-(odds -= 0.05 + random()))));
      const threshold = 300 + random() * 2_700;
      const level = probabilityAt(probabilities, GRID, threshold);
      expectNearly(depthAtOdds(probabilities, GRID, logOdds(level)), depthOf(threshold), 1e-9);
    }
  });

  it("goes on along the outermost line beyond both ends", () => {
    const probabilities = lineForecast(40);
    for (const level of [0.45, 0.01, 1e-6]) {
      const odds = oddsOf(level);
      expectNearly(depthAtOdds(probabilities, GRID, odds), (ODDS_AT_ZERO - odds) / 40, 1e-6);
    }
    expect(depthAtOdds(probabilities, GRID, oddsOf(0.99)), "no fall is above the close").to.equal(0);
    expect(depthAtOdds(lineForecast(0.5), GRID, oddsOf(1e-6))).to.equal(MAX_DEPTH);
  });

  it("rises as the level gets rarer", () => {
    const probabilities = [0.4, 0.2, 0.2, 0.05, 0.02, 0.001];
    const depths = [0.5, 0.3, 0.2, 0.1, 0.05, 0.01, 1e-3, 1e-5].map((level) =>
      depthAtOdds(probabilities, GRID, oddsOf(level)),
    );
    expect(depths).to.deep.equal(depths.toSorted((a, b) => a - b));
    expect(new Set(depths).size).to.equal(depths.length);
  });

  it("takes the grid's end, or the deepest fall, where the outermost line is level", () => {
    const level = [0.1, 0.1, 0.08, 0.05, 0.02, 0.02];
    expectNearly(depthAtOdds(level, GRID, oddsOf(0.2)), depthOf(300));
    expect(depthAtOdds(level, GRID, oddsOf(0.01))).to.equal(MAX_DEPTH);
  });

  it("refuses probabilities that do not fit the grid", () => {
    expect(() => depthAtOdds([0.1], GRID, 0)).to.throw(RangeError, /1 probabilities do not fit a grid of 6/);
  });
});
