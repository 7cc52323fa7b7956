import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { DIRECTION, HOUR, LIMIT, REASON, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployRebalancer(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("TreasuryRebalancer.rebalance, out", () => {
  it("moves nothing in the first round of a breach, and the cap's worth in the second", async () => {
    const { rebalancer, edgeId, rounds, treasury, from, refuge } = await load();
    const first = await rounds(1, 50_00);
    await expect(first)
      .to.emit(rebalancer, "RoundCounted")
      .withArgs(edgeId, 1n, 1n, 0n, UNIT * UNIT, UNIT * UNIT);
    await expect(first).to.emit(rebalancer, "EdgeSkipped").withArgs(edgeId, REASON.notDue, "0x");
    const second = await rounds(1, 40_00);
    await expect(second)
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.out, 2n, 400n * UNIT, 400n * UNIT, 400n * UNIT);
    await expect(second)
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.edgeCap, 1_000n * UNIT, 400n * UNIT);
    expect(await from.balanceOf(treasury)).to.equal(600n * UNIT);
    expect(await refuge.balanceOf(treasury)).to.equal(400n * UNIT);
    expect((await rebalancer.stateOf(edgeId)).outstanding).to.equal(400n * UNIT);
    expect(await rebalancer.totalCap()).to.deep.equal([600n * UNIT, 200n * UNIT]);
  });

  it("does not count a score below the threshold, a thin round, or a skipped one", async () => {
    const { rebalancer, edgeId, rounds, score } = await load();
    await rounds(1, 50_00);
    await rounds(1, 39_99);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(0n);
    await rounds(1, 50_00);
    await networkHelpers.time.increase(HOUR);
    await score(50_00, STATUS.fresh, { contributors: 4 });
    await rebalancer.rebalance([edgeId]);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(0n);
    await rounds(1, 50_00);
    await score(50_00, STATUS.fresh, { round: 7 });
    await rebalancer.rebalance([edgeId]);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(1n);
  });

  it("counts a round of just as many members as the edge asks for", async () => {
    const { rebalancer, edgeId, score } = await load();
    await score(50_00, STATUS.fresh, { contributors: 5 });
    await rebalancer.rebalance([edgeId]);
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(1n);
  });

  it("counts a round once, however often it is called", async () => {
    const { rebalancer, edgeId, rounds } = await load();
    await rounds(1, 50_00);
    await expect(rebalancer.rebalance([edgeId, edgeId])).not.to.emit(rebalancer, "RoundCounted");
    expect((await rebalancer.stateOf(edgeId)).highRow).to.equal(1n);
  });

  it("a degraded score leads out: a crisis looks like nothing the committee has seen", async () => {
    const { rebalancer, rounds } = await load();
    await expect(await rounds(2, 50_00, STATUS.degraded)).to.emit(rebalancer, "Rebalanced");
  });

  it("goes on in the next day with what the cap held back", async () => {
    const { rebalancer, edgeId, rounds, from, treasury } = await load();
    await rounds(2, 50_00);
    await expect(rebalancer.rebalance([edgeId]))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.noRoom, "0x");
    await rounds(24, 50_00);
    expect(await from.balanceOf(treasury)).to.equal(600n * UNIT);
    await rounds(2, 50_00);
    expect(await from.balanceOf(treasury)).to.equal(200n * UNIT);
  });

  it("keeps to the cap of all edges, and says which cap it was", async () => {
    const { rebalancer, edgeId, asDao, rounds } = await load();
    await asDao.setTotalCap(150n * UNIT);
    await expect(await rounds(2, 50_00))
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.totalCap, 1_000n * UNIT, 150n * UNIT);
  });

  it("names the edge's cap where all bounds are level, and says nothing of a move that nothing cut", async () => {
    const { rebalancer, edgeId, asDao, rounds, refuge } = await load();
    await asDao.setTotalCap(400n * UNIT);
    await refuge.setLimits(400n * UNIT, ethers.MaxUint256);
    await expect(await rounds(2, 50_00))
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.edgeCap, 1_000n * UNIT, 400n * UNIT);
    const whole = await load();
    await whole.from.connect(whole.treasury).redeem(700n * UNIT, whole.treasury, whole.treasury);
    const moved = await whole.rounds(2, 50_00);
    await expect(moved).not.to.emit(whole.rebalancer, "EdgeSkipped");
    await expect(moved).not.to.emit(whole.rebalancer, "MoveCut");
    expect(await whole.from.balanceOf(whole.treasury)).to.equal(0n);
    expect(await whole.refuge.balanceOf(whole.treasury)).to.equal(300n * UNIT);
  });

  it("moves what the vault lets out, what the other takes, and what the treasury allows; the rest is an event", async () => {
    for (const limit of ["vaultOut", "vaultIn", "allowance"] as const) {
      const { rebalancer, edgeId, rounds, from, refuge, treasury } = await load();
      if (limit === "vaultOut") await from.setLimits(ethers.MaxUint256, 70n * UNIT);
      if (limit === "vaultIn") await refuge.setLimits(70n * UNIT, ethers.MaxUint256);
      if (limit === "allowance") await from.connect(treasury).approve(rebalancer, 70n * UNIT);
      const moved = await rounds(2, 50_00);
      await expect(moved)
        .to.emit(rebalancer, "MoveCut")
        .withArgs(edgeId, LIMIT[limit], 1_000n * UNIT, 70n * UNIT);
      expect(await refuge.balanceOf(treasury)).to.equal(70n * UNIT);
    }
  });

  it("moves nothing where nothing may leave or enter, or less than is worth it", async () => {
    for (const [limits, reason] of [
      [[ethers.MaxUint256, 0n], REASON.nothingToMove],
      [[ethers.MaxUint256, UNIT - 1n], REASON.tooLittle],
    ] as const) {
      const { rebalancer, edgeId, rounds, from } = await load();
      await from.setLimits(...limits);
      await expect(await rounds(2, 50_00))
        .to.emit(rebalancer, "EdgeSkipped")
        .withArgs(edgeId, reason, "0x");
    }
    const { rebalancer, edgeId, rounds, refuge } = await load();
    await refuge.setLimits(0n, 0n);
    await expect(await rounds(2, 50_00))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.noRoom, "0x");
  });
});

