import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  LTV_RULE,
  ltvBand,
  MOVE,
  PARAMETER,
  STEWARD_REASON as REASON,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;

const configured = async (markets: number) => {
  const hooks = await deployHooks(connection, markets);
  for (const [index, id] of hooks.ids.entries())
    await hooks.steward.setPolicy(id, await hooks.stewardPolicy(index));
  return hooks;
};
const fixture = () => configured(1);

/** Market at 70 %, calm score, loosening to 72.5 % queued. */
const queued = async () => {
  const hooks = await configured(1);
  await hooks.adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
  await hooks.score();
  await hooks.steward.queueLoosening([hooks.id]);
  return hooks;
};

describe("CollateralSteward.tighten", () => {
  it("H8 reverts when the batch is too long, and takes the longest that is not", async () => {
    const { steward, id } = await networkHelpers.loadFixture(fixture);
    const longest = await (await steward.tighten(Array.from({ length: 64 }, () => id))).wait();
    expect(longest?.logs.length).to.equal(64);
    await expect(steward.tighten(Array.from({ length: 65 }, () => id)))
      .to.be.revertedWithCustomError(steward, "BatchTooLong")
      .withArgs(65, 64);
  });

  it("H8 reverts with NotEnoughGas rather than fail a market for want of gas", async () => {
    const { steward, id, score } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    const library = await ethers.getContractAt("BoundedCall", await steward.getAddress());
    // A step's 7,000,000 and the 64th that a call leaves behind, and what the event needs.
    const needed = 7_111_111n + 60_000n;
    for (const name of ["tighten", "lowerThreshold", "queueLoosening", "executeLoosening"] as const) {
      await expect(steward[name]([id], { gasLimit: 500_000 }))
        .to.be.revertedWithCustomError(library, "NotEnoughGas")
        .withArgs((left: bigint) => left < 500_000n, needed);
    }
  });

  it("tells by an event which band the market has entered, though its LTV stays", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 60_00 }));
    // The slow band follows after two rounds in a row, and falls at once.
    const steps: readonly [score: number, band: number | null, slow: number][] = [
      [13_00, 2, 0],
      [13_00, 2, 2],
      [13_00, null, 2],
      [30_00, 3, 2],
      [9_00, 2, 2],
      [1_00, 0, 0],
    ];
    for (const [round, [scoreBps, band, slow]] of steps.entries()) {
      await score({ score: scoreBps, round: round + 1 });
      const called = band === 2 ? steward.queueLoosening([id]) : steward.tighten([id]);
      if (band === null) await expect(called).not.to.emit(steward, "BandChanged");
      else
        await expect(called)
          .to.emit(steward, "BandChanged")
          .withArgs(id, round + 1, band, slow);
    }
  });

  it("reverts with OnlySelf on the steps of a batch", async () => {
    const { steward, stranger, id } = await networkHelpers.loadFixture(fixture);
    const own = steward.connect(stranger);
    for (const call of [own.tightenOne(id), own.lowerOne(id), own.queueOne(id), own.executeOne(id)]) {
      await expect(call).to.be.revertedWithCustomError(steward, "OnlySelf").withArgs(stranger.address);
    }
  });

  const still: readonly [string, Parameters<Awaited<ReturnType<typeof fixture>>["score"]>, number][] = [
    ["H3 the score is unknown", [{ score: 30_00 }, { status: STATUS.unknown }], REASON.scoreUnknown],
    ["H3 the score is stale", [{ score: 30_00 }, { status: STATUS.stale }], REASON.scoreStale],
    ["the market is calm", [{ score: 3_99 }], REASON.alreadyThere],
  ];
  for (const [why, score, reason] of still) {
    it(`leaves the market, and says so, when ${why}`, async () => {
      const hooks = await networkHelpers.loadFixture(fixture);
      await hooks.score(...score);
      await expect(hooks.steward.tighten([hooks.id]))
        .to.emit(hooks.steward, "MarketSkipped")
        .withArgs(hooks.id, reason, "0x");
      expect(await hooks.ltv()).to.equal(80_00n);
    });
  }

  it("leaves a market without a policy, and says so", async () => {
    const { steward } = await networkHelpers.loadFixture(fixture);
    await expect(steward.tighten([ethers.id("other")]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(ethers.id("other"), REASON.noPolicy, "0x");
  });

  it("H6 refuses a market that is held", async () => {
    const { steward, adapter, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ held: true }));
    await score({ score: 30_00 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.marketHeld, "0x");
    expect(await ltv()).to.equal(80_00n);
  });

  it("H1 takes one step towards the band, for anyone", async () => {
    const { steward, stranger, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00, spread: 50, round: 9 });
    await expect(steward.connect(stranger).tighten([id]))
      .to.emit(steward, "Tightened")
      .withArgs(id, 9, PARAMETER.ltv, 80_00, 75_00, 30_00, 50);
    expect(await ltv()).to.equal(75_00n);
  });

  it("H1 stops at the band, short of a whole step", async () => {
    const { steward, adapter, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 76_00 }));
    await score({ score: 5_00 });
    await steward.tighten([id]);
    expect(await ltv()).to.equal(75_00n);
  });

  it("H1 waits between two tightenings, and not a second longer", async () => {
    const { steward, id, score, ltv, time } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    await steward.tighten([id]);
    const at = await time.latest();
    await time.setNextBlockTimestamp(at + HOUR - 1);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.tooSoon, "0x");
    await time.setNextBlockTimestamp(at + HOUR);
    await steward.tighten([id]);
    expect(await ltv()).to.equal(70_00n);
  });

  it("H1 spends the budget, says so, and regains it linearly", async () => {
    const { steward, adapter, id, score, ltv, time, stewardPolicy } =
      await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    policy.rules[0] = { ...LTV_RULE, tightenDelay: 1 };
    await steward.setPolicy(id, policy);
    await score({ score: 30_00 });
    const start = (await time.latest()) + 10;
    for (const [second, expected] of [
      [0, 75_00n],
      [1, 70_00n],
      [2, 68_00n],
    ] as const) {
      await time.setNextBlockTimestamp(start + second);
      await steward.tighten([id]);
      expect(await ltv()).to.equal(expected);
    }
    await time.setNextBlockTimestamp(start + 3);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.budgetSpent, "0x");
    // 12 % a day is 50 bps an hour.
    await time.setNextBlockTimestamp(start + 2 + HOUR);
    await steward.tighten([id]);
    expect(await ltv()).to.equal(67_50n);
    expect(await adapter.writes(assetAt(0))).to.equal(4n);
  });

  it("H1 leaves a market that someone else moved beyond the drift", async () => {
    const { steward, adapter, id, score, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    policy.rules[0] = { ...LTV_RULE, anchor: 60_00n, drift: 5_00 };
    await steward.setPolicy(id, { ...policy, bands: [ltvBand(4_00, 2_00, 56_00n)] });
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 71_00 }));
    await score({ score: 5_00 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.driftReached, "0x");
  });

  it("H4 leaves a market whose threshold no longer leaves the gap", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ liquidationThresholdBps: 75_50 }));
    await score({ score: 30_00 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.gapViolated, "0x");
  });

  it("H3 reads doubt as risk: score + spread decides, and flags do not stop it", async () => {
    const { steward, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    const flags = { outOfDistribution: true, degraded: true, contributors: 1 };
    await score({ score: 3_00, spread: 1_00, ...flags }, { status: STATUS.degraded });
    await steward.tighten([id]);
    expect(await ltv()).to.equal(75_00n);
  });

  it("leaves a band only below its exit", async () => {
    const { steward, id, score, time } = await networkHelpers.loadFixture(fixture);
    await score({ score: 4_00 });
    await steward.tighten([id]);
    await score({ score: 2_50 });
    expect((await steward.preview(id)).outlooks[0].reason).to.equal(BigInt(REASON.alreadyThere));
    await score({ score: 2_49 });
    await time.increase(7 * HOUR);
    const { move, next, reason } = (await steward.preview(id)).outlooks[0];
    expect([move, next, reason]).to.deep.equal([MOVE.loosen, 77_50n, BigInt(REASON.notQueued)]);
  });

  it("H3 does not leave a band on a score with doubt", async () => {
    const { steward, id, score } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    await steward.tighten([id]);
    await score({ score: 0, degraded: true }, { status: STATUS.degraded });
    await steward.tighten([id]);
    expect((await steward.stateOf(id)).band).to.equal(3n);
  });

  it("H8 does not stack a duplicate past the step", async () => {
    const { steward, id, score, ltv } = await networkHelpers.loadFixture(fixture);
    await score({ score: 30_00 });
    await expect(steward.tighten([id, id, id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.tooSoon, "0x");
    expect(await ltv()).to.equal(75_00n);
  });

  it("drops a queued loosening when it tightens", async () => {
    const { steward, id, score } = await networkHelpers.loadFixture(queued);
    await score({ score: 30_00 });
    await expect(steward.tighten([id]))
      .to.emit(steward, "LooseningCancelled")
      .withArgs(id, PARAMETER.ltv, await steward.getAddress());
    expect((await steward.stateOf(id)).parameters[0].queued).to.equal(0n);
  });
});
