import { expect } from "chai";
import { RollingMax, RollingSums } from "../../../committee/features/rolling.ts";
import { PriceSeries } from "../../../committee/features/series.ts";
import { seededRandom, syntheticPath } from "./synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

describe("RollingSums", () => {
  it("equals the sum of the last values for every window at every step", () => {
    const random = seededRandom(11);
    const values = Array.from({ length: 300 }, () => Math.floor(random() * 2 ** 40));
    const sums = new RollingSums([1, 7, 100]);
    values.forEach((value, i) => {
      sums.push(value);
      for (const window of [1, 7, 100]) {
        const expected = values.slice(Math.max(0, i + 1 - window), i + 1).reduce((a, b) => a + b, 0);
        expect(sums.sum(window)).to.equal(expected);
      }
    });
  });

  it("forgets exactly: after a window of zeros the sum is zero", () => {
    const sums = new RollingSums([50]);
    for (let i = 0; i < 1_000; i++) sums.push((i * 2_654_435_761) % 2 ** 40);
    for (let i = 0; i < 50; i++) sums.push(0);
    expect(sums.sum(50)).to.equal(0);
  });
});

describe("RollingMax", () => {
  it("equals the largest of the last values, skipping unknown ones", () => {
    const random = seededRandom(12);
    const values = Array.from({ length: 500 }, () => (random() < 0.2 ? NaN : Math.floor(random() * 20)));
    const max = new RollingMax(9);
    values.forEach((value, i) => {
      max.push(value);
      const known = values.slice(Math.max(0, i - 8), i + 1).filter((v) => !Number.isNaN(v));
      expect(max.max()).to.equal(known.length > 0 ? Math.max(...known) : NaN);
    });
  });

  it("is unknown again when every value of the window is", () => {
    const max = new RollingMax(2);
    for (const value of [5, NaN, NaN]) max.push(value);
    expect(max.max()).to.be.NaN;
  });
});

describe("PriceSeries", () => {
  it("gives the volatility, return and drawdown that the definitions give", () => {
    const closes = syntheticPath({ seed: 13, hours: 900 }).map((sample) => sample.closes["ETH"]!);
    const series = new PriceSeries();
    closes.forEach((close) => {
      series.push(close);
    });
    const returns = closes.slice(1).map((close, i) => Math.log(close / closes[i]!));
    for (const hours of [6, 24, 72, 168, 720] as const) {
      const mean = returns.slice(-hours).reduce((sum, r) => sum + r * r, 0) / hours;
      expectNearly(series.volatility(hours), Math.sqrt(mean), 1e-9);
    }
    expectNearly(series.logReturn(24), Math.log(closes.at(-1)! / closes.at(-25)!), 1e-12);
    expectNearly(series.drawdown(168), Math.log(closes.at(-1)! / Math.max(...closes.slice(-168))), 1e-12);
    expectNearly(series.jump(), Math.max(...returns.slice(-24).map(Math.abs)), 1e-12);
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const month = returns.slice(-720);
    const kurtosis = mean(month.map((r) => r ** 4)) / mean(month.map((r) => r ** 2)) ** 2;
    expectNearly(series.logKurtosis(720), Math.log(kurtosis), 1e-4);
    const day = returns.slice(-24);
    const pairs = day.map((r, i) => Math.abs(r * returns.at(-25 + i)!));
    const bipower = ((Math.PI / 2) * mean(pairs)) / mean(day.map((r) => r ** 2));
    expectNearly(series.logBipowerRatio(), 0.5 * Math.log(bipower), 1e-6);
  });

  it("says that a single jump moved the day: low bipower, high kurtosis", () => {
    const series = new PriceSeries();
    for (let i = 0; i < 800; i++) series.push(i < 795 ? 100 : 80);
    expect(series.logBipowerRatio()).to.be.lessThan(-3);
    expect(series.logKurtosis(168)).to.be.greaterThan(5);
    expect(series.downShare(24)).to.equal(1);
  });

  it("knows no volatility when returns cover too little of the window", () => {
    const series = new PriceSeries();
    for (let i = 0; i < 18; i++) series.push(100 + i);
    expect(series.volatility(24)).to.be.NaN;
    series.push(100);
    expect(series.volatility(24)).to.be.greaterThan(0);
  });

  it("spreads a return across a gap over the hours of the gap", () => {
    const series = new PriceSeries();
    for (let i = 0; i < 30; i++) series.push(100);
    for (let i = 0; i < 3; i++) series.push(null);
    expect(series.present).to.equal(false);
    series.push(110);
    expectNearly(series.logReturn(1), Math.log(1.1), 1e-12);
    expectNearly(series.volatility(24), Math.log(1.1) / Math.sqrt(24), 1e-6);
  });
});
