import { expect } from "chai";
import { network } from "hardhat";
import { createKeeper } from "../../../scripts/demo/keeper.ts";
import { aFullPolicy, RAMP } from "../../fixtures/aFullPolicy.ts";
import { aCollateralState, assetAt, deployHooks } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;

/** A keeper over doubles, of two markets with every parameter in the policy; it stamps nothing. */
const fixture = async () => {
  const hooks = await deployHooks(connection, 2);
  const { adapter, steward, guardian, stranger, ids } = hooks;
  for (const [index, id] of ids.entries()) {
    const state = aCollateralState({ supplyCap: 1_000n, borrowCap: 500n });
    await adapter.setState(assetAt(index), state);
    await steward.setPolicy(id, aFullPolicy(await adapter.getAddress(), assetAt(index)));
  }
  const breakwater = {
    ...{ steward, guardian },
    markets: ids.map((marketId, index) => ({
      ...{ symbol: `M${index}`, asset: assetAt(index), marketId },
    })),
  };
  let round = 0;
  const keeper = () => createKeeper(breakwater as never, { stamp: () => Promise.resolve() }, stranger);
  /** One hour at these scores, one a market; what the keeper did to thresholds in it. */
  const hourOf = async (own: ReturnType<typeof keeper>, scores: readonly [number, number]) => {
    await hooks.time.increase(HOUR);
    round += 1;
    for (const [market, score] of scores.entries()) await hooks.score({ score, round }, { market });
    return (await own.act()).filter(({ what }) => what.includes("threshold"));
  };
  const sent = () => ethers.provider.getTransactionCount(stranger);
  return { ...hooks, keeper, hourOf, sent };
};

describe("The demo's keeper, of ramps", () => {
  it("H7 says what is announced, takes each step when it is due, and only of the market whose ramp stands", async () => {
    const { keeper, hourOf, adapter, steward, ids, time } = await networkHelpers.loadFixture(fixture);
    const own = keeper();
    expect(await hourOf(own, [30_00, 1_00])).to.deep.equal([]);
    const announced = await hourOf(own, [30_00, 1_00]);
    expect(announced.map(({ market, what }) => [market, what])).to.deep.equal([
      ["M0", "announced that the liquidation threshold falls from 83.0 % to 77.0 %"],
    ]);
    expect(await hourOf(own, [30_00, 1_00]), "the notice runs").to.deep.equal([]);
    await time.increase(RAMP.notice);
    const steps = [await hourOf(own, [30_00, 1_00]), await hourOf(own, [30_00, 1_00])].flat();
    expect(steps).to.deep.equal([
      {
        ...{ market: "M0", by: "steward", why: "the announced step is due" },
        what: "liquidation threshold 83.0 % -> 82.5 %",
      },
      {
        ...{ market: "M0", by: "steward", why: "the announced step is due" },
        what: "liquidation threshold 82.5 % -> 82.0 %",
      },
    ]);
    expect(await adapter.graceOf(assetAt(0)), "nobody liquidates behind a step").to.equal(
      BigInt(RAMP.liquidationGrace),
    );
    expect((await steward.stateOf(ids[1]!)).rampTo).to.equal(0n);
  });

  it("sends nothing while no step is due, nor after the ramp has ended", async () => {
    const { keeper, hourOf, sent, time, steward, ids } = await networkHelpers.loadFixture(fixture);
    const own = keeper();
    const costOf = async (scores: readonly [number, number]) => {
      const before = await sent();
      await hourOf(own, scores);
      return (await sent()) - before;
    };
    const quiet = await costOf([30_00, 1_00]);
    await hourOf(own, [30_00, 1_00]);
    expect(await costOf([30_00, 1_00]), "the notice runs").to.equal(quiet);
    await time.increase(RAMP.notice);
    expect(await costOf([30_00, 1_00]), "a step is due").to.equal(quiet + 1);
    // The score no longer asks for the ramp: it ends.
    for (let hour = 0; hour < 3; hour++) {
      const reasons = (await hourOf(own, [1_00, 1_00])).map(({ why }) => why);
      expect(reasons).to.not.include("the announced step is due");
    }
    expect((await steward.stateOf(ids[0]!)).rampTo).to.equal(0n);
  });
});
