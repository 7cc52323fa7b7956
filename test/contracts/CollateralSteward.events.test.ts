import type { ContractTransactionResponse } from "ethers";
import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { aFullPolicy, RAMP } from "../fixtures/aFullPolicy.ts";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  PARAMETER,
  STEWARD_REASON as REASON,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;

const withEvents = async () => {
  const hooks = await deployHooks(connection);
  /** What the steward says in a call, in order. */
  const said = async (call: Promise<ContractTransactionResponse>) => {
    const receipt = await (await call).wait();
    return receipt!.logs.map((log) => hooks.steward.interface.parseLog(log)!.name);
  };
  return { ...hooks, said };
};

/** A policy of the LTV alone. */
const fixture = async () => {
  const hooks = await withEvents();
  await hooks.steward.setPolicy(hooks.id, await hooks.stewardPolicy());
  return hooks;
};

/** Market at 70 %, calm score, loosening to 72.5 % queued. */
const queued = async () => {
  const hooks = await fixture();
  await hooks.adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
  await hooks.score();
  await hooks.steward.queueLoosening([hooks.id]);
  return hooks;
};

/** A policy of all four parameters, of which the LTV alone is below its anchor and queued. */
const queuedOfFour = async () => {
  const hooks = await withEvents();
  const standing = { ltvBps: 70_00, supplyCap: 1_000n, borrowCap: 500n };
  await hooks.adapter.setState(assetAt(0), aCollateralState(standing));
  await hooks.steward.setPolicy(hooks.id, aFullPolicy(await hooks.adapter.getAddress(), assetAt(0)));
  await hooks.score();
  await hooks.steward.queueLoosening([hooks.id]);
  return { ...hooks, standing };
};

describe("CollateralSteward, what it says", () => {
  it("H8 says of a tightening what moves, and cancels, forgets and ends nothing that is not there", async () => {
    const { steward, id, score, said } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    expect(await said(steward.tighten([id]))).to.deep.equal(["BandChanged", "Tightened"]);
  });

  it("H8 says nothing of a market that is as the score asks but that it stays", async () => {
    const { steward, id, score, said } = await networkHelpers.loadFixture(fixture);
    await score();
    for (const call of [steward.tighten([id]), steward.queueLoosening([id])])
      expect(await said(call)).to.deep.equal(["MarketSkipped"]);
  });

  it("H8 does not say of a market that it stays when a loosening is queued or executed", async () => {
    const { steward, adapter, id, score, said, time } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
    await score();
    expect(await said(steward.queueLoosening([id]))).to.deep.equal(["LooseningQueued"]);
    await time.increase(6 * HOUR);
    expect(await said(steward.executeLoosening([id]))).to.deep.equal(["Loosened"]);
  });

  it("H8 says nothing of a parameter that the policy leaves out", async () => {
    const { steward, id, said } = await networkHelpers.loadFixture(queued);
    const call = steward.executeLoosening([id]);
    await expect(call).to.emit(steward, "ParameterSkipped").withArgs(id, PARAMETER.ltv, REASON.stillWaiting);
    expect(await said(call)).to.deep.equal(["ParameterSkipped", "MarketSkipped"]);
    const lowering = steward.lowerThreshold([id]);
    await expect(lowering).to.emit(steward, "MarketSkipped").withArgs(id, REASON.alreadyThere, "0x");
    expect(await said(lowering)).to.deep.equal(["MarketSkipped"]);
  });

  it("H2 says that it drops a loosening at its expiry", async () => {
    const { steward, id, said, time } = await networkHelpers.loadFixture(queued);
    await time.increase(30 * HOUR);
    const call = steward.executeLoosening([id]);
    await expect(call)
      .to.emit(steward, "LooseningCancelled")
      .withArgs(id, PARAMETER.ltv, await steward.getAddress());
    expect(await said(call)).to.deep.equal(["ParameterSkipped", "LooseningCancelled", "MarketSkipped"]);
  });

  it("H8 skips a market for the first of several reasons", async () => {
    const { steward, adapter, id, standing } = await networkHelpers.loadFixture(queuedOfFour);
    await adapter.setState(assetAt(0), aCollateralState({ ...standing, borrowCap: 400n }));
    const call = steward.executeLoosening([id]);
    await expect(call)
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, PARAMETER.borrowCap, REASON.notQueued);
    await expect(call).to.emit(steward, "MarketSkipped").withArgs(id, REASON.stillWaiting, "0x");
  });

  it("books a loosening for the parameter that moves, and for no other", async () => {
    const { steward, id, said, time } = await networkHelpers.loadFixture(queuedOfFour);
    await time.increase(6 * HOUR);
    const events = await said(steward.executeLoosening([id]));
    expect(events.filter((name) => name === "Loosened")).to.have.lengthOf(1);
    const at = BigInt(await time.latest());
    const { parameters } = await steward.stateOf(id);
    expect(parameters.map(({ lastChangeAt }) => lastChangeAt)).to.deep.equal([at, 0n, 0n, 0n]);
  });

  it("books a tightening as the parameter's last change", async () => {
    const { steward, id, score, time } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    await steward.tighten([id]);
    const at = BigInt(await time.latest());
    const { parameters } = await steward.stateOf(id);
    expect(parameters.map(({ lastTightenAt }) => lastTightenAt)).to.deep.equal([at, 0n, 0n, 0n]);
    expect(parameters.map(({ lastChangeAt }) => lastChangeAt)).to.deep.equal([at, 0n, 0n, 0n]);
  });

  it("C1 ends no ramp and cancels nothing where none is announced and nothing is queued", async () => {
    const { steward, brake, id, said, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    expect(await said(steward.setPolicy(id, await stewardPolicy()))).to.deep.equal(["PolicySet"]);
    expect(await said(steward.connect(brake).disable(id))).to.deep.equal(["PolicyDisabled"]);
  });

  it("H3 a stale score changes nothing that is remembered, a ramp past its expiry included", async () => {
    const { steward, id, score, said, time } = await networkHelpers.loadFixture(queuedOfFour);
    for (const round of [1, 2]) {
      await score({ score: 30_00, round });
      await steward.tighten([id]);
    }
    await time.increase(RAMP.notice + RAMP.expiry);
    await score({ score: 30_00, round: 3 }, { status: STATUS.stale });
    expect(await said(steward.tighten([id]))).to.deep.equal(["MarketSkipped"]);
    expect((await steward.stateOf(id)).rampTo).to.equal(77_00n);
    await score({ score: 30_00, round: 4 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "RampEnded")
      .withArgs(id);
  });
});
