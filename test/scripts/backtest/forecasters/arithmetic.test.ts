import { expect } from "chai";
import { createRandom } from "../../../../scripts/demo/random.ts";
import { ewma } from "../../../../scripts/backtest/forecasters/ewma.ts";
import { HISTORICAL_HOURS, historicalVar } from "../../../../scripts/backtest/forecasters/historical-var.ts";
import { normalCdf } from "../../../../scripts/backtest/forecasters/normal.ts";
import { shifted } from "../../../../scripts/backtest/forecasters/shifted.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

/** A seeded walk with hourly volatility `sigma`. */
function walk(hours: number, sigma: number, seed = 1): number[] {
  const random = createRandom(seed);
  let price = 1_000;
  return Array.from({ length: hours }, () => (price *= Math.exp(sigma * random.normal())));
}

describe("normalCdf", () => {
  it("agrees with tables", () => {
    expectNearly(normalCdf(0), 0.5, 1e-7);
    expectNearly(normalCdf(-1.6448536), 0.05, 1e-7);
    expectNearly(normalCdf(2.3263479), 0.99, 1e-7);
  });
});

describe("historicalVar", () => {
  it("is the share of the last thirty days' starts that fell so far, counted one by one", () => {
    const closes = walk(1_200, 0.01);
    const forecasts = historicalVar(closes, 0.05, 900, 960);
    for (const hour of [900, 931, 959]) {
      let [events, starts] = [0, 0];
      for (let start = hour - HISTORICAL_HOURS; start <= hour - 24; start++) {
        const lowest = Math.min(...closes.slice(start + 1, start + 25));
        starts += 1;
        if (lowest <= closes[start]! * 0.95) events += 1;
      }
      expectNearly(forecasts[hour - 900], events / starts, 1e-12);
      expect(events > 0).to.equal(true);
    }
  });

  it("knows nothing of what comes after the hour", () => {
    const closes = walk(1_200, 0.01);
    const cut = closes.slice(0, 951);
    const crash = [...cut, ...closes.slice(951).map((price) => price * 0.3)];
    const at = (prices: number[]) => historicalVar(prices, 0.05, 900, 951);
    expect(at(cut)).to.deep.equal(at(closes));
    expect(at(crash)).to.deep.equal(at(closes));
  });

  it("says nothing with too little past, and leaves out starts with a hole in their day", () => {
    expect(historicalVar(walk(400, 0.01), 0.05, 300, 310)).to.deep.equal(Array(10).fill(null));
    const closes = walk(1_000, 0.01);
    const holed = closes.map((price, i) => (i === 500 ? NaN : price));
    const [whole, some] = [historicalVar(closes, 0.05, 900, 901), historicalVar(holed, 0.05, 900, 901)];
    expect(some[0]).to.be.a("number").and.not.equal(whole[0]);
  });
});

describe("ewma", () => {
  it("is twice the normal tail at the volatility of a steady walk", () => {
    const [forecast] = ewma(walk(6_000, 0.01), 0.05, 5_999, 6_000);
    const expected = 2 * normalCdf(Math.log(0.95) / (0.01 * Math.sqrt(24)));
    // The memory holds some 400 hours: its volatility is known to five per cent or so.
    expectNearly(forecast, expected, 0.06);
  });

  it("rises with volatility and falls with the depth of the fall", () => {
    const closes = [...walk(2_000, 0.005), ...walk(48, 0.05, 2)];
    const of = (fall: number, hour: number): number => ewma(closes, fall, hour, hour + 1)[0] ?? NaN;
    expect(of(0.05, 2_040) > 3 * of(0.05, 1_999)).to.equal(true);
    expect(of(0.1, 2_040) < of(0.05, 2_040)).to.equal(true);
  });

  it("knows nothing of what comes after the hour", () => {
    const closes = walk(1_000, 0.01);
    const cut = closes.slice(0, 951);
    expect(ewma(cut, 0.05, 900, 951)).to.deep.equal(ewma(closes, 0.05, 900, 951));
  });

  it("says nothing before its memory is warm and in an hour without a close", () => {
    expect(ewma(walk(100, 0.01), 0.05, 50, 52)).to.deep.equal([null, null]);
    const holed = walk(600, 0.01).map((price, i) => (i === 550 ? NaN : price));
    const [before, at, after] = ewma(holed, 0.05, 549, 552);
    expect(before).to.be.a("number");
    expect(at).to.equal(null);
    expect(after).to.be.a("number");
  });
});

describe("shifted", () => {
  it("moves every score by half a window and loses none", () => {
    const path = [1, 2, 3, 4, 5].map((scoreBps) => ({ scoreBps, spreadBps: 0 }));
    const moved = shifted({ WETH: path }).WETH ?? [];
    expect(moved.map((score) => score?.scoreBps)).to.deep.equal([3, 4, 5, 1, 2]);
  });
});
