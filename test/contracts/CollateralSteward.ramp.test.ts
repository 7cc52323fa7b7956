import { expect } from "chai";
import { encodeBytes32String } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { aFullPolicy, RAMP } from "../fixtures/aFullPolicy.ts";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  MOVE,
  PARAMETER,
  STEWARD_REASON as REASON,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;
const THRESHOLD = PARAMETER.liquidationThreshold;

const fixture = async () => {
  const hooks = await deployHooks(connection);
  const policy = aFullPolicy(await hooks.adapter.getAddress(), assetAt(0));
  await hooks.adapter.setState(assetAt(0), aCollateralState({ supplyCap: 1_000n, borrowCap: 500n }));
  await hooks.steward.setPolicy(hooks.id, policy);
  const threshold = async () =>
    (await hooks.adapter.collateralState(assetAt(0), assetAt(0))).parameters.liquidationThresholdBps;
  return { ...hooks, policy, threshold };
};

/** Two rounds at 30 %: the slow band is the third, a ramp to 77 % is announced. */
const announced = async () => {
  const hooks = await fixture();
  await hooks.score({ score: 30_00, round: 1 });
  await hooks.steward.tighten([hooks.id]);
  await hooks.time.increase(HOUR);
  await hooks.score({ score: 30_00, round: 2 });
  const startsAt = (await hooks.time.latest()) + 10 + RAMP.notice;
  await hooks.time.setNextBlockTimestamp(startsAt - RAMP.notice);
  const announcement = await hooks.steward.tighten([hooks.id]);
  return { ...hooks, announcement, startsAt };
};

