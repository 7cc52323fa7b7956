import { expect } from "chai";
import {
  blocksOf,
  blockSums,
  drawBlocks,
  improvement,
  prAucDifference,
  quantileOf,
  ratioWithin,
} from "../../../scripts/evaluate/metrics/bootstrap.ts";
import { calibrationLine, reliability } from "../../../scripts/evaluate/metrics/calibration.ts";
import { correlation } from "../../../scripts/evaluate/metrics/correlation.ts";
import { dieboldMariano, normalTail } from "../../../scripts/evaluate/metrics/diebold-mariano.ts";
import { qlike, twcrps, twcrpsWeights } from "../../../scripts/evaluate/metrics/losses.ts";
import {
  brier,
  brierSkill,
  logit,
  logLoss,
  logSkill,
} from "../../../scripts/evaluate/metrics/probability.ts";
import { fallAtLevel, pinball, quantiles } from "../../../scripts/evaluate/metrics/quantile.ts";
import {
  averagePrecision,
  precisionRecall,
  rank,
  rocAuc,
} from "../../../scripts/evaluate/metrics/ranking.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const floats = (...values: number[]): Float64Array => Float64Array.from(values);
const bits = (...values: number[]): Uint8Array => Uint8Array.from(values);
/** One moment a day from the first of January 2024 on. */
const days = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Date.UTC(2024, 0, 1) / 1000 + i * 86_400);

describe("averagePrecision and rocAuc", () => {
  const p = floats(0.6, 0.9, 0.7, 0.8);
  const y = bits(0, 1, 1, 0);

  it("are those of a case counted by hand", () => {
    expectNearly(averagePrecision(rank(p), y), (1 + 2 / 3) / 2);
    expectNearly(rocAuc(rank(p), y), 3 / 4);
  });

  it("take equal forecasts as one step: the base rate, and one half", () => {
    const flat = rank(floats(0.3, 0.3, 0.3, 0.3));
    expectNearly(averagePrecision(flat, y), 0.5);
    expectNearly(rocAuc(flat, y), 0.5);
    const partly = rank(floats(0.3, 0.9, 0.3, 0.3));
    expectNearly(averagePrecision(partly, y), (1 + 2 / 4) / 2);
    expectNearly(rocAuc(partly, y), (2 + 2 / 2) / 4);
  });

  it("are no number without events", () => {
    expect(averagePrecision(rank(p), bits(0, 0, 0, 0))).to.be.NaN;
    expect(rocAuc(rank(p), bits(1, 1, 1, 1))).to.be.NaN;
  });

  it("weigh a row as often as it is drawn", () => {
    const twice = averagePrecision(rank(floats(0.6, 0.9, 0.7, 0.8, 0.8)), bits(0, 1, 1, 0, 0));
    expectNearly(averagePrecision(rank(p), y, floats(1, 1, 1, 2)), twice);
    expectNearly(averagePrecision(rank(p), y, floats(1, 0, 1, 1)), 1 / 2);
  });

  it("end the curve where the last event is found, and have none without events", () => {
    const curve = precisionRecall(rank(p), y);
    expect(curve[0]).to.deep.equal([0.5, 1]);
    expect(curve.at(-1)).to.deep.equal([1, 2 / 3]);
    expect(precisionRecall(rank(p), bits(0, 0, 0, 0))).to.deep.equal([]);
  });
});

describe("Brier and log scores", () => {
  const p = floats(0.2, 0.8);
  const y = bits(0, 1);

  it("are those of a case counted by hand", () => {
    expectNearly(brier(p, y), 0.04);
    expectNearly(logLoss(p, y), -Math.log(0.8));
    expectNearly(brierSkill(p, y, 0.5), 1 - 0.04 / 0.25);
    expectNearly(logSkill(p, y, 0.5), 1 - Math.log(0.8) / Math.log(0.5));
  });

  it("have no skill over themselves and stay finite at 0 and 1", () => {
    expectNearly(brierSkill(floats(0.3, 0.3), y, 0.3), 0);
    expectNearly(logSkill(floats(0.3, 0.3), y, 0.3), 0);
    expectNearly(logLoss(floats(1, 0), y), -Math.log(5e-5), 1e-6);
  });
});

describe("calibrationLine", () => {
  it("passes through the observed shares of two forecasts", () => {
    const p = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0.2 : 0.6));
    const y = Uint8Array.from({ length: 200 }, (_, i) => (i < 100 ? Number(i < 30) : Number(i < 150)));
    const slope = (logit(0.5) - logit(0.3)) / (logit(0.6) - logit(0.2));
    const line = calibrationLine(p, y);
    expectNearly(line.slope, slope, 1e-7);
    expectNearly(line.intercept, logit(0.3) - slope * logit(0.2), 1e-7);
  });

  it("is no number without events, without variation and when the forecast separates the outcomes", () => {
    expect(calibrationLine(floats(0.1, 0.2), bits(0, 0)).slope).to.be.NaN;
    expect(calibrationLine(floats(0.1, 0.1, 0.1), bits(0, 1, 0)).slope).to.be.NaN;
    expect(calibrationLine(floats(0.1, 0.2, 0.8, 0.9), bits(0, 0, 1, 1)).slope).to.be.NaN;
  });
});

