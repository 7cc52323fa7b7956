import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
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

describe("CollateralSteward.queueLoosening", () => {
  const doubts: readonly [string, Parameters<Awaited<ReturnType<typeof fixture>>["score"]>, number][] = [
    ["degraded", [{ degraded: true }, { status: STATUS.degraded }], REASON.scoreDegraded],
    ["degraded by its status alone", [{}, { status: STATUS.degraded }], REASON.scoreDegraded],
    ["degraded by its record alone", [{ degraded: true }], REASON.scoreDegraded],
    [
      "out of distribution",
      [{ outOfDistribution: true }, { status: STATUS.degraded }],
      REASON.outOfDistribution,
    ],
    ["too wide in spread", [{ score: 0, spread: 5_01 }], REASON.spreadTooWide],
    ["of too few members", [{ contributors: 4 }], REASON.tooFewContributors],
    ["stale", [{}, { status: STATUS.stale }], REASON.scoreStale],
    ["unknown", [{}, { status: STATUS.unknown }], REASON.scoreUnknown],
  ];
  for (const [what, score, reason] of doubts) {
    it(`H3 queues nothing on a score that is ${what}`, async () => {
      const hooks = await networkHelpers.loadFixture(fixture);
      await hooks.adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
      await hooks.score(...score);
      await expect(hooks.steward.queueLoosening([hooks.id]))
        .to.emit(hooks.steward, "MarketSkipped")
        .withArgs(hooks.id, reason, "0x");
    });
  }

  it("H2 queues one step and names the wait", async () => {
    const { steward, adapter, id, score, time } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
    await score({ round: 4 });
    const at = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(at);
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "LooseningQueued")
      .withArgs(id, 4, PARAMETER.ltv, 72_50, at + 6 * HOUR, at + 30 * HOUR);
  });

  it("queues once, and again after the first expired", async () => {
    const { steward, id, time } = await networkHelpers.loadFixture(queued);
    await expect(steward.queueLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.alreadyQueued, "0x");
    await time.increase(30 * HOUR);
    await expect(steward.queueLoosening([id])).to.emit(steward, "LooseningQueued");
  });
});

describe("CollateralSteward.executeLoosening", () => {
  it("H2 executes nothing that was not queued", async () => {
    const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00 }));
    await score();
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.notQueued, "0x");
  });

  it("H2 waits to the second, executes once, and not after its expiry", async () => {
    const { steward, id, ltv, time } = await networkHelpers.loadFixture(queued);
    const { executableAt } = (await steward.stateOf(id)).parameters[0];
    await time.setNextBlockTimestamp(executableAt - 1n);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.stillWaiting, "0x");
    await time.setNextBlockTimestamp(executableAt);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "Loosened")
      .withArgs(id, 1, PARAMETER.ltv, 70_00, 72_50, 1_00, 0);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.notQueued, "0x");
    expect(await ltv()).to.equal(72_50n);
  });

  it("H2 drops a loosening at its expiry", async () => {
    const { steward, id, time, ltv } = await networkHelpers.loadFixture(queued);
    const { expiresAt } = (await steward.stateOf(id)).parameters[0];
    await time.setNextBlockTimestamp(expiresAt);
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.expired, "0x");
    expect((await steward.stateOf(id)).parameters[0].queued).to.equal(0n);
    expect(await ltv()).to.equal(70_00n);
  });

  it("H3 judges the score of the execution, not of the queue", async () => {
    const { steward, id, score, time, ltv } = await networkHelpers.loadFixture(queued);
    await time.increase(6 * HOUR);
    await score({ contributors: 4 });
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.tooFewContributors, "0x");
    expect(await ltv()).to.equal(70_00n);
  });

  it("H1 measures the step from what is reported at execution, and never exceeds what was announced", async () => {
    const { steward, adapter, id, time, ltv } = await networkHelpers.loadFixture(queued);
    await time.increase(6 * HOUR);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 65_00 }));
    await steward.executeLoosening([id]);
    expect(await ltv()).to.equal(67_50n);
    await steward.queueLoosening([id]);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 69_00 }));
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await ltv()).to.equal(70_00n);
  });

  it("H6 refuses a market that came to be held while it waited", async () => {
    const { steward, adapter, id, time } = await networkHelpers.loadFixture(queued);
    await time.increase(6 * HOUR);
    await adapter.setState(assetAt(0), aCollateralState({ ltvBps: 70_00, held: true }));
    await expect(steward.executeLoosening([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, REASON.marketHeld, "0x");
  });
});

describe("CollateralSteward.cancelLoosening", () => {
  it("C1 reverts for anyone without the role", async () => {
    const { steward, stranger, id } = await networkHelpers.loadFixture(queued);
    await expect(steward.connect(stranger).cancelLoosening(id))
      .to.be.revertedWithCustomError(steward, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await steward.CANCELLER_ROLE());
  });

  it("reverts with NothingQueued", async () => {
    const { steward, brake, id } = await networkHelpers.loadFixture(fixture);
    await expect(steward.connect(brake).cancelLoosening(id))
      .to.be.revertedWithCustomError(steward, "NothingQueued")
      .withArgs(id);
  });

  it("H2 a cancelled loosening never executes", async () => {
    const { steward, brake, id, time, ltv } = await networkHelpers.loadFixture(queued);
    await expect(steward.connect(brake).cancelLoosening(id))
      .to.emit(steward, "LooseningCancelled")
      .withArgs(id, PARAMETER.ltv, brake.address);
    await time.increase(6 * HOUR);
    await steward.executeLoosening([id]);
    expect(await ltv()).to.equal(70_00n);
  });
});
