import { expect } from "chai";
import { network } from "hardhat";
import {
  aRung,
  assetAt,
  deployHooks,
  GUARDIAN_REASON as REASON,
  RUNG,
  UNUSED_RUNG,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const fixture = async () => {
  const hooks = await deployHooks(connection);
  const { guardian, id, score } = hooks;
  await guardian.setPolicy(id, await hooks.guardianPolicy());
  /** One round for each score, each triggered once. */
  const rounds = async (...scores: readonly [round: number, score: number][]) => {
    for (const [round, scoreBps] of scores) {
      await score({ round, score: scoreBps });
      await guardian.trigger([id]);
    }
  };
  const preview = async (marketId: string = id) => [...(await guardian.preview(marketId))];
  return { ...hooks, rounds, preview };
};

describe("PauseGuardian.preview", () => {
  it("says what a trigger would do, round by round", async () => {
    const { guardian, id, score, rounds, preview } = await networkHelpers.loadFixture(fixture);
    expect(await preview(ethers.id("other"))).to.deep.equal([0n, 0n, BigInt(REASON.noPolicy)]);
    await score({ round: 1, score: 45_00 });
    expect(await preview()).to.deep.equal([0n, 0n, BigInt(REASON.dwelling)]);
    await rounds([1, 45_00]);
    await score({ round: 2, score: 45_00 });
    expect(await preview()).to.deep.equal([0n, RUNG.ltvZero, 0n]);
    await guardian.trigger([id]);
    expect(await preview()).to.deep.equal([2n, 2n, BigInt(REASON.roundAlreadyUsed)]);
  });

  for (const standing of ["ltvZero", "freeze"] as const) {
    it(`says that a market at ${standing} is there already`, async () => {
      const { pauseAdapter, score, rounds, preview } = await networkHelpers.loadFixture(fixture);
      await pauseAdapter.setRung(assetAt(0), RUNG[standing]);
      await rounds([1, 45_00]);
      await score({ round: 2, score: 45_00 });
      expect(await preview()).to.deep.equal([RUNG[standing], RUNG[standing], BigInt(REASON.alreadyThere)]);
    });
  }

  it("G5 says that the budget is spent, and not while one raise is left", async () => {
    const { pauseAdapter, score, rounds, preview } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 45_00], [2, 45_00], [3, 0]);
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    await rounds([11, 45_00]);
    await score({ round: 12, score: 45_00 });
    expect(await preview()).to.deep.equal([0n, RUNG.ltvZero, 0n]);
    await rounds([12, 45_00], [13, 0]);
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    await rounds([21, 45_00]);
    await score({ round: 22, score: 45_00 });
    expect(await preview()).to.deep.equal([0n, 0n, BigInt(REASON.budgetSpent)]);
  });

  it("G2 counts towards the lowest rung like any other", async () => {
    const { guardian, id, guardianPolicy, score, rounds, preview } =
      await networkHelpers.loadFixture(fixture);
    const rungs = [aRung(20_00, 10_00), UNUSED_RUNG, UNUSED_RUNG, UNUSED_RUNG];
    await guardian.setPolicy(id, { ...(await guardianPolicy()), rungs: rungs as never });
    await rounds([1, 25_00]);
    expect((await guardian.stateOf(id)).counts).to.deep.equal([1n, 0n, 0n, 0n]);
    await score({ round: 1, score: 25_00 });
    expect(await preview()).to.deep.equal([0n, 0n, BigInt(REASON.roundAlreadyUsed)]);
    await score({ round: 2, score: 19_99 });
    expect(await preview()).to.deep.equal([0n, 0n, BigInt(REASON.noBreach)]);
    await score({ round: 2, score: 20_00 });
    expect(await preview()).to.deep.equal([0n, RUNG.borrowOff, 0n]);
    await guardian.setPolicy(id, {
      ...(await guardianPolicy()),
      rungs: [aRung(20_00, 10_00, 3), UNUSED_RUNG, UNUSED_RUNG, UNUSED_RUNG] as never,
    });
    expect(await preview()).to.deep.equal([0n, 0n, BigInt(REASON.dwelling)]);
  });
});
