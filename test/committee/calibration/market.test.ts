import { expect } from "chai";
import { HORIZONS } from "../../../committee/calibration/horizons.ts";
import { advanceMarket, startMarket } from "../../../committee/calibration/market.ts";
import type { MarketCalibration } from "../../../committee/calibration/market.ts";
import { realisedDepth } from "../../../committee/calibration/outcome.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { HOUR, lineForecast, SHAPE } from "./synthetic.ts";

const START = 1_700_002_800 - (1_700_002_800 % HOUR);

/** The market at hour `index` of a path, as a snapshot of the last 100 hours shows it. */
function seen(path: readonly (number | null)[], index: number, probabilities: number[] | null) {
  const closes = path.slice(Math.max(0, index - 99), index + 1);
  return { hour: START + index * HOUR, closes, probabilities };
}

function follow(
  path: readonly (number | null)[],
  state: MarketCalibration = startMarket(HORIZONS.near),
  from = 0,
): MarketCalibration {
  let now = state;
  for (let i = from; i < path.length; i++) {
    now = advanceMarket(now, seen(path, i, path[i] === null ? null : lineForecast(40)), SHAPE);
  }
  return now;
}

describe("realisedDepth", () => {
  const series = { hour: START + 4 * HOUR, closes: [100, 90, 95, 80, 120] };

  it("is the lowest of the horizon's closes under the hour's own, and zero above it", () => {
    expectNearly(realisedDepth(series, START, 4), Math.log(100 / 80));
    expectNearly(realisedDepth(series, START, 2), Math.log(100 / 90));
    expect(realisedDepth(series, START + 3 * HOUR, 1)).to.equal(0);
  });

  it("is unknown while the horizon is not over, before the series, and with any hour missing", () => {
    expect(realisedDepth(series, START + HOUR, 4)).to.equal(null);
    expect(realisedDepth(series, START - HOUR, 2)).to.equal(null);
    const holed = { ...series, closes: [100, null, 95, 80, 120] };
    expect(realisedDepth(holed, START, 4)).to.equal(null);
    expect(realisedDepth(holed, START + HOUR, 1)).to.equal(null);
    expectNearly(realisedDepth(holed, START + 2 * HOUR, 2), Math.log(95 / 80));
  });
});

describe("advanceMarket", () => {
  const flat = (hours: number): number[] => new Array<number>(hours).fill(100);

  it("judges a forecast of hour t when hour t + 24 is there, not an hour before", () => {
    const early = follow(flat(24));
    expect(early.judged).to.equal(0);
    expect(early.pending).to.have.length(24);
    const late = follow(flat(25));
    expect(late.judged).to.equal(1);
    expect(late.pending).to.have.length(24);
  });

  it("judges a forecast of three days when hour t + 72 is there, by the same rules", () => {
    const far = { ...SHAPE, horizon: HORIZONS.far };
    let state = startMarket(HORIZONS.far);
    const path = [...flat(60), ...new Array<number>(60).fill(60)];
    const judged = path.map((_, i) => {
      state = advanceMarket(state, seen(path, i, lineForecast(40)), far);
      return state.judged;
    });
    expect([judged[71], judged[72], judged.at(-1)]).to.deep.equal([0, 1, 48]);
    expect(state.pending).to.have.length(72);
    // Each of the 48 judged, hours 0 to 47, had the crash of hour 60 in its three days: nothing but misses.
    expectNearly(state.levels[0]!.missRate, 1 - 0.95 * 0.5 ** (48 / 336), 1e-12);
  });

  it("sees a crash as a miss of every forecast that had it in its horizon", () => {
    const crash = [...flat(50), ...new Array<number>(60).fill(60)];
    const state = follow(crash);
    const before = follow(flat(crash.length));
    expect(state.judged).to.equal(before.judged);
    const k = 1 - 0.5 ** (1 / 336);
    // 26 hits, 24 misses, 36 hits on a path of levels: the average forgets geometrically.
    let rate = 0.05;
    for (let i = 0; i < 86; i++) rate += k * ((i >= 26 && i < 50 ? 1 : 0) - rate);
    expectNearly(state.levels[0]!.missRate, rate, 1e-12);
    expect(state.levels[0]!.offset).to.be.lessThan(before.levels[0]!.offset);
  });

  it("skips forecasts with a missing hour in their horizon and guesses nothing", () => {
    const path: (number | null)[] = flat(60);
    path[30] = null;
    const state = follow(path);
    // Forecasts of hours 6 to 29 have hour 30 in their horizon; hour 30 itself was not forecast.
    expect(state.skipped).to.equal(24);
    expect(state.judged).to.equal(60 - 24 - 24 - 1);
    expect(state.levels[0]!.missRate).to.be.lessThan(0.05);
  });

  it("judges after an outage of the node what the snapshot still shows, and skips the rest", () => {
    const path = flat(400);
    const before = follow(path.slice(0, 40));
    const soon = advanceMarket(before, seen(path, 90, lineForecast(40)), SHAPE);
    expect(soon.judged - before.judged).to.equal(24);
    const late = advanceMarket(before, seen(path, 300, lineForecast(40)), SHAPE);
    expect(late.skipped).to.equal(24);
    expect(late.pending).to.have.length(1);
  });

  it("takes an hour in once: a round that is run again, or an older one, changes nothing", () => {
    const path = flat(80);
    const state = follow(path);
    expect(advanceMarket(state, seen(path, 79, lineForecast(5)), SHAPE)).to.equal(state);
    expect(advanceMarket(state, seen(path, 70, lineForecast(5)), SHAPE)).to.equal(state);
  });
});
