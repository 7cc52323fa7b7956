import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { DWELL, EMISSION, GATE_POLICY, WORD, deployAaveIncentives } from "../fixtures/deployIncentives.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;

const fixture = () => deployAaveIncentives(connection);

/** Suspended by a breach. */
const suspended = async () => {
  const world = await fixture();
  await world.score(50_00);
  await world.gate.follow();
  return world;
};

describe("AaveIncentiveGate.constructor", () => {
  it("reverts with ZeroDao, ZeroOracle, MarketNotListed, ValueOutOfRange and GateWithoutHysteresis", async () => {
    const { manager, asset, reward, dao, oracle, scripted, id, gate } =
      await networkHelpers.loadFixture(fixture);
    const deploy = ({
      by = dao.address,
      from = oracle as unknown,
      market = id,
      policy = GATE_POLICY,
      dwell = DWELL,
    }) =>
      ethers.deployContract("AaveIncentiveGate", [
        manager,
        asset,
        reward,
        by,
        from,
        market,
        policy,
        dwell,
      ] as never);
    await expect(deploy({ by: ZeroAddress }))
      .to.be.revertedWithCustomError(gate, "ZeroDao")
      .withArgs();
    await expect(deploy({ from: ZeroAddress }))
      .to.be.revertedWithCustomError(gate, "ZeroOracle")
      .withArgs();
    await expect(deploy({ market: ZeroHash }))
      .to.be.revertedWithCustomError(scripted, "MarketNotListed")
      .withArgs(ZeroHash);
    await expect(deploy({ dwell: 0 }))
      .to.be.revertedWithCustomError(gate, "ValueOutOfRange")
      .withArgs(ethers.encodeBytes32String("dwell"), 0, 1, 255);
    await expect(deploy({ policy: { ...GATE_POLICY, enter: 0 } }))
      .to.be.revertedWithCustomError(gate, "ValueOutOfRange")
      .withArgs(ethers.encodeBytes32String("enter"), 0, 1, 100_00);
    await expect(deploy({ policy: { ...GATE_POLICY, exit: 40_00 } }))
      .to.be.revertedWithCustomError(gate, "GateWithoutHysteresis")
      .withArgs(40_00, 40_00);
  });

  it("begins with the emission that the DAO has configured", async () => {
    const { gate, dao, id } = await networkHelpers.loadFixture(fixture);
    expect(await gate.emission()).to.equal(EMISSION);
    expect(await gate.suspended()).to.equal(false);
    expect(await gate.policy()).to.deep.equal([40_00n, 20_00n, BigInt(2 * HOUR)]);
    expect([await gate.dao(), await gate.marketId()]).to.deep.equal([dao.address, id]);
  });
});

describe("AaveIncentiveGate.setEmission", () => {
  it("reverts with OnlyDao for anybody else", async () => {
    const { gate, stranger, dao } = await networkHelpers.loadFixture(fixture);
    await expect(gate.connect(stranger).setEmission(1n))
      .to.be.revertedWithCustomError(gate, "OnlyDao")
      .withArgs(stranger.address, dao.address);
  });

  it("reverts with ValueOutOfRange beyond what Aave can hold", async () => {
    const { gate } = await networkHelpers.loadFixture(fixture);
    await expect(gate.setEmission(2n ** 88n))
      .to.be.revertedWithCustomError(gate, "ValueOutOfRange")
      .withArgs(ethers.encodeBytes32String("emission"), 2n ** 88n, 0, 2n ** 88n - 1n);
  });

  it("writes through while the emission runs, and waits while it is suspended", async () => {
    const { gate, emitted, score } = await networkHelpers.loadFixture(fixture);
    await expect(gate.setEmission(7n)).to.emit(gate, "EmissionSet").withArgs(7n);
    expect(await emitted()).to.equal(7n);
    await score(50_00);
    await gate.follow();
    await gate.setEmission(5n);
    expect([await emitted(), await gate.emission()]).to.deep.equal([0n, 5n]);
  });
});

