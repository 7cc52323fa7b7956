import { expect } from "chai";
import { network } from "hardhat";
import { DAY, DWELL, EMISSION, GATE_POLICY, deployStakingIncentives } from "../fixtures/deployIncentives.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const WEEK = 7 * DAY;
const A_PERIOD = EMISSION * BigInt(WEEK);

const fixture = () => deployStakingIncentives(connection);

describe("StakingRewardsGate.setEmission", () => {
  it("reverts with OnlyDao for anybody else, and with ValueOutOfRange past 128 bits", async () => {
    const { gate, stranger, dao } = await networkHelpers.loadFixture(fixture);
    await expect(gate.connect(stranger).setEmission(1n))
      .to.be.revertedWithCustomError(gate, "OnlyDao")
      .withArgs(stranger.address, dao.address);
    await expect(gate.setEmission(2n ** 128n))
      .to.be.revertedWithCustomError(gate, "ValueOutOfRange")
      .withArgs(ethers.encodeBytes32String("emission"), 2n ** 128n, 0, 2n ** 128n - 1n);
  });
});

describe("StakingRewardsGate.release", () => {
  it("reverts with PeriodRunning until the last period is over", async () => {
    const { gate, distributor } = await networkHelpers.loadFixture(fixture);
    await gate.release();
    await expect(gate.release())
      .to.be.revertedWithCustomError(gate, "PeriodRunning")
      .withArgs(await distributor.periodFinish());
  });

  it("reverts with PeriodTooLong where a suspension would have to wait longer than a week", async () => {
    const { gate, distributor } = await networkHelpers.loadFixture(fixture);
    await distributor.setRewardsDuration(WEEK + 1);
    await expect(gate.release())
      .to.be.revertedWithCustomError(gate, "PeriodTooLong")
      .withArgs(WEEK + 1, WEEK);
  });

  it("reverts with NoEmission at none, and with NotEnoughRewards where less than a period is here", async () => {
    const { gate, reward } = await networkHelpers.loadFixture(fixture);
    await gate.setEmission(0n);
    await expect(gate.release()).to.be.revertedWithCustomError(gate, "NoEmission").withArgs();
    await gate.setEmission(EMISSION);
    await gate.recall(reward, (await reward.balanceOf(gate)) - A_PERIOD + 1n);
    await expect(gate.release())
      .to.be.revertedWithCustomError(gate, "NotEnoughRewards")
      .withArgs(A_PERIOD - 1n, A_PERIOD);
    await reward.mint(gate, 1n);
    await gate.release();
    expect(await reward.balanceOf(gate)).to.equal(0n);
  });

  it("hands on one period at the DAO's rate, by anyone", async () => {
    const { gate, distributor, reward, stranger } = await networkHelpers.loadFixture(fixture);
    await expect(gate.connect(stranger).release()).to.emit(gate, "RewardsReleased").withArgs(A_PERIOD, WEEK);
    expect(await distributor.rewardRate()).to.equal(EMISSION);
    expect(await reward.balanceOf(distributor)).to.equal(A_PERIOD);
  });

  it("sees a breach itself, notes it and withholds the period; what runs goes on and is claimed", async () => {
    const { gate, distributor, reward, earner, score } = await networkHelpers.loadFixture(fixture);
    await gate.release();
    await networkHelpers.time.increase(WEEK);
    const breach = await score(50_00);
    await expect(gate.release()).to.emit(gate, "EmissionSuspended").withArgs(breach, 50_00n, EMISSION);
    expect(await gate.suspended()).to.equal(true);
    expect(await distributor.rewardRate()).to.equal(EMISSION);
    await score(39_00);
    await expect(gate.release()).not.to.emit(gate, "RewardsReleased");
    const earned = await distributor.earned(earner);
    // A hundred stakers' tokens share each second's reward: the division leaves less than a token's hundredth behind.
    expect(earned <= A_PERIOD && earned > A_PERIOD - EMISSION).to.equal(true);
    await distributor.connect(earner).getReward();
    expect(await reward.balanceOf(earner)).to.equal(earned);
  });

  it("resumes after the dwell at what it was, or at what the DAO set meanwhile", async () => {
    const { gate, distributor, score } = await networkHelpers.loadFixture(fixture);
    await score(50_00);
    await gate.follow();
    await gate.setEmission(EMISSION / 2n);
    for (let calm = 1; calm < DWELL; ++calm) {
      await score(1_00);
      await gate.follow();
    }
    const last = await score(1_00);
    await expect(gate.release())
      .to.emit(gate, "EmissionResumed")
      .withArgs(last, 1_00n, EMISSION / 2n)
      .and.to.emit(gate, "RewardsReleased")
      .withArgs(A_PERIOD / 2n, WEEK);
    expect(await distributor.rewardRate()).to.equal(EMISSION / 2n);
  });

  it("releases nothing while it is suspended, and the next period in the second in which the last one ends", async () => {
    const { gate, distributor, score } = await networkHelpers.loadFixture(fixture);
    await gate.release();
    const finish = await distributor.periodFinish();
    await networkHelpers.time.increaseTo(finish - 2n);
    await score(1_00);
    await networkHelpers.time.setNextBlockTimestamp(finish);
    await expect(gate.release()).to.emit(gate, "RewardsReleased").withArgs(A_PERIOD, WEEK);
    await score(50_00);
    await gate.follow();
    expect(await gate.release.staticCall()).to.equal(0n);
  });

  for (const name of ["release", "follow", "setEmission", "recall"] as const) {
    it(`lets a token that calls ${name} back in the middle of a release do nothing, though it were the DAO`, async () => {
      const { oracle, id, staked } = await networkHelpers.loadFixture(fixture);
      const token = await ethers.deployContract("ScriptedToken");
      const distributor = await ethers.deployContract("StakingDistributor", [staked, token, WEEK]);
      const gate = await ethers.deployContract("StakingRewardsGate", [
        ...([distributor, token, oracle, id, GATE_POLICY, DWELL] as const),
      ]);
      await distributor.setRewardsDistribution(gate);
      await token.act(gate, gate.interface.encodeFunctionData("setEmission", [EMISSION]));
      await token.mint(gate, 3n * A_PERIOD);
      const data = {
        release: gate.interface.encodeFunctionData("release"),
        follow: gate.interface.encodeFunctionData("follow"),
        setEmission: gate.interface.encodeFunctionData("setEmission", [1n]),
        recall: gate.interface.encodeFunctionData("recall", [await token.getAddress(), 1n]),
      };
      await token.callBack(gate, data[name]);
      await gate.release();
      expect(await token.succeeded()).to.equal(false);
      expect(await token.answer()).to.equal(
        gate.interface.getError("ReentrancyGuardReentrantCall")!.selector,
      );
      expect(await token.balanceOf(gate)).to.equal(2n * A_PERIOD);
    });
  }
});

describe("StakingRewardsGate.recall", () => {
  it("reverts with OnlyDao for anybody else", async () => {
    const { gate, reward, stranger, dao } = await networkHelpers.loadFixture(fixture);
    await expect(gate.connect(stranger).recall(reward, 1n))
      .to.be.revertedWithCustomError(gate, "OnlyDao")
      .withArgs(stranger.address, dao.address);
  });

  it("gives the DAO any token back, suspended or not", async () => {
    const { gate, reward, staked, dao, score } = await networkHelpers.loadFixture(fixture);
    await score(50_00);
    await gate.follow();
    await staked.mint(gate, 5n);
    await expect(gate.recall(staked, 5n))
      .to.emit(gate, "Recalled")
      .withArgs(await staked.getAddress(), 5n);
    const all = await reward.balanceOf(gate);
    await gate.recall(reward, all);
    expect([await staked.balanceOf(dao), await reward.balanceOf(dao)]).to.deep.equal([5n, all]);
  });
});
