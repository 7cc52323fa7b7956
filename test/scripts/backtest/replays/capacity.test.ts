import { expect } from "chai";
import { ratioPaths, staticPaths } from "../../../../scripts/backtest/lending/anchors.ts";
import { simulate } from "../../../../scripts/backtest/lending/simulate.ts";
import {
  SEARCHED_SCALES,
  bracketOf,
  calmCapacityLost,
  partOf,
} from "../../../../scripts/backtest/replays/capacity.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";
import { ANCHORS, aStage } from "../../../fixtures/lendingStage.ts";

describe("calmCapacityLost", () => {
  const heldUsd = { WETH: [100, 100, 300], WBTC: [300, 100, 100], wstETH: [0, 0, 0], LINK: [0, 0, 0] };
  const held = {
    WETH: Float64Array.from(heldUsd.WETH),
    WBTC: Float64Array.from(heldUsd.WBTC),
    wstETH: new Float64Array(3),
    LINK: new Float64Array(3),
  };
  const market = { anchors: ANCHORS, heldUsd: held, calm: Uint8Array.from([1, 1, 0]) };

  it("weighs what is withheld by what is held, and counts calm hours alone", () => {
    const paths = { ...staticPaths(ANCHORS, 3), WETH: staticPaths(ANCHORS, 3, 40_00).WETH };
    // Half of WETH's capacity: an eighth of the first hour's, a quarter of the second's; the third is not calm.
    expectNearly(calmCapacityLost(market, paths), 1 / 8 + 1 / 4);
  });

  it("loses nothing at the anchors or above them, nor where nothing is held", () => {
    const above = ratioPaths(ANCHORS, (_, { ltvBps }) => new Float64Array(3).fill(ltvBps + 100));
    expect(calmCapacityLost(market, above)).to.equal(0);
    const empty = { ...market, heldUsd: { ...held, WETH: new Float64Array(3), WBTC: new Float64Array(3) } };
    expect(calmCapacityLost(empty, staticPaths(ANCHORS, 3, 500))).to.equal(0);
  });

  it("is what the simulation counts for the market that it held", () => {
    const [stage, hours] = [aStage(240), 240];
    const paths = ratioPaths(ANCHORS, (asset, { ltvBps }) =>
      Float64Array.from({ length: hours }, (_, i) => (asset === "WETH" && i > 50 ? ltvBps - 15_00 : ltvBps)),
    );
    const { heldUsd: own, capacityLost } = simulate(stage, ANCHORS, paths);
    const calm = new Uint8Array(hours).fill(1, 0, 100);
    const counted = capacityLost.subarray(0, 100).reduce((sum, share) => sum + share, 0);
    expectNearly(calmCapacityLost({ anchors: ANCHORS, heldUsd: own, calm }, paths), counted, 1e-9);
  });
});

describe("bracketOf", () => {
  const policies = [1, 2, 3, 4, 5];
  const losses = [100, 60, 50, 20, 0];
  const at = (target: number) => bracketOf(policies, (policy) => losses[policy - 1] ?? NaN, target);

  it("takes the neighbours on both sides of the target", () => {
    expect(at(30)).to.deep.equal({ loud: 3, soft: 4 });
  });

  it("steps over a policy that the estimate cannot tell from the target", () => {
    expect(at(51)).to.deep.equal({ loud: 2, soft: 4 });
  });

  it("takes the loudest of those that lose nothing where nothing may be lost", () => {
    expect(at(0)).to.deep.equal({ loud: 5, soft: 5 });
    expect(bracketOf(policies, () => 0, 0)).to.deep.equal({ loud: 1, soft: 1 });
  });

  it("extrapolates nothing past the loudest, and nothing below the softest", () => {
    expect(at(500)).to.deep.equal({ loud: 1, soft: 1 });
    expect(bracketOf(policies, (policy) => 10 / policy, 1)).to.deep.equal({ loud: 5, soft: 5 });
  });
});

describe("partOf", () => {
  it("makes a mix that loses exactly the target", () => {
    expectNearly(partOf(50, 20, 30), 1 / 3);
    expect(partOf(20, 20, 30)).to.equal(1);
  });

  it("never takes more than one or less than nothing", () => {
    expect([partOf(50, 20, 60), partOf(50, 20, 10)]).to.deep.equal([1, 0]);
  });
});

describe("SEARCHED_SCALES", () => {
  it("runs from a twentieth to several times the bands, the loudest first", () => {
    expect(SEARCHED_SCALES).to.deep.equal(SEARCHED_SCALES.toSorted((a, b) => a - b));
    expect([SEARCHED_SCALES[0], SEARCHED_SCALES.at(-1)! > 5]).to.deep.equal([0.05, true]);
  });
});
