import { expect } from "chai";
import { encodeBytes32String } from "ethers";
import { network } from "hardhat";
import { aCollateralState, assetAt, deployHooks, STEWARD_REASON as REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;
const [FOLLOWED, LEFT] = [0b1100n, 0b1_0000n];
const ASSET = assetAt(0);

/** Categories 2 and 3 follow the second band; 4 is left. */
const fixture = async () => {
  const hooks = await deployHooks(connection);
  await hooks.adapter.setEModes(ASSET, FOLLOWED | LEFT, 0n);
  const policy = {
    ...(await hooks.stewardPolicy()),
    eModes: { fromBand: 2, followed: FOLLOWED, left: LEFT },
  };
  await hooks.steward.setPolicy(hooks.id, policy);
  return { ...hooks, policy, closed: () => hooks.adapter.closedOf(ASSET) };
};

/** Closed in the third band, LTV back at the anchor, the score calm. */
const calmAgain = async () => {
  const hooks = await fixture();
  await hooks.score({ score: 30_00, round: 1 });
  await hooks.steward.tighten([hooks.id]);
  await hooks.adapter.setState(ASSET, aCollateralState());
  await hooks.score({ score: 1_00, round: 2 });
  return hooks;
};

describe("CollateralSteward, eModes", () => {
  it("closes what the policy follows from its band on, and nothing in a lower one", async () => {
    const { steward, id, score, closed, time } = await networkHelpers.loadFixture(fixture);
    await score({ score: 5_00, round: 1 });
    await steward.tighten([id]);
    expect(await closed()).to.equal(0n);
    await time.increase(HOUR);
    await score({ score: 13_00, round: 2 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesClosed")
      .withArgs(id, 2, FOLLOWED);
    expect(await closed()).to.equal(FOLLOWED);
    expect((await steward.stateOf(id)).closedEModes).to.equal(FOLLOWED);
  });

  it("H2 closes at once where the LTV has to wait", async () => {
    const { steward, id, score, closed } = await networkHelpers.loadFixture(fixture);
    await score({ score: 5_00, round: 1 });
    await steward.tighten([id]);
    await score({ score: 13_00, round: 2 });
    const call = steward.tighten([id]);
    await expect(call).to.emit(steward, "ParameterSkipped").withArgs(id, 0, REASON.tooSoon);
    await expect(call).not.to.emit(steward, "MarketSkipped");
    expect(await closed()).to.equal(FOLLOWED);
  });

  it("H4 undoes everything when a category stays open", async () => {
    const { steward, adapter, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setFault(ASSET, 12);
    await score({ score: 30_00 });
    const cause = steward.interface.encodeErrorResult("EModesViolated", [FOLLOWED, 0n]);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.adapterFailed, cause);
    expect(await ltv()).to.equal(80_00n);
  });

  it("H2 opens again through the queue, after its wait and once", async () => {
    const { steward, id, closed, time } = await networkHelpers.loadFixture(calmAgain);
    const at = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(at);
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "EModesOpeningQueued")
      .withArgs(id, 2, FOLLOWED, at + 6 * HOUR, at + 30 * HOUR);
    await time.setNextBlockTimestamp(at + 6 * HOUR - 1);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(FOLLOWED);
    await time.setNextBlockTimestamp(at + 6 * HOUR);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "EModesOpened")
      .withArgs(id, 2, FOLLOWED);
    expect(await closed()).to.equal(0n);
    expect((await steward.stateOf(id)).closedEModes).to.equal(0n);
    await expect(steward.executeLoosening([id])).not.to.emit(steward, "EModesOpened");
  });

  it("H2 queues no opening while the band asks for them closed, in the first such band too", async () => {
    const { steward, id, score, closed } = await networkHelpers.loadFixture(fixture);
    const rounds = [30_00, 30_00, 13_00];
    for (const [index, scoreBps] of rounds.entries()) {
      await score({ score: scoreBps, round: index + 1 });
      await steward.tighten([id]);
      expect((await steward.preview(id)).opening).to.equal(0n);
      await expect(steward.queueLoosening([id])).not.to.emit(steward, "EModesOpeningQueued");
    }
    const { band, eModesOpenAt } = await steward.stateOf(id);
    expect([band, eModesOpenAt, await closed()]).to.deep.equal([2n, 0n, FOLLOWED]);
  });

  it("H3 queues no opening on doubt", async () => {
    const { steward, id, score } = await networkHelpers.loadFixture(calmAgain);
    await steward.tighten([id]);
    expect((await steward.preview(id)).opening).to.equal(FOLLOWED);
    await score({ score: 1_00, round: 3, contributors: 4 });
    expect((await steward.preview(id)).opening).to.equal(0n);
    await expect(steward.queueLoosening([id])).not.to.emit(steward, "EModesOpeningQueued");
    const { band, closedEModes, eModesOpenAt } = await steward.stateOf(id);
    expect([band, closedEModes, eModesOpenAt]).to.deep.equal([0n, FOLLOWED, 0n]);
  });

  it("asks nothing about categories of a protocol that has none", async () => {
    const { steward, adapter, id, score, ltv, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await adapter.setEModes(ASSET, 0n, 0n);
    await steward.setPolicy(id, await stewardPolicy());
    await score({ score: 30_00 });
    expect((await steward.preview(id)).closing).to.equal(0n);
    await expect(steward.tighten([id])).not.to.emit(steward, "MarketSkipped");
    expect(await ltv()).to.equal(75_00n);
  });

  it("opens nothing before the LTV has come all the way back", async () => {
    const { steward, adapter, id, closed, time } = await networkHelpers.loadFixture(calmAgain);
    await adapter.setState(ASSET, aCollateralState({ ltvBps: 75_00 }));
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(FOLLOWED);
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(0n);
  });

  it("H3 opens nothing on doubt", async () => {
    const { steward, id, score, closed, time } = await networkHelpers.loadFixture(calmAgain);
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await score({ score: 1_00, round: 3, contributors: 4 });
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(FOLLOWED);
  });

  it("H6 never opens what somebody else closed", async () => {
    const { steward, adapter, id, score, closed, time } = await networkHelpers.loadFixture(fixture);
    await adapter.setEModes(ASSET, FOLLOWED | LEFT, 0b0100n);
    await score({ score: 30_00, round: 1 });
    await steward.tighten([id]);
    expect((await steward.stateOf(id)).closedEModes).to.equal(0b1000n);
    await adapter.setState(ASSET, aCollateralState());
    await score({ score: 1_00, round: 2 });
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(0b0100n);
  });

  it("H6 forgets what it closed once it has seen the market held: the holder opens it", async () => {
    const { steward, adapter, id, closed, time } = await networkHelpers.loadFixture(calmAgain);
    await adapter.setState(ASSET, aCollateralState({ held: true }));
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesForgotten")
      .withArgs(id, FOLLOWED);
    await adapter.setState(ASSET, aCollateralState());
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(FOLLOWED);
  });

  it("H6 forgets one that somebody opened: closed again, it is theirs", async () => {
    const { steward, adapter, id, closed, time } = await networkHelpers.loadFixture(calmAgain);
    await adapter.setEModes(ASSET, FOLLOWED | LEFT, 0b0100n);
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "EModesForgotten")
      .withArgs(id, 0b1000n);
    await adapter.setEModes(ASSET, FOLLOWED | LEFT, FOLLOWED);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await closed()).to.equal(0b1000n);
  });

  it("leaves a category that is no longer the asset's, and tightens on", async () => {
    const { steward, adapter, id, score, closed, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setEModes(ASSET, 0b1000n | LEFT, 0n);
    await score({ score: 30_00 });
    await steward.tighten([id]);
    expect([await closed(), await ltv()]).to.deep.equal([0b1000n, 75_00n]);
  });

  it("C1 a canceller drops a queued opening, a band that wants them closed too", async () => {
    const { steward, brake, id, score } = await networkHelpers.loadFixture(calmAgain);
    await steward.queueLoosening([id]);
    await expect(steward.connect(brake).cancelLoosening(id))
      .to.emit(steward, "EModesOpeningCancelled")
      .withArgs(id, brake.address);
    await steward.queueLoosening([id]);
    await score({ score: 30_00, round: 3 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "EModesOpeningCancelled")
      .withArgs(id, await steward.getAddress());
    const { closedEModes, eModesOpenAt } = await steward.stateOf(id);
    expect([closedEModes, eModesOpenAt]).to.deep.equal([FOLLOWED, 0n]);
  });

  it("forgets what a new policy no longer follows", async () => {
    const { steward, id, policy } = await networkHelpers.loadFixture(calmAgain);
    const eModes = { fromBand: 2, followed: 0b1000n, left: LEFT | 0b0100n };
    await expect(steward.setPolicy(id, { ...policy, eModes }))
      .to.emit(steward, "EModesForgotten")
      .withArgs(id, 0b0100n);
    expect((await steward.stateOf(id)).closedEModes).to.equal(0b1000n);
  });
});

describe("CollateralSteward.setPolicy, eModes", () => {
  const named: readonly [what: string, followed: bigint, left: bigint][] = [
    ["leaves one out", FOLLOWED, 0n],
    ["names one that is not the asset's", FOLLOWED | 0b10n, LEFT],
    ["names one twice", FOLLOWED | LEFT, LEFT],
  ];
  for (const [what, followed, left] of named) {
    it(`reverts with EModesNotNamed when the policy ${what}`, async () => {
      const { steward, id, policy } = await networkHelpers.loadFixture(fixture);
      const library = await ethers.getContractAt("StewardPolicy", await steward.getAddress());
      await expect(steward.setPolicy(id, { ...policy, eModes: { fromBand: 2, followed, left } }))
        .to.be.revertedWithCustomError(library, "EModesNotNamed")
        .withArgs(followed, left, FOLLOWED | LEFT);
    });
  }

  it("reverts with ValueOutOfRange on a band that is not there, and on more than four", async () => {
    const { steward, adapter, id, policy } = await networkHelpers.loadFixture(fixture);
    const range = new ethers.Contract(await steward.getAddress(), [
      "error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
    ]);
    for (const fromBand of [0, 4]) {
      await expect(steward.setPolicy(id, { ...policy, eModes: { ...policy.eModes, fromBand } }))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String("fromBand"), fromBand, 1, 3);
    }
    await adapter.setEModes(ASSET, 0b11_1110n, 0n);
    await expect(
      steward.setPolicy(id, { ...policy, eModes: { fromBand: 1, followed: 0b11_1110n, left: 0n } }),
    )
      .to.be.revertedWithCustomError(range, "ValueOutOfRange")
      .withArgs(encodeBytes32String("followed"), 5, 0, 4);
  });
});