describe("reliability", () => {
  it("bins rows by forecast, the highest hundredth apart", () => {
    const p = Float64Array.from({ length: 1_000 }, (_, i) => i / 1_000);
    const y = Uint8Array.from({ length: 1_000 }, (_, i) => Number(i >= 990));
    const bins = reliability(p, y);
    expect(bins.map(({ rows }) => rows)).to.deep.equal([100, 100, 100, 100, 100, 100, 100, 100, 100, 90, 10]);
    expectNearly(bins[0]!.forecast, 0.0495);
    expect(bins[9]!.observed).to.equal(0);
    expect(bins[10]!.observed).to.equal(1);
  });
});

describe("fallAtLevel", () => {
  const grid = [300, 500, 800, 1200, 2000, 3000];
  /** Log odds that fall linearly with ln d: the interpolation must be exact. */
  const odds = (d: number): number => -8 - 2 * Math.log(d);
  const p = grid.map((bps) => 1 / (1 + Math.exp(-odds(bps / 10_000))));
  const at = (level: number): number => Math.exp((-8 - logit(level)) / 2);

  it("inverts a straight line in (ln d, log odds), inside the grid and beyond its ends", () => {
    for (const level of [0.01, 0.05, 0.3]) expectNearly(fallAtLevel(p, grid, level), at(level), 1e-9);
    expect(at(0.9)).to.be.lessThan(0.03);
    expectNearly(fallAtLevel(p, grid, 0.9), at(0.9), 1e-9);
  });

  it("deepens as the level falls and never exceeds 95 %", () => {
    const levels = [0.5, 0.1, 0.05, 0.01, 0.001, 0.0001];
    const falls = levels.map((level) => fallAtLevel(p, grid, level));
    falls.slice(1).forEach((fall, i) => {
      expect(fall >= falls[i]!).to.equal(true);
    });
    expect(fallAtLevel(p, grid, 1e-9)).to.be.at.most(0.95);
    expectNearly(fallAtLevel([0.9, 0.9, 0.9, 0.9, 0.9, 0.9], grid, 0.01), 0.3);
  });

  it("gives log quantiles row by row", () => {
    const [low, high] = quantiles(Float32Array.from([...p, ...p.map((q) => q / 2)]), grid, 0.05);
    expectNearly(low, Math.log1p(-at(0.05)), 1e-6);
    expect(high! > low!).to.equal(true);
  });
});

describe("pinball", () => {
  it("charges an outcome below the quantile 19 times what one above costs at 5 %", () => {
    expectNearly(pinball(-0.2, -0.1, 0.05), 0.095);
    expectNearly(pinball(0, -0.1, 0.05), 0.005);
    expect(pinball(-0.1, -0.1, 0.05)).to.equal(0);
  });
});

describe("qlike", () => {
  it("is zero for the truth and e - 2 for a variance too small by e", () => {
    expectNearly(qlike(-9, -4.5), 0);
    expectNearly(qlike(-8, -4.5), Math.E - 2);
    expect(qlike(-8, -4.5) > qlike(-10, -4.5)).to.equal(true);
  });
});

describe("twcrps", () => {
  const grid = [500, 1000, 2000];
  const x = grid.map((bps) => -Math.log1p(-bps / 10_000));

  it("has the trapezoid's weights: together the length of the range", () => {
    expectNearly(
      twcrpsWeights(grid).reduce((sum, weight) => sum + weight, 0),
      x[2]! - x[0]!,
    );
  });

  it("is zero for certain knowledge and the whole range for its opposite", () => {
    const outcome = floats(Math.log(0.88));
    expectNearly(twcrps([[1], [1], [0]], grid, outcome)[0], 0);
    expectNearly(twcrps([[0], [0], [1]], grid, outcome)[0], x[2]! - x[0]!);
    expectNearly(twcrps([[0.5], [0.5], [0.5]], grid, outcome)[0], (x[2]! - x[0]!) / 4);
  });
});

