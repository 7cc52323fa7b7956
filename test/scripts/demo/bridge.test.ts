import { expect } from "chai";
import { expectNearly } from "../../fixtures/nearly.ts";
import { HOUR_S } from "../../../scripts/demo/hours.ts";
import { bridge, correlatedNoise } from "../../../scripts/demo/path/bridge.ts";
import { createRandom } from "../../../scripts/demo/random.ts";

const START = 1_600_000_000 - (1_600_000_000 % HOUR_S);
const hours = Array.from({ length: 49 }, (_, i) => START + i * HOUR_S);
const at = (i: number, level: number) => ({ hour: START + i * HOUR_S, level });
const noise = () => correlatedNoise(createRandom(7), hours.length, 0.8, 2);
const flat = hours.map(() => 0.01);

describe("bridge", () => {
  it("passes through every anchor", () => {
    const path = bridge(hours, [at(0, 100), at(20, 80), at(48, 120)], noise()[0]!, flat);
    expectNearly(path[0], 100, 1e-9);
    expectNearly(path[20], 80, 1e-9);
    expectNearly(path[48], 120, 1e-9);
  });

  it("moves between anchors as widely as the volatility says", () => {
    const returns: number[] = [];
    for (let seed = 1; seed <= 60; ++seed) {
      const draws = correlatedNoise(createRandom(seed), hours.length, 0, 1)[0]!;
      const path = bridge(hours, [at(0, 100), at(48, 100)], draws, flat);
      path.slice(1).forEach((price, i) => returns.push(Math.log(price / path[i]!)));
    }
    const sigma = Math.sqrt(returns.reduce((sum, r) => sum + r * r, 0) / returns.length);
    // The burst of volatility has E[b^2] = e^0.25; the bridge takes 1/48 of the variance away.
    expectNearly(sigma, 0.01 * Math.sqrt(Math.exp(0.25) * (47 / 48)), 0.0008);
  });

  it("is a straight line in logarithms without volatility", () => {
    const path = bridge(
      hours,
      [at(0, 100), at(48, 400)],
      noise()[0]!,
      hours.map(() => 0),
    );
    expectNearly(path[24], 200, 1e-9);
  });

  it("is pulled towards an anchor that lies before the path", () => {
    const path = bridge(
      hours,
      [at(-48, 50), at(48, 200)],
      noise()[0]!,
      hours.map(() => 0),
    );
    expectNearly(path[0], 100, 1e-9);
  });

  it("refuses a path without an anchor", () => {
    expect(() => bridge(hours, [at(-5, 1)], noise()[0]!, flat)).to.throw(
      RangeError,
      "No anchor lies on the path.",
    );
  });
});

describe("correlatedNoise", () => {
  it("draws the correlation it was asked for, and the same draws for the same seed", () => {
    const [a, b] = correlatedNoise(createRandom(3), 20_000, 0.8, 2) as [number[], number[]];
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    expectNearly(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), 0.8, 0.02);
    expect(correlatedNoise(createRandom(3), 5, 0.8, 1)).to.deep.equal(
      correlatedNoise(createRandom(3), 5, 0.8, 1),
    );
  });
});
