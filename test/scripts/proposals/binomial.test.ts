import { expect } from "chai";
import { clopperPearson } from "../../../scripts/proposals/judge/binomial.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

describe("clopperPearson", () => {
  it("agrees with the closed forms at the ends", () => {
    const none = clopperPearson(0, 427);
    expect(none.lower).to.equal(0);
    expectNearly(none.upper, 1 - 0.025 ** (1 / 427), 1e-9);
    const all = clopperPearson(13, 13);
    expectNearly(all.lower, 0.025 ** (1 / 13), 1e-9);
    expect(all.upper).to.equal(1);
  });

  it("agrees with published bounds in between", () => {
    const half = clopperPearson(5, 10);
    expectNearly(half.lower, 0.18709, 1e-5);
    expectNearly(half.upper, 0.81291, 1e-5);
    const few = clopperPearson(4, 427);
    expectNearly(few.lower, 0.002558, 1e-5);
    expectNearly(few.upper, 0.023824, 1e-4);
  });

  it("covers a share at least as often as it says", () => {
    const [trials, share] = [30, 0.12];
    let [probability, covered] = [(1 - share) ** trials, 0];
    for (let hits = 0; hits <= trials; hits++) {
      const { lower, upper } = clopperPearson(hits, trials);
      if (lower <= share && share <= upper) covered += probability;
      probability *= ((trials - hits) / (hits + 1)) * (share / (1 - share));
    }
    expect(covered).to.be.at.least(0.95);
  });
});