describe("AaveIncentiveGate.follow", () => {
  it("suspends from enter on and not below it, whatever the inputs' state, and once", async () => {
    const { gate, score, emitted, stranger } = await networkHelpers.loadFixture(fixture);
    await score(39_99);
    expect(await gate.word()).to.equal(WORD.between);
    await gate.follow();
    expect(await emitted()).to.equal(EMISSION);
    const breach = await score(40_00, STATUS.degraded);
    expect(await gate.word()).to.equal(WORD.breach);
    await expect(gate.connect(stranger).follow())
      .to.emit(gate, "EmissionSuspended")
      .withArgs(breach, 40_00n, EMISSION);
    expect([await emitted(), await gate.suspended(), await gate.emission()]).to.deep.equal([
      0n,
      true,
      EMISSION,
    ]);
    await expect(gate.follow()).not.to.emit(gate, "EmissionSuspended");
  });

  it("resumes at what it was after the dwell, and not a round before", async () => {
    const { gate, score, emitted } = await networkHelpers.loadFixture(suspended);
    for (let calm = 1; calm < DWELL; ++calm) {
      const round = await score(19_99);
      expect(await gate.word()).to.equal(WORD.calm);
      await expect(gate.follow()).to.emit(gate, "RoundCounted").withArgs(round, calm);
      await expect(gate.follow()).not.to.emit(gate, "RoundCounted");
      expect(await emitted()).to.equal(0n);
    }
    const last = await score(19_99);
    await expect(gate.follow()).to.emit(gate, "EmissionResumed").withArgs(last, 19_99n, EMISSION);
    expect([await emitted(), await gate.suspended()]).to.deep.equal([EMISSION, false]);
  });

  it("starts the row anew after a breach, a score between, a degraded one and a round that nobody counted", async () => {
    const { gate, score, emitted } = await networkHelpers.loadFixture(suspended);
    const calm = async (expected: number) => {
      const round = await score(1_00);
      await expect(gate.follow()).to.emit(gate, "RoundCounted").withArgs(round, expected);
    };
    for (const [scoreBps, status] of [
      [50_00, STATUS.fresh],
      [20_00, STATUS.fresh],
      [1_00, STATUS.degraded],
      [1_00, STATUS.stale],
    ] as const) {
      await calm(1);
      await calm(2);
      const round = await score(scoreBps, status);
      await expect(gate.follow()).to.emit(gate, "RoundCounted").withArgs(round, 0);
    }
    await calm(1);
    await calm(2);
    await score(1_00);
    await calm(1);
    expect([await emitted(), await gate.calmRounds()]).to.deep.equal([0n, 1n]);
  });

  it("R9 neither suspends nor resumes on a score that is old, missing or of another event", async () => {
    const { gate, score, scripted, market, emitted } = await networkHelpers.loadFixture(fixture);
    await score(90_00, STATUS.unknown);
    await gate.follow();
    await score(90_00);
    await networkHelpers.time.increase(2 * HOUR + 1);
    expect(await gate.word()).to.equal(WORD.silence);
    await gate.follow();
    await score(90_00);
    await scripted.list({ ...market, threshold: 10_00 });
    expect(await gate.word()).to.equal(WORD.silence);
    await gate.follow();
    expect(await emitted()).to.equal(EMISSION);
    await scripted.list(market);
    await gate.follow();
    expect(await emitted()).to.equal(0n);
  });

  for (const [fault, what] of [
    [1, "reverts"],
    [2, "burns all gas"],
    [3, "returns nothing"],
    [4, "returns junk"],
  ] as const) {
    it(`R10 an oracle that ${what} changes nothing, in either direction`, async () => {
      const { gate, oracle, score, emitted } = await networkHelpers.loadFixture(fixture);
      await score(90_00);
      await oracle.setFault(fault);
      expect(await gate.word()).to.equal(WORD.silence);
      await gate.follow();
      expect(await emitted()).to.equal(EMISSION);
      await oracle.setFault(0);
      await gate.follow();
      await oracle.setFault(fault);
      await gate.follow();
      expect([await emitted(), await gate.calmRounds()]).to.deep.equal([0n, 0n]);
    });
  }
});

describe("AaveIncentiveGate and the DAO's own writes", () => {
  it("resumes at a rate that the DAO wrote past the gate before the suspension", async () => {
    const { gate, manager, asset, reward, dao, score, emitted } = await networkHelpers.loadFixture(fixture);
    await manager.setEmissionAdmin(reward, dao);
    await manager.setEmissionPerSecond(asset, [reward], [3n]);
    await manager.setEmissionAdmin(reward, gate);
    await score(50_00);
    await gate.follow();
    for (let calm = 0; calm < DWELL; ++calm) {
      await score(1_00);
      await gate.follow();
    }
    expect([await emitted(), await gate.emission()]).to.deep.equal([3n, 3n]);
  });

  it("leaves a rate alone that the DAO wrote past the gate during the suspension", async () => {
    const { gate, manager, asset, reward, dao, score, emitted } = await networkHelpers.loadFixture(suspended);
    await manager.setEmissionAdmin(reward, dao);
    await manager.setEmissionPerSecond(asset, [reward], [2n]);
    await manager.setEmissionAdmin(reward, gate);
    for (let calm = 0; calm < DWELL; ++calm) {
      await score(1_00);
      await gate.follow();
    }
    expect([await emitted(), await gate.emission(), await gate.suspended()]).to.deep.equal([2n, 2n, false]);
  });

  it("resumes without a word to Aave where the DAO, which is the emission admin now, has written a rate", async () => {
    const { gate, manager, asset, reward, dao, score, emitted } = await networkHelpers.loadFixture(suspended);
    await manager.setEmissionAdmin(reward, dao);
    await manager.setEmissionPerSecond(asset, [reward], [2n]);
    for (let calm = 1; calm < DWELL; ++calm) {
      await score(1_00);
      await gate.follow();
    }
    const last = await score(1_00);
    await expect(gate.follow()).to.emit(gate, "EmissionResumed").withArgs(last, 1_00n, 2n);
    expect([await emitted(), await gate.suspended()]).to.deep.equal([2n, false]);
  });

  it("reverts and stays as it was while it is not the emission admin", async () => {
    const { gate, manager, reward, dao, score } = await networkHelpers.loadFixture(fixture);
    await manager.setEmissionAdmin(reward, dao);
    await score(50_00);
    await expect(gate.follow()).to.be.revertedWith("ONLY_EMISSION_ADMIN");
    expect(await gate.suspended()).to.equal(false);
  });
});

describe("AaveIncentiveGate and who earns", () => {
  it("R10 what was earned before a suspension is claimed in it, and nothing is earned during it", async () => {
    const { gate, controller, asset, reward, earner, score } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.time.increase(100);
    await score(50_00);
    await gate.follow();
    const assets = [await asset.getAddress()];
    const earned = await controller.getUserRewards(assets, earner, reward);
    expect(earned >= 100n * EMISSION).to.equal(true);
    await networkHelpers.time.increase(1_000);
    expect(await controller.getUserRewards(assets, earner, reward)).to.equal(earned);
    await controller.connect(earner).claimRewards(assets, earned, earner, reward);
    expect(await reward.balanceOf(earner)).to.equal(earned);
  });
});
