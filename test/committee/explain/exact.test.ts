import { expect } from "chai";
import { exactShapley } from "../../../committee/explain/exact.ts";
import { planCoalitions, shapleyValues } from "../../../committee/explain/shapley.ts";
import { seededRandom } from "../features/synthetic.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

/** Every order of the players. */
function permutations(players: readonly number[]): number[][] {
  if (players.length === 0) return [[]];
  return players.flatMap((first) =>
    permutations(players.filter((player) => player !== first)).map((rest) => [first, ...rest]),
  );
}

describe("exactShapley", () => {
  it("is the mean over all orders, for any game", () => {
    const random = seededRandom(31);
    const plan = planCoalitions(permutations([0, 1, 2, 3]));
    for (let game = 0; game < 20; game++) {
      const values = Array.from({ length: 16 }, () => random());
      const sampled = shapleyValues(
        plan,
        plan.coalitions.map((mask) => values[mask]!),
      );
      exactShapley(4, values).forEach((value, i) => {
        expectNearly(value, sampled[i]!, 1e-12);
      });
    }
  });

  it("splits what three earn only together into thirds", () => {
    const values = Array.from({ length: 8 }, (_, mask) => (mask === 7 ? 9 : 0));
    exactShapley(3, values).forEach((value) => {
      expectNearly(value, 3, 1e-12);
    });
    expect(exactShapley(1, [2, 5])).to.deep.equal([3]);
  });
});
