import { expect } from "chai";
import { network } from "hardhat";
import { CAP_RULE } from "../fixtures/aFullPolicy.ts";
import type { BandInput, RuleInput } from "../fixtures/deployHooks.ts";
import { deployHooks, KEPT_RULE, LTV_RULE, ltvBand } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;
type Rules = [RuleInput, RuleInput, RuleInput, RuleInput];

/** Five points of the LTV's budget of twelve are spent. */
const fixture = async () => {
  const hooks = await deployHooks(connection);
  const { steward, id, time } = hooks;
  const policy = await hooks.stewardPolicy();
  await steward.setPolicy(id, policy);
  await hooks.score({ score: 30_00, round: 1 });
  await steward.tighten([id]);
  const spentAt = await time.latest();
  /** Sets a policy exactly so many hours after the tightening. */
  const renew = async (hours: number, next: Parameters<typeof steward.setPolicy>[1]) => {
    await time.setNextBlockTimestamp(spentAt + hours * HOUR);
    await steward.setPolicy(id, next);
  };
  return {
    ...{ ...hooks, policy, renew },
    withBudget: (tightenBudget: number) => ({
      ...policy,
      rules: [{ ...LTV_RULE, tightenBudget }, KEPT_RULE, KEPT_RULE, KEPT_RULE] as Rules,
    }),
    /** Leaves the LTV out. */
    ofACap: {
      ...policy,
      rules: [KEPT_RULE, KEPT_RULE, CAP_RULE, KEPT_RULE] as Rules,
      bands: [{ ...ltvBand(4_00, 2_50, 0n), targets: [0n, 0n, 800n, 0n] as BandInput["targets"] }],
    },
    left: async () => (await steward.stateOf(id)).parameters[0].budgetLeft,
  };
};

describe("CollateralSteward.setPolicy, over an earlier one", () => {
  it("H1 what a budget has regained is counted by the rule under which it did", async () => {
    const { renew, withBudget, left } = await networkHelpers.loadFixture(fixture);
    // Seven are left, and three come back in six hours of a day's twelve; a day's 24 would have brought six.
    await renew(6, withBudget(24_00));
    expect(await left()).to.equal(10_00n);
  });

  it("H1 a larger budget gives nothing at once, and recharges from then on by its own rule", async () => {
    const { renew, withBudget, left, time } = await networkHelpers.loadFixture(fixture);
    await renew(6, withBudget(24_00));
    await time.increase(2 * HOUR);
    expect(await left()).to.equal(12_00n);
  });

  it("H1 a parameter that a policy left out meanwhile comes back with what it had, recharged by the new rule", async () => {
    const { renew, policy, ofACap, left } = await networkHelpers.loadFixture(fixture);
    await renew(1, ofACap);
    await renew(6, policy);
    expect(await left()).to.equal(10_00n);
  });

  it("H1 a smaller budget stays small where a policy leaves the parameter out before a larger one", async () => {
    const { renew, withBudget, policy, ofACap, left } = await networkHelpers.loadFixture(fixture);
    await renew(12, withBudget(10_00));
    expect(await left()).to.equal(10_00n);
    await renew(13, ofACap);
    await renew(14, policy);
    // Ten, and two hours of a day's twelve.
    expect(await left()).to.equal(11_00n);
  });

  it("keeps a market in the last band where a policy has fewer, and its row does not go on", async () => {
    const { steward, id, score, policy, time } = await networkHelpers.loadFixture(fixture);
    expect((await steward.stateOf(id)).row).to.equal(1n);
    await steward.setPolicy(id, policy);
    expect((await steward.stateOf(id)).row).to.equal(0n);
    for (const round of [2, 3]) {
      await score({ score: 30_00, round });
      await time.increase(HOUR);
      await steward.tighten([id]);
    }
    const bands = async () => {
      const { band, slowBand } = await steward.stateOf(id);
      return [band, slowBand];
    };
    expect(await bands()).to.deep.equal([3n, 3n]);
    await steward.setPolicy(id, { ...policy, bands: policy.bands.slice(0, 2) });
    expect(await bands()).to.deep.equal([2n, 2n]);
  });
});
