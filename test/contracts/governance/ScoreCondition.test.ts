import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import { network } from "hardhat";
import type { ScoreRecordInput } from "../../fixtures/aScore.ts";
import { aScore, STATUS } from "../../fixtures/aScore.ts";

const { networkHelpers, ethers } = await network.create();
const MARKET = id("market");
const BOUND = 5_00;
const MAX_AGE = 3_600;

const fixture = async () => {
  const oracle = await ethers.deployContract("ScriptedOracle");
  const condition = await ethers.deployContract("ScoreCondition", [oracle]);
  const say = async (
    overrides: Partial<ScoreRecordInput>,
    status: number = STATUS.fresh,
  ): Promise<number> => {
    const observedAt = await networkHelpers.time.latest();
    await oracle.set(MARKET, aScore({ observedAt, ...overrides }), status);
    return observedAt;
  };
  return { oracle, condition, say };
};
const load = () => networkHelpers.loadFixture(fixture);

describe("ScoreCondition", () => {
  it("reverts with ZeroOracle without an oracle, and reads the one it was given", async () => {
    const { condition, oracle } = await load();
    await expect(ethers.deployContract("ScoreCondition", [ZeroAddress])).to.be.revertedWithCustomError(
      condition,
      "ZeroOracle",
    );
    expect(await condition.oracle()).to.equal(await oracle.getAddress());
  });

  for (const [name, status] of Object.entries(STATUS).filter(([, status]) => status !== STATUS.fresh)) {
    it(`R9 reverts with ScoreNotFresh while the score is ${name}`, async () => {
      const { condition, say } = await load();
      await say({ score: 0 }, status);
      await expect(condition.requireScoreBelow(MARKET, BOUND, MAX_AGE))
        .to.be.revertedWithCustomError(condition, "ScoreNotFresh")
        .withArgs(MARKET, status);
    });
  }

  it("R9 reverts with ScoreTooOld past the age that the proposal allows, and takes that age", async () => {
    const { condition, say } = await load();
    const observedAt = await say({ score: 0 });
    await networkHelpers.time.increaseTo(observedAt + MAX_AGE);
    await condition.requireScoreBelow(MARKET, BOUND, MAX_AGE);
    await networkHelpers.time.increase(1);
    await expect(condition.requireScoreBelow(MARKET, BOUND, MAX_AGE))
      .to.be.revertedWithCustomError(condition, "ScoreTooOld")
      .withArgs(MARKET, observedAt, observedAt + 1);
  });

  it("reverts with ScoreNotBelow at the bound, score and spread together, and passes one below", async () => {
    const { condition, say } = await load();
    for (const [score, spread] of [
      [5_00, 0],
      [4_00, 1_00],
      [100_00, 100_00],
    ] as const) {
      await say({ score, spread });
      await expect(condition.requireScoreBelow(MARKET, BOUND, MAX_AGE))
        .to.be.revertedWithCustomError(condition, "ScoreNotBelow")
        .withArgs(MARKET, score + spread, BOUND);
    }
    await say({ score: 4_00, spread: 99 });
    await condition.requireScoreBelow(MARKET, BOUND, MAX_AGE);
    await condition.requireScoreBelow(MARKET, BOUND, 2 ** 32 - 1);
    await say({ score: 0, observedAt: 0 });
    await condition.requireScoreBelow(MARKET, BOUND, 2 ** 32 - 1);
  });
});