describe("TreasuryRebalancer.rebalance, back", () => {
  it("brings back what went out, after calm rounds in a row, and not the DAO's own shares of the refuge", async () => {
    const { rebalancer, edgeId, rounds, token, from, refuge, treasury } = await load();
    await token.mint(treasury, 50n * UNIT);
    await token.connect(treasury).approve(refuge, 50n * UNIT);
    await refuge.connect(treasury).deposit(50n * UNIT, treasury);
    await rounds(2, 50_00);
    await rounds(26, 30_00);
    await rounds(2, 19_99);
    expect(await from.balanceOf(treasury)).to.equal(600n * UNIT);
    await expect(await rounds(1, 19_99))
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.back, 31n, 400n * UNIT, 400n * UNIT, 400n * UNIT);
    expect(await from.balanceOf(treasury)).to.equal(1_000n * UNIT);
    expect(await refuge.balanceOf(treasury)).to.equal(50n * UNIT);
    expect((await rebalancer.stateOf(edgeId)).outstanding).to.equal(0n);
    await expect(rebalancer.rebalance([edgeId]))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.notDue, "0x");
  });

  it("H3 stays out while the score is doubtful, wide, or not below exit", async () => {
    const { rebalancer, edgeId, rounds, score } = await load();
    await rounds(2, 50_00);
    await rounds(2, 10_00);
    await rounds(1, 10_00, STATUS.degraded);
    expect((await rebalancer.stateOf(edgeId)).calmRow).to.equal(0n);
    await rounds(1, 20_00);
    expect((await rebalancer.stateOf(edgeId)).calmRow).to.equal(0n);
    await networkHelpers.time.increase(HOUR);
    await score(15_00, STATUS.fresh, { spread: 5_00 });
    await rebalancer.rebalance([edgeId]);
    expect((await rebalancer.stateOf(edgeId)).calmRow).to.equal(0n);
  });

  it("brings nothing back that the DAO had it forget, or has withdrawn itself", async () => {
    const { rebalancer, edgeId, rounds, refuge, treasury, vetoer } = await load();
    await rounds(2, 50_00);
    await refuge.connect(treasury).withdraw(300n * UNIT, treasury, treasury);
    await rounds(26, 30_00);
    await expect(await rounds(3, 1_00))
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.back, 31n, 100n * UNIT, 100n * UNIT, 100n * UNIT);
    await expect(rebalancer.connect(vetoer).forget(edgeId))
      .to.emit(rebalancer, "OutstandingForgotten")
      .withArgs(edgeId, 300n * UNIT);
    await expect(rebalancer.rebalance([edgeId]))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.notDue, "0x");
  });
});