describe("CollateralSteward.lowerThreshold", () => {
  it("H7 announces where the threshold will go and when, and writes nothing of it", async () => {
    const { steward, id, announcement, startsAt, threshold, adapter } =
      await networkHelpers.loadFixture(announced);
    await expect(announcement)
      .to.emit(steward, "RampAnnounced")
      .withArgs(id, 2, 83_00, 77_00, startsAt, startsAt + RAMP.expiry);
    const { rampTo, rampStartsAt, rampExpiresAt } = await steward.stateOf(id);
    expect([rampTo, rampStartsAt, rampExpiresAt]).to.deep.equal([
      77_00n,
      BigInt(startsAt),
      BigInt(startsAt + RAMP.expiry),
    ]);
    expect(await threshold()).to.equal(83_00n);
    expect(await adapter.graceOf(assetAt(0))).to.equal(0n);
  });

  it("H7 takes no step that was not announced", async () => {
    const { steward, id, score } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, THRESHOLD, REASON.notAnnounced);
  });

  it("H7 takes no step before the notice is over, and one to the second after it, with the grace period", async () => {
    const { steward, stranger, adapter, id, startsAt, threshold, time } =
      await networkHelpers.loadFixture(announced);
    await time.setNextBlockTimestamp(startsAt - 1);
    await expect(steward.connect(stranger).lowerThreshold([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.noticeRunning, "0x");
    await time.setNextBlockTimestamp(startsAt);
    await expect(steward.connect(stranger).lowerThreshold([id]))
      .to.emit(steward, "Tightened")
      .withArgs(id, 2, THRESHOLD, 83_00, 82_50, 30_00, 0);
    expect(await threshold()).to.equal(82_50n);
    expect(await adapter.graceOf(assetAt(0))).to.equal(BigInt(RAMP.liquidationGrace));
  });

  it("H7 H8 a duplicate in a batch takes one step, and the next waits its delay and the budget", async () => {
    const { steward, id, startsAt, threshold, time } = await networkHelpers.loadFixture(announced);
    await time.setNextBlockTimestamp(startsAt);
    await expect(steward.lowerThreshold([id, id]))
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, THRESHOLD, REASON.tooSoon);
    expect(await threshold()).to.equal(82_50n);
    const path: bigint[] = [];
    for (let hour = 1; hour <= 6; ++hour) {
      await time.setNextBlockTimestamp(startsAt + hour * HOUR);
      await steward.lowerThreshold([id]);
      path.push(await threshold());
    }
    // Two points at once; of what came back in an hour a twenty-fourth each, rounded down.
    expect(path).to.deep.equal([82_00n, 81_50n, 81_00n, 80_68n, 80_60n, 80_52n]);
  });

  it("H7 leaves a step undone that would come too close to the LTV", async () => {
    const { steward, adapter, id, startsAt, time } = await networkHelpers.loadFixture(announced);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 81_60, supplyCap: 400n, borrowCap: 200n }));
    await time.setNextBlockTimestamp(startsAt);
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, THRESHOLD, REASON.gapViolated);
  });

  it("H7 ends at what was announced, though the score would ask for less", async () => {
    const { steward, id, score, threshold, time, adapter, policy } =
      await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 60_00, supplyCap: 400n, borrowCap: 200n }));
    policy.bands[0]!.targets[THRESHOLD] = 82_75n;
    await steward.setPolicy(id, policy);
    for (const [round, scoreBps] of [5_00, 5_00, 30_00, 30_00].entries()) {
      await score({ score: scoreBps, round: round + 1 });
      await steward.tighten([id]);
    }
    await time.increase(RAMP.notice);
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "RampEnded")
      .withArgs(id);
    expect(await threshold()).to.equal(82_75n);
    expect((await steward.stateOf(id)).rampTo).to.equal(0n);
    await expect(steward.tighten([id])).to.emit(steward, "RampAnnounced");
  });

  it("H7 a ramp ends when the score no longer asks for it, and a new fall needs a new notice", async () => {
    const { steward, id, score, startsAt, time } = await networkHelpers.loadFixture(announced);
    await score({ score: 1_00, round: 3 });
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "RampEnded")
      .withArgs(id);
    await score({ score: 30_00, round: 4 });
    await time.setNextBlockTimestamp(startsAt);
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.notAnnounced, "0x");
  });

  it("H7 a ramp dies at its expiry", async () => {
    const { steward, id, startsAt, threshold, time } = await networkHelpers.loadFixture(announced);
    await time.setNextBlockTimestamp(startsAt + RAMP.expiry);
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "RampEnded")
      .withArgs(id);
    expect(await threshold()).to.equal(83_00n);
  });

  it("H3 H6 takes no step on a stale score nor on a held market", async () => {
    const { steward, adapter, id, startsAt, score, time } = await networkHelpers.loadFixture(announced);
    await time.setNextBlockTimestamp(startsAt);
    await score({ score: 30_00, round: 3 }, { status: STATUS.stale });
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.scoreStale, "0x");
    await score({ score: 30_00, round: 4 });
    await adapter.setState(assetAt(0), aCollateralState({ held: true }));
    await expect(steward.lowerThreshold([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.marketHeld, "0x");
  });

  it("H2 the threshold rises first and the LTV into the room that it makes", async () => {
    const { steward, adapter, id, score, time, threshold, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(
      assetAt(0),
      aCollateralState({ ltvBps: 79_00, liquidationThresholdBps: 80_00, supplyCap: 1_000n, borrowCap: 500n }),
    );
    await score();
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect([await threshold(), await ltv()]).to.deep.equal([80_50n, 79_00n]);
    await time.increase(6 * HOUR);
    await steward.queueLoosening([id]);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect([await threshold(), await ltv()]).to.deep.equal([81_00n, 80_00n]);
  });

  it("H4 raises no threshold into the liquidator's bonus", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(
      assetAt(0),
      aCollateralState({
        ...{ liquidationThresholdBps: 82_50, liquidationBonusBps: 121_00 },
        ...{ supplyCap: 1_000n, borrowCap: 500n },
      }),
    );
    await score();
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "ParameterSkipped")
      .withArgs(id, THRESHOLD, REASON.bonusViolated);
  });

  it("shows the ramp in the preview: notice, step, delay", async () => {
    const { steward, id, startsAt, time } = await networkHelpers.loadFixture(announced);
    const seen = async () => {
      const { move, reason, next } = (await steward.preview(id)).outlooks[THRESHOLD];
      return [move, Number(reason), next];
    };
    expect(await seen()).to.deep.equal([MOVE.lower, REASON.noticeRunning, 83_00n]);
    await time.increaseTo(startsAt);
    expect(await seen()).to.deep.equal([MOVE.lower, REASON.none, 82_50n]);
    await steward.lowerThreshold([id]);
    expect(await seen()).to.deep.equal([MOVE.lower, REASON.tooSoon, 82_50n]);
  });

  it("C1 the brake stops an announced ramp at once, a new policy too", async () => {
    const { steward, brake, id, policy } = await networkHelpers.loadFixture(announced);
    await expect(steward.connect(brake).disable(id)).to.emit(steward, "RampEnded").withArgs(id);
    expect((await steward.stateOf(id)).rampTo).to.equal(0n);
    await steward.setPolicy(id, policy);
    await expect(steward.tighten([id])).to.emit(steward, "RampAnnounced");
    await expect(steward.setPolicy(id, policy)).to.emit(steward, "RampEnded").withArgs(id);
  });
});

