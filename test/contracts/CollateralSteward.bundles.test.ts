import { expect } from "chai";
import { network } from "hardhat";
import { aFullPolicy } from "../fixtures/aFullPolicy.ts";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  LTV_RULE,
  ltvBand,
  PARAMETER,
  STEWARD_REASON as REASON,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;

/** A steward that moves all four parameters of a market whose caps stand at their anchors of 1,000 and 500. */
const fixture = async () => {
  const hooks = await deployHooks(connection);
  const policy = aFullPolicy(await hooks.adapter.getAddress(), assetAt(0));
  const stand = (state: Parameters<typeof aCollateralState>[0]) =>
    hooks.adapter.setState(assetAt(0), aCollateralState({ supplyCap: 1_000n, borrowCap: 500n, ...state }));
  await stand({});
  await hooks.steward.setPolicy(hooks.id, policy);
  const values = async () => [...(await hooks.adapter.collateralState(assetAt(0), assetAt(0))).parameters];
  /** Queues, waits, executes. */
  const loosen = async () => {
    await hooks.steward.queueLoosening([hooks.id]);
    await hooks.time.increase(6 * HOUR);
    return hooks.steward.executeLoosening([hooks.id]);
  };
  return { ...hooks, policy, stand, values, loosen };
};

describe("CollateralSteward, parameters that move together", () => {
  it("H4 tightens caps where somebody has left the LTV too close, and writes the LTV as it stands", async () => {
    const { steward, id, stand, score, values } = await networkHelpers.loadFixture(fixture);
    await stand({ liquidationThresholdBps: 75_50 });
    await score({ score: 5_00, round: 1 });
    await steward.tighten([id]);
    await score({ score: 5_00, round: 2 });
    const call = steward.tighten([id]);
    await expect(call).to.emit(steward, "ParameterSkipped").withArgs(id, PARAMETER.ltv, REASON.gapViolated);
    await expect(call).not.to.emit(steward, "MarketSkipped");
    expect(await values()).to.deep.equal([80_00n, 75_50n, 800n, 400n]);
  });

  it("H1 rounds a loosening down to what the protocol can hold", async () => {
    const { steward, adapter, id, stand, score, values, loosen } = await networkHelpers.loadFixture(fixture);
    await stand({ supplyCap: 800n, borrowCap: 400n });
    await adapter.setCapUnit(40n);
    await score();
    await expect(steward.queueLoosening([id])).to.emit(steward, "LooseningQueued");
    const { parameters } = await steward.stateOf(id);
    // A tenth of the anchors would lead to 900 and 450.
    expect(parameters.map(({ queued }) => queued)).to.deep.equal([0n, 0n, 880n, 440n]);
    await loosen();
    expect(await values()).to.deep.equal([80_00n, 83_00n, 880n, 440n]);
  });

  it("H1 queues no loosening that is finer than the protocol's unit, and says so", async () => {
    const { steward, adapter, id, stand, score } = await networkHelpers.loadFixture(fixture);
    await stand({ supplyCap: 750n, borrowCap: 250n });
    await adapter.setCapUnit(250n);
    await score();
    const call = steward.queueLoosening([id]);
    for (const parameter of [PARAMETER.supplyCap, PARAMETER.borrowCap])
      await expect(call).to.emit(steward, "ParameterSkipped").withArgs(id, parameter, REASON.stepTooFine);
    await expect(call).to.emit(steward, "MarketSkipped").withArgs(id, REASON.stepTooFine, "0x");
    await expect(call).not.to.emit(steward, "LooseningQueued");
  });

  it("H2 loosens no further than the score of the execution asks for, though more was queued", async () => {
    const { steward, id, stand, score, values, time } = await networkHelpers.loadFixture(fixture);
    await stand({ ltvBps: 66_50 });
    await score();
    await steward.queueLoosening([id]);
    expect((await steward.stateOf(id)).parameters[PARAMETER.ltv].queued).to.equal(69_00n);
    await time.increase(6 * HOUR);
    await score({ score: 13_00, round: 2 });
    await steward.executeLoosening([id]);
    expect((await values())[PARAMETER.ltv]).to.equal(68_00n);
  });

  it("H3 loosens with the widest spread and the fewest members that its policy accepts", async () => {
    const { steward, id, stand, score } = await networkHelpers.loadFixture(fixture);
    await stand({ ltvBps: 70_00 });
    await score({ score: 0, spread: 5_00, contributors: 5 });
    await expect(steward.queueLoosening([id])).to.emit(steward, "LooseningQueued");
    expect((await steward.stateOf(id)).parameters[PARAMETER.ltv].queued).to.equal(72_50n);
  });

  it("H1 loosens no market that someone else moved beyond the drift", async () => {
    const { steward, id, stand, score, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    policy.rules[0] = { ...LTV_RULE, drift: 5_00 };
    await steward.setPolicy(id, { ...policy, bands: [ltvBand(4_00, 2_00, 76_00n)] });
    await stand({ ltvBps: 72_49 });
    await score();
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.driftReached, "0x");
    await stand({ ltvBps: 72_50 });
    await expect(steward.queueLoosening([id])).to.emit(steward, "LooseningQueued");
    expect((await steward.stateOf(id)).parameters[PARAMETER.ltv].queued).to.equal(75_00n);
  });
});
