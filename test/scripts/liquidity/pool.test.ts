import { expect } from "chai";
import { feeAt } from "../../../scripts/liquidity/fee.ts";
import { arbitrage, holdings, isInRange, openPool, valueOf } from "../../../scripts/liquidity/pool.ts";
import { replay } from "../../../scripts/liquidity/replay.ts";
import type { Assumed } from "../../../scripts/liquidity/replay.ts";
import { arithmeticScores, upperTail } from "../../../scripts/liquidity/score.ts";
import { stepsUnder } from "../../../scripts/liquidity/drivers.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const WHOLE = [0, Infinity] as const;
const HOUR = 3_600;

describe("A position of a replay", () => {
  it("is a constant product over the whole range: half of its value in each token", () => {
    const pool = openPool(4, 1_000, WHOLE);
    const { x, y } = holdings(pool);
    expect([x * 4, y]).to.deep.equal([500, 500]);
    expect(valueOf(pool, 4)).to.equal(1_000);
  });

  it("without a fee loses against holding what the formula of impermanent loss says", () => {
    const pool = openPool(1, 1_000, WHOLE);
    for (const price of [0.25, 0.9, 1.21, 4]) {
      const trade = arbitrage(pool, price, 0)!;
      const loss = 1 - valueOf(trade.pool, price) / valueOf(pool, price);
      expectNearly(loss, 1 - (2 * Math.sqrt(price)) / (1 + price), 1e-12);
      expectNearly(trade.loss, valueOf(pool, price) - valueOf(trade.pool, price), 1e-9);
      expect(trade.fee).to.equal(0);
    }
  });

  it("is left alone within the fee of the outside price, and comes up to the fee's distance beyond", () => {
    const pool = openPool(1, 1_000, WHOLE);
    expect(arbitrage(pool, 1.0099, 0.01)).to.equal(null);
    expect(arbitrage(pool, 0.9901, 0.01)).to.equal(null);
    expectNearly(arbitrage(pool, 1.1, 0.01)!.pool.root ** 2, 1.1 * 0.99, 1e-12);
    expectNearly(arbitrage(pool, 0.9, 0.01)!.pool.root ** 2, 0.9 / 0.99, 1e-12);
  });

  it("gives an arbitrageur no more than it loses less the fee that he pays, and he never loses", () => {
    const pool = openPool(1, 1_000, [0.9, 1.2]);
    for (const price of [0.5, 0.93, 0.97, 1.03, 1.15, 3]) {
      const trade = arbitrage(pool, price, 0.003)!;
      expectNearly(trade.fee, trade.volume * 0.003, 1e-9);
      expect(trade.loss - trade.fee).to.be.above(0);
      expect(arbitrage(trade.pool, price, 0.003)).to.equal(null);
    }
  });

  it("holds one token alone at the end of its range, and no more can be traded out of it", () => {
    const pool = openPool(1, 1_000, [0.99, 1.01]);
    const fallen = arbitrage(pool, 0.5, 0.001)!.pool;
    expect(holdings(fallen).y).to.equal(0);
    expect([isInRange(pool), isInRange(fallen)]).to.deep.equal([true, false]);
    expect(arbitrage(fallen, 0.4, 0.001)).to.equal(null);
  });
});

describe("A replay of a pool", () => {
  const assumed: Assumed = {
    ...{ value: 1_000, range: WHOLE, turnover: 0.5, baseFee: 1_000, elasticities: [0, 1, 2] },
  };

  it("counts others' trade by its elasticity: at one, fees do not depend on the fee", () => {
    const steps = [0, 24 * HOUR].map((moment) => ({ moment, price: 1, fee: 2_000 }));
    const { others, meanFee, lostToArbitrage } = replay(steps, assumed);
    expect([meanFee, lostToArbitrage]).to.deep.equal([2_000, 0]);
    expect(others.map(({ volume }) => volume)).to.deep.equal([500, 250, 125]);
    expect(others.map(({ fees }) => fees)).to.deep.equal([1, 0.5, 0.25]);
  });

  it("loses to arbitrage on the way out and back, and nothing to holding once the price is back", () => {
    const steps = [1, 1.1, 1].map((price, i) => ({ moment: i * HOUR, price, fee: 0 }));
    const { lostToArbitrage, lostToHolding } = replay(steps, { ...assumed, baseFee: 1, elasticities: [] });
    const out = 500 * 1.1 + 500 - 1_000 * Math.sqrt(1.1);
    const back = 500 / Math.sqrt(1.1) + 500 * Math.sqrt(1.1) - 1_000;
    expectNearly(lostToHolding, 0, 1e-9);
    expectNearly(lostToArbitrage, out + back, 1e-9);
  });

  it("refuses no steps at all", () => {
    expect(() => replay([], assumed)).to.throw(RangeError, "A replay needs at least one step.");
  });
});

describe("The arithmetic score", () => {
  const hours = (ratios: readonly number[]) => ratios.map((ratio, i) => ({ moment: i * HOUR, ratio }));
  const EVENT = { thresholdBps: 100, horizonHours: 24 };

  it("has the normal distribution's tail", () => {
    for (const [z, tail] of [
      [0, 0.5],
      [1, 0.1586553],
      [1.959964, 0.025],
      [4, 3.16712e-5],
    ] as const) {
      expectNearly(upperTail(z), tail, 1e-7);
    }
  });

  it("is nothing at rest on par, certain off par by the threshold on either side, and rises on the way there", () => {
    const scores = arithmeticScores(hours([1, 1, 0.997, 0.994, 0.989, 1.011]), EVENT);
    expect(scores.slice(0, 2)).to.deep.equal([0, 0]);
    expect(scores[2]).to.be.above(0);
    expect(scores[3]).to.be.above(scores[2]!);
    expect(scores.slice(4)).to.deep.equal([10_000, 10_000]);
  });

  it("knows nothing of what comes after", () => {
    const ratios = Array.from({ length: 60 }, (_, i) => 1 - ((i * 7) % 11) / 1_000);
    const whole = arithmeticScores(hours(ratios), EVENT);
    const otherwise = arithmeticScores(
      hours([...ratios.slice(0, 30), ...ratios.slice(30).map(() => 0.5)]),
      EVENT,
    );
    expect(otherwise.slice(0, 30)).to.deep.equal(whole.slice(0, 30));
  });
});

describe("The fee of a replay", () => {
  const policy = { minFee: 500, maxFee: 10_000, blindFee: 3_000, low: 5_00, high: 40_00 };

  it("is the contract's at the scores of its tests", () => {
    const fees = [0, 5_00, 5_01, 22_50, 40_00, 100_00].map((score) => feeAt(policy, score));
    expect(fees).to.deep.equal([500, 500, 503, 5_250, 10_000, 10_000]);
  });

  it("follows a score five minutes after its hour, and is blind before the first and past two hours", () => {
    const scores = [{ moment: HOUR, scoreBps: 100_00 }];
    const moments = [HOUR, HOUR + 299, HOUR + 300, 3 * HOUR, 3 * HOUR + 1];
    const steps = stepsUnder(
      scores,
      moments.map((moment) => ({ moment, ratio: 1 })),
    );
    expect(steps.map(({ fee }) => fee)).to.deep.equal([500, 500, 10_000, 10_000, 500]);
  });
});