describe("CollateralSteward.setPolicy, ramps", () => {
  const wrong: readonly [field: keyof typeof RAMP, value: number, min: number, max: number][] = [
    ["notice", 3_599, 3_600, 2_592_000],
    ["notice", 2_592_001, 3_600, 2_592_000],
    ["expiry", 3_599, 3_600, 2_592_000],
    ["expiry", 2_592_001, 3_600, 2_592_000],
    ["liquidationGrace", 0, 1, 3_600],
    ["liquidationGrace", 3_601, 1, 3_600],
  ];
  for (const [field, value, min, max] of wrong) {
    it(`H7 reverts with ValueOutOfRange when ${field} is ${value}`, async () => {
      const { steward, id, policy } = await networkHelpers.loadFixture(fixture);
      const range = new ethers.Contract(await steward.getAddress(), [
        "error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
      ]);
      await expect(steward.setPolicy(id, { ...policy, ramp: { ...RAMP, [field]: value } }))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  it("H4 reverts when a band's LTV and threshold leave less than the gap", async () => {
    const { steward, id, policy } = await networkHelpers.loadFixture(fixture);
    const library = await ethers.getContractAt("StewardPolicy", await steward.getAddress());
    const bad = structuredClone(policy);
    bad.rules[PARAMETER.ltv].drift = 5_00;
    for (const [index, ltv] of [77_00n, 76_00n, 76_00n].entries()) bad.bands[index]!.targets[0] = ltv + 1n;
    await expect(steward.setPolicy(id, bad))
      .to.be.revertedWithCustomError(library, "GapTooSmall")
      .withArgs(3, 76_01, 1_00, 77_00);
  });

  it("H7 reverts where the adapter cannot keep anyone from liquidating", async () => {
    const { steward, adapter, id, policy } = await networkHelpers.loadFixture(fixture);
    await adapter.setFixed(2);
    await expect(steward.setPolicy(id, policy))
      .to.be.revertedWithCustomError(adapter, "NotAdjustable")
      .withArgs(assetAt(0), THRESHOLD);
  });

  it("H5 reverts on caps that the protocol cannot hold", async () => {
    const { steward, adapter, id, policy } = await networkHelpers.loadFixture(fixture);
    await adapter.setCapUnit(300n);
    await expect(steward.setPolicy(id, policy))
      .to.be.revertedWithCustomError(adapter, "NotRepresentable")
      .withArgs(assetAt(0), PARAMETER.supplyCap, 1_000n, 900n);
  });
});
