import { expect } from "chai";
import { expectNearly } from "../../fixtures/nearly.ts";
import { planLiquidations } from "../../../scripts/demo/economy/liquidation-plan.ts";

const deep = { bonus: 1.05, depthUsd: 1e9, gasUsd: 1 };
const aCandidate = (overrides = {}) => ({
  id: 1,
  collateralUsd: 10_000,
  debtUsd: 9_000,
  health: 0.97,
  ...overrides,
});

describe("planLiquidations", () => {
  it("takes half of a debt above a health factor of 0.95", () => {
    const [planned] = planLiquidations([aCandidate()], deep);
    expectNearly(planned!.repayUsd, 4_500, 1e-9);
    expect(planned!.whole).to.equal(true);
  });

  it("takes all of a debt at or below 0.95, and of a small position", () => {
    expectNearly(planLiquidations([aCandidate({ health: 0.95 })], deep)[0]!.repayUsd, 9_000, 1e-9);
    const small = aCandidate({ collateralUsd: 1_900, debtUsd: 1_700 });
    expectNearly(planLiquidations([small], deep)[0]!.repayUsd, 1_700, 1e-9);
  });

  it("takes no more collateral than there is", () => {
    const underWater = aCandidate({ collateralUsd: 8_000, health: 0.7 });
    expect(planLiquidations([underWater], deep)[0]!.seizeUsd).to.equal(8_000);
  });

  it("lets a position wait whose bonus does not pay the gas", () => {
    const dust = aCandidate({ collateralUsd: 900, debtUsd: 800, health: 0.9 });
    expect(planLiquidations([dust], { ...deep, gasUsd: 45 })).to.deep.equal([]);
    expect(planLiquidations([dust], { ...deep, gasUsd: 35 })).to.have.length(1);
  });

  it("sells no more within the hour than slips as far as the bonus", () => {
    const crowd = Array.from({ length: 20 }, (_, id) => aCandidate({ id, health: 0.9, debtUsd: 9_500 }));
    const plan = planLiquidations(crowd, { bonus: 1.05, depthUsd: 20_000, gasUsd: 0 });
    const sold = plan.reduce((sum, { seizeUsd }) => sum + seizeUsd, 0);
    const limit = ((1 - 1 / 1.05) / 0.02) * 20_000;
    expect(sold <= limit + 1e-6).to.equal(true);
    expect(sold > limit - 10_000).to.equal(true);
  });

  it("takes a part only where both sides of the loan keep what Aave asks for", () => {
    const shallow = { bonus: 1.05, depthUsd: 3_000, gasUsd: 0 };
    const [part] = planLiquidations([aCandidate({ health: 0.9 })], shallow);
    expect(part!.whole).to.equal(false);
    expectNearly(part!.seizeUsd, ((1 - 1 / 1.05) / 0.02) * 3_000, 1e-6);
    const almostAll = { ...shallow, depthUsd: 3_900 };
    expect(
      planLiquidations([aCandidate({ health: 0.9, collateralUsd: 10_000, debtUsd: 9_400 })], almostAll),
    ).to.deep.equal([]);
  });

  it("takes the largest first and breaks ties by number", () => {
    const plan = planLiquidations(
      [aCandidate({ id: 3 }), aCandidate({ id: 2 }), aCandidate({ id: 9, debtUsd: 9_600 })],
      deep,
    );
    expect(plan.map(({ id }) => id)).to.deep.equal([9, 2, 3]);
  });
});