describe("block bootstrap", () => {
  it("takes calendar months, and weeks when there are fewer than six", () => {
    const year = blocksOf(days(366));
    expect([year.unit, year.count]).to.deep.equal(["month", 12]);
    expect([...year.of.slice(30, 33)]).to.deep.equal([0, 1, 1]);
    expect(blocksOf(days(60)).unit).to.equal("week");
  });

  it("draws as many blocks as there are, the same for the same seed", () => {
    const draws = drawBlocks(12, 50);
    for (const counts of draws) expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(12);
    expect(drawBlocks(12, 50)).to.deep.equal(draws);
    expect(drawBlocks(12, 50, 8)).to.not.deep.equal(draws);
  });

  it("says a constant improvement without width, and a tie as zero", () => {
    const theirs = Float64Array.from({ length: 366 }, (_, i) => 1 + (i % 7));
    const ours = theirs.map((loss) => loss * 0.75);
    const { mean, lo, hi } = improvement(ours, theirs, blocksOf(days(366)));
    for (const value of [mean, lo, hi]) expectNearly(value, 0.25);
    expectNearly(improvement(theirs, theirs, blocksOf(days(366))).hi, 0);
  });

  it("widens with what one month decides", () => {
    const blocks = blocksOf(days(366));
    const theirs = new Float64Array(366).fill(1);
    const ours = Float64Array.from(blocks.of, (month) => (month === 3 ? 13 : 0));
    const { mean, lo, hi } = improvement(ours, theirs, blocks);
    expectNearly(mean, 1 - blockSums(ours, blocks).reduce((a, b) => a + b, 0) / 366);
    expect(lo! < -1.5 && hi! > 0.9).to.equal(true);
  });

  it("gives no bounds below six blocks and says why", () => {
    const { mean, lo, hi, reason } = improvement(
      new Float64Array(20).fill(1),
      new Float64Array(20).fill(2),
      blocksOf(days(20)),
    );
    expect([mean, lo, hi]).to.deep.equal([0.5, null, null]);
    expect(reason).to.contain("weeks are too few");
  });

  it("draws both sums of a ratio together", () => {
    const blocks = blocksOf(days(366));
    const hours = Float64Array.from(blocks.of, (month) => 1 + month);
    const steady = ratioWithin(
      hours.map((value) => value / 4),
      hours,
      blocks,
    );
    for (const value of [steady.mean, steady.lo, steady.hi]) expectNearly(value, 0.25);
    const once = ratioWithin(
      hours.map((_, day) => Number(day === 100)),
      hours.fill(1 / 30.5),
      blocks,
    );
    expectNearly(once.mean, 1 / 12);
    expect(once.lo).to.equal(0);
    expect(once.hi).to.be.within(2 / 12, 3.2 / 12);
  });

  it("pairs two rankings and knows when there is no event", () => {
    const p = Float64Array.from({ length: 366 }, (_, i) => (i * 37) % 366);
    const y = Uint8Array.from(p, (value) => Number(value > 300));
    const reversed = rank(p.map((value) => -value));
    const better = prAucDifference(rank(p), reversed, y, blocksOf(days(366)));
    expect(better.mean! > 0.5 && better.lo! > 0.5).to.equal(true);
    const none = prAucDifference(rank(p), reversed, new Uint8Array(366), blocksOf(days(366)));
    expect([none.mean, none.lo, none.hi]).to.deep.equal([null, null, null]);
    expect(none.reason).to.contain("no event");
  });

  it("interpolates quantiles", () => {
    expectNearly(quantileOf([1, 2, 3, 4], 0.5), 2.5);
    expect(quantileOf([1, 2, 3, 4], 1)).to.equal(4);
  });
});

describe("dieboldMariano", () => {
  it("is the t statistic of the mean when nothing is autocorrelated", () => {
    const series = [1, -1, 2, 0, 1, -1, 2, 0];
    const zeros = new Float64Array(8);
    const { difference, statistic } = dieboldMariano(series, zeros, days(8), 0);
    expectNearly(difference, 0.5);
    expectNearly(statistic, 0.5 / Math.sqrt(1.25 / 8));
  });

  it("averages the assets of one moment first: copies of an asset add no evidence", () => {
    const series = [1, -1, 2, 0, 1, -1, 2, 0];
    const twice = [...series, ...series];
    const once = dieboldMariano(series, new Float64Array(8), days(8), 1);
    const copied = dieboldMariano(twice, new Float64Array(16), [...days(8), ...days(8)], 1);
    expectNearly(copied.statistic, once.statistic);
  });

  it("counts autocovariance with Bartlett's weights", () => {
    const series = [1, 1, 1, 1, -1, -1, -1, 1];
    const center = 0.25;
    const auto = (lag: number): number =>
      series.slice(lag).reduce((sum, value, i) => sum + (value - center) * (series[i]! - center), 0) / 8;
    const variance = auto(0) + 2 * (2 / 3) * auto(1) + 2 * (1 / 3) * auto(2);
    const { statistic } = dieboldMariano(series, new Float64Array(8), days(8), 2);
    expectNearly(statistic, center / Math.sqrt(variance / 8));
  });

  it("knows the normal tail", () => {
    expectNearly(normalTail(0), 0.5, 1e-7);
    expectNearly(normalTail(1.959964), 0.025, 1e-7);
  });
});

describe("correlation", () => {
  it("is 1 and -1 on lines and that of a case counted by hand", () => {
    expectNearly(correlation(floats(1, 2, 3), floats(3, 5, 7)), 1);
    expectNearly(correlation(floats(1, 2, 3), floats(3, 2, 1)), -1);
    expectNearly(correlation(floats(1, 2, 3), floats(1, 3, 2)), 0.5);
  });
});
