import { expect } from "chai";
import { forwardMax, forwardMin, forwardSum } from "../../../../scripts/dataset/targets/windows.ts";
import { seededRandom } from "../../../committee/features/synthetic.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

type Column = (number | null)[];

/** The definition, hour by hour. */
function naive(values: Column, horizon: number, of: (window: number[]) => number): Column {
  return values.map((now, i) => {
    const window = values.slice(i + 1, i + 1 + horizon);
    const known = window.filter((value) => value !== null);
    return now === null || known.length < horizon ? null : of(known);
  });
}

const sum = (window: number[]): number => window.reduce((a, b) => a + b, 0);

describe("forward windows of labels", () => {
  const random = seededRandom(3);
  const values: Column = Array.from({ length: 600 }, () =>
    random() < 0.02 ? null : Math.round(random() * 1e6),
  );

  for (const horizon of [1, 24, 72]) {
    it(`agree with the definition over ${horizon} h with holes`, () => {
      expect(forwardMax(values, horizon)).to.deep.equal(naive(values, horizon, (w) => Math.max(...w)));
      expect(forwardMin(values, horizon)).to.deep.equal(naive(values, horizon, (w) => Math.min(...w)));
      const [sums, expected] = [forwardSum(values, horizon), naive(values, horizon, sum)];
      expect(sums.map((value) => value === null)).to.deep.equal(expected.map((value) => value === null));
      sums.forEach((value, i) => {
        if (value !== null) expectNearly(value, expected[i]!, 0.01);
      });
    });
  }

  it("give none at the end, where the horizon is not over", () => {
    expect(forwardMin([1, 2, 3], 2)).to.deep.equal([2, null, null]);
    expect(forwardSum([1, 2, 3], 3)).to.deep.equal([null, null, null]);
  });
});
