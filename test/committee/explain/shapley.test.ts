import { expect } from "chai";
import {
  balancedPermutations,
  planCoalitions,
  roundToSum,
  shapleyValues,
} from "../../../committee/explain/shapley.ts";
import { seededRandom } from "../features/synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const ORDERS = [
  [0, 1, 2, 3],
  [2, 0, 3, 1],
];

describe("shapleyValues", () => {
  const plan = planCoalitions(ORDERS);

  it("asks for each coalition once, the empty and the full one among them", () => {
    expect(new Set(plan.coalitions).size).to.equal(plan.coalitions.length);
    expect(plan.coalitions).to.include.members([0, 15]);
  });

  it("sums to the difference between all and none for any game", () => {
    const random = seededRandom(21);
    for (let game = 0; game < 50; game++) {
      const values = plan.coalitions.map(() => random());
      const sum = shapleyValues(plan, values).reduce((a, b) => a + b, 0);
      const difference = values[plan.coalitions.indexOf(15)]! - values[plan.coalitions.indexOf(0)]!;
      expectNearly(sum, difference, 1e-12);
    }
  });

  it("gives every player exactly its own worth in an additive game", () => {
    const worth = [3, -1, 0.5, 0];
    const values = plan.coalitions.map((mask) => worth.reduce((sum, w, i) => sum + ((mask >> i) & 1) * w, 0));
    shapleyValues(plan, values).forEach((value, i) => {
      expectNearly(value, worth[i]!, 1e-12);
    });
  });

  it("is exact when players act in twos: an antithetic pair halves every product", () => {
    const values = plan.coalitions.map((mask) => ((mask & 3) === 3 ? 10 : 0));
    expect(shapleyValues(plan, values)).to.deep.equal([5, 5, 0, 0]);
  });
});

describe("balancedPermutations", () => {
  it("puts every player once in every place when there are as many orders as players", () => {
    for (const players of [2, 5, 8, 9]) {
      const orders = balancedPermutations(players, players);
      const all = Array.from({ length: players }, (_, i) => i);
      for (const order of orders) expect(order.toSorted((a, b) => a - b)).to.deep.equal(all);
      for (const place of all) {
        const column = orders.map((order) => order[place]!);
        expect(column.toSorted((a, b) => a - b)).to.deep.equal(all);
      }
    }
  });

  it("shifts as far as it can when there are fewer, and repeats no order", () => {
    const orders = balancedPermutations(9, 5);
    expect(orders.map(([first]) => first)).to.deep.equal([0, 2, 4, 5, 7]);
    expect(new Set(orders.flatMap((o) => [o.join(), o.toReversed().join()])).size).to.equal(10);
  });
});

describe("roundToSum", () => {
  it("keeps the sum and moves no value by one or more when the parts add up", () => {
    const random = seededRandom(22);
    for (let i = 0; i < 200; i++) {
      const values = Array.from({ length: 8 }, () => (random() - 0.5) * 400);
      const sum = Math.round(values.reduce((a, b) => a + b, 0));
      const whole = roundToSum(values, sum);
      expect(whole.reduce((a, b) => a + b, 0)).to.equal(sum);
      whole.forEach((value, k) => {
        expect(Number.isInteger(value)).to.equal(true);
        expect(Math.abs(value - values[k]!)).to.be.at.most(1);
      });
    }
  });

  it("gives the rest to the largest remainder, at a tie to the first", () => {
    expect(roundToSum([0.2, 0.7, 0.1], 1)).to.deep.equal([0, 1, 0]);
    expect(roundToSum([0.5, 0.5], 1)).to.deep.equal([1, 0]);
    expect(roundToSum([1.2, 2.4], 3)).to.deep.equal([1, 2]);
  });
});
