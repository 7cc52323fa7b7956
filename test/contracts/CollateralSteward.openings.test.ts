import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { aCollateralState, assetAt, deployHooks, STEWARD_REASON as REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const HOUR = 3_600;
const ASSET = assetAt(0);

/** `followed` follow the second band, were closed in the third; the LTV is back at the anchor, the score calm. */
const calmAgain = async (followed: bigint) => {
  const hooks = await deployHooks(connection);
  await hooks.adapter.setEModes(ASSET, followed, 0n);
  const eModes = { fromBand: 2, followed, left: 0n };
  await hooks.steward.setPolicy(hooks.id, { ...(await hooks.stewardPolicy()), eModes });
  await hooks.score({ score: 30_00, round: 1 });
  await hooks.steward.tighten([hooks.id]);
  await hooks.adapter.setState(ASSET, aCollateralState());
  await hooks.score({ score: 1_00, round: 2 });
  return { ...hooks, closed: () => hooks.adapter.closedOf(ASSET) };
};
const FOLLOWED = 0b1100n;
const fixture = () => calmAgain(FOLLOWED);

/** The opening is queued, and may be executed from `executableAt` on. */
const queued = async () => {
  const hooks = await fixture();
  await hooks.steward.queueLoosening([hooks.id]);
  const { eModesOpenAt: executableAt } = await hooks.steward.stateOf(hooks.id);
  return { ...hooks, executableAt };
};

/** The first category that a mask can name. */
const firstCategory = () => calmAgain(1n);

describe("CollateralSteward, eModes that open again", () => {
  it("does not say that a market stays when an opening alone is queued or executed, nor writes its parameters", async () => {
    const { steward, adapter, id, closed, time } = await networkHelpers.loadFixture(fixture);
    const writes = await adapter.writes(ASSET);
    await expect(steward.queueLoosening([id])).not.to.emit(steward, "MarketSkipped");
    await time.increase(6 * HOUR);
    await expect(steward.executeLoosening([id])).not.to.emit(steward, "MarketSkipped");
    expect([await closed(), await adapter.writes(ASSET)]).to.deep.equal([0n, writes]);
  });

  it("H2 queues an opening once: a second call starts no new wait, and the market stays", async () => {
    const { steward, id, executableAt } = await networkHelpers.loadFixture(queued);
    const call = steward.queueLoosening([id]);
    await expect(call).to.emit(steward, "MarketSkipped").withArgs(id, REASON.alreadyThere, "0x");
    await expect(call).not.to.emit(steward, "EModesOpeningQueued");
    expect((await steward.stateOf(id)).eModesOpenAt).to.equal(executableAt);
  });

  it("H2 has nothing queued once it has opened", async () => {
    const { steward, id, executableAt, time } = await networkHelpers.loadFixture(queued);
    await time.setNextBlockTimestamp(executableAt);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "EModesOpened")
      .withArgs(id, 2, FOLLOWED);
    const { closedEModes, eModesOpenAt } = await steward.stateOf(id);
    expect([closedEModes, eModesOpenAt]).to.deep.equal([0n, 0n]);
  });

  it("H2 drops an opening at its expiry, says so, and queues it anew", async () => {
    const { steward, id, executableAt, closed, time } = await networkHelpers.loadFixture(queued);
    await time.setNextBlockTimestamp(executableAt + BigInt(24 * HOUR));
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "EModesOpeningCancelled")
      .withArgs(id, await steward.getAddress());
    expect([await closed(), (await steward.stateOf(id)).eModesOpenAt]).to.deep.equal([FOLLOWED, 0n]);
    await expect(steward.queueLoosening([id])).to.emit(steward, "EModesOpeningQueued");
  });

  it("C1 has nothing queued once a canceller has dropped an opening", async () => {
    const { steward, brake, id } = await networkHelpers.loadFixture(queued);
    await steward.connect(brake).cancelLoosening(id);
    expect((await steward.stateOf(id)).eModesOpenAt).to.equal(0n);
    await expect(steward.connect(brake).cancelLoosening(id))
      .to.be.revertedWithCustomError(steward, "NothingQueued")
      .withArgs(id);
  });

  it("drops a queued opening in the first band that wants them closed, not below it", async () => {
    const { steward, id, score, executableAt } = await networkHelpers.loadFixture(queued);
    await score({ score: 5_00, round: 3 });
    await steward.tighten([id]);
    expect((await steward.stateOf(id)).eModesOpenAt).to.equal(executableAt);
    await score({ score: 13_00, round: 4 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesOpeningCancelled")
      .withArgs(id, await steward.getAddress());
    expect((await steward.stateOf(id)).eModesOpenAt).to.equal(0n);
  });

  it("writes no parameters where it has categories alone to close", async () => {
    const { steward, adapter, id, score, closed } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00, round: 3 });
    await adapter.setState(ASSET, aCollateralState({ ltvBps: 60_00 }));
    await adapter.setEModes(ASSET, FOLLOWED, 0n);
    const writes = await adapter.writes(ASSET);
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesClosed")
      .withArgs(id, 3, FOLLOWED);
    expect([await closed(), await adapter.writes(ASSET)]).to.deep.equal([FOLLOWED, writes]);
  });

  it("H3 H6 sees nothing to open or close on a stale score or a held market", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    const seen = async () => {
      const { closing, opening } = await steward.preview(id);
      return [closing, opening];
    };
    await steward.tighten([id]);
    expect(await seen()).to.deep.equal([0n, FOLLOWED]);
    await score({ score: 1_00, round: 3 }, { status: STATUS.stale });
    expect(await seen()).to.deep.equal([0n, 0n]);
    await score({ score: 30_00, round: 4 });
    await steward.tighten([id]);
    await adapter.setEModes(ASSET, FOLLOWED, 0b0100n);
    expect(await seen()).to.deep.equal([0b1000n, 0n]);
    await adapter.setState(ASSET, aCollateralState({ held: true }));
    expect(await seen()).to.deep.equal([0n, 0n]);
  });

  it("H2 closes and opens the category whose bit is the lowest as it does any other", async () => {
    const { steward, id, closed, time } = await networkHelpers.loadFixture(firstCategory);
    expect([await closed(), (await steward.stateOf(id)).closedEModes]).to.deep.equal([1n, 1n]);
    expect((await steward.preview(id)).opening).to.equal(1n);
    await expect(steward.queueLoosening([id])).to.emit(steward, "EModesOpeningQueued");
    await time.increase(6 * HOUR);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "EModesOpened")
      .withArgs(id, 2, 1n);
    expect([await closed(), (await steward.stateOf(id)).closedEModes]).to.deep.equal([0n, 0n]);
  });

  it("H6 forgets the category whose bit is the lowest as it does any other", async () => {
    const { steward, adapter, id } = await networkHelpers.loadFixture(firstCategory);
    const snapshot = await networkHelpers.takeSnapshot();
    await adapter.setEModes(ASSET, 1n, 0n);
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "EModesForgotten")
      .withArgs(id, 1n);
    expect((await steward.stateOf(id)).closedEModes).to.equal(0n);
    await snapshot.restore();
    await adapter.setState(ASSET, aCollateralState({ held: true }));
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesForgotten")
      .withArgs(id, 1n);
    expect((await steward.stateOf(id)).closedEModes).to.equal(0n);
  });
});
