import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { DIRECTION, HOUR, LIMIT, REASON, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const MAX = ethers.MaxUint256;

type Overrides = Partial<Awaited<ReturnType<typeof deployRebalancer>>["edge"]>;

/** A breach whose second round is scored and not counted: whoever calls next counts it and may move. */
const dueWith = async (overrides: Overrides = {}, seconds = HOUR, fault = 0) => {
  const world = await deployRebalancer(connection);
  await world.asDao.setEdge({ ...world.edge, ...overrides });
  await world.refuge.setFault(fault);
  await world.rounds(1, 50_00);
  await world.refuge.setFault(0);
  await networkHelpers.time.increase(seconds);
  await world.score(50_00);
  return world;
};
const due = () => dueWith();
const allMoves = () => dueWith({ dailyCap: 500n * UNIT });
const tooYoung = () => dueWith({}, 60);
/** The refuge said no rate in the first round. */
const noRate = () => dueWith({}, HOUR, 3);
const load = async () => networkHelpers.loadFixture(due);

type World = Awaited<ReturnType<typeof load>>;

describe("TreasuryRebalancer.rebalanceUpTo", () => {
  const skips = async ({ rebalancer, edgeId }: World, maxShares: bigint, reason: bigint, cause = "0x") => {
    const before = await rebalancer.totalCap();
    await expect(rebalancer.rebalanceUpTo(edgeId, maxShares))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, reason, cause)
      .and.not.to.emit(rebalancer, "Rebalanced");
    expect(await rebalancer.totalCap(), "no room was used").to.deep.equal(before);
  };

  it("counts the round, moves as many shares as the caller named, and says who cut it", async () => {
    const { rebalancer, edgeId, from, refuge, treasury, anyone } = await load();
    const moved = rebalancer.connect(anyone).rebalanceUpTo(edgeId, 70n * UNIT);
    await expect(moved)
      .to.emit(rebalancer, "RoundCounted")
      .withArgs(edgeId, 2n, 2n, 0n, UNIT * UNIT, UNIT * UNIT)
      .and.to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.out, 2n, 70n * UNIT, 70n * UNIT, 70n * UNIT)
      .and.to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.caller, 1_000n * UNIT, 70n * UNIT);
    expect(await from.balanceOf(treasury)).to.equal(930n * UNIT);
    expect(await refuge.balanceOf(treasury)).to.equal(70n * UNIT);
    const { outstanding, leftToday } = await rebalancer.stateOf(edgeId);
    expect([outstanding, leftToday]).to.deep.equal([70n * UNIT, 330n * UNIT]);
    expect(await rebalancer.totalCap()).to.deep.equal([600n * UNIT, 530n * UNIT]);
  });

  it("goes on with further parts in the same round, counted once, until the cap is used", async () => {
    const world = await load();
    const { rebalancer, edgeId, refuge, treasury } = world;
    await rebalancer.rebalanceUpTo(edgeId, 150n * UNIT);
    await expect(rebalancer.rebalanceUpTo(edgeId, 150n * UNIT)).not.to.emit(rebalancer, "RoundCounted");
    await expect(rebalancer.rebalanceUpTo(edgeId, 150n * UNIT))
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.edgeCap, 700n * UNIT, 100n * UNIT);
    await skips(world, 150n * UNIT, REASON.noRoom);
    expect(await refuge.balanceOf(treasury)).to.equal(400n * UNIT);
  });

  for (const [what, maxShares] of [
    ["as many as the cap lets", 400n * UNIT],
    ["as many as there are", MAX],
  ] as const) {
    it(`moves what rebalance would when the caller names ${what}, and blames the cap`, async () => {
      const { rebalancer, edgeId } = await load();
      await expect(rebalancer.rebalanceUpTo(edgeId, maxShares))
        .to.emit(rebalancer, "MoveCut")
        .withArgs(edgeId, LIMIT.edgeCap, 1_000n * UNIT, 400n * UNIT);
    });
  }

  it("says that nothing was cut where all moves", async () => {
    const { rebalancer, edgeId, from, treasury } = await networkHelpers.loadFixture(allMoves);
    await from.connect(treasury).withdraw(600n * UNIT, treasury, treasury);
    const moved = rebalancer.rebalanceUpTo(edgeId, 400n * UNIT);
    await expect(moved)
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.out, 2n, 400n * UNIT, 400n * UNIT, 400n * UNIT);
    await expect(moved).not.to.emit(rebalancer, "MoveCut");
    expect(await from.balanceOf(treasury)).to.equal(0n);
  });

  it("keeps to each other limit that is less than what the caller names", async () => {
    for (const limit of ["vaultOut", "vaultIn", "allowance", "totalCap"] as const) {
      const { rebalancer, edgeId, from, refuge, treasury, asDao } = await load();
      if (limit === "vaultOut") await from.setLimits(MAX, 60n * UNIT);
      if (limit === "vaultIn") await refuge.setLimits(60n * UNIT, MAX);
      if (limit === "allowance") await from.connect(treasury).approve(rebalancer, 60n * UNIT);
      if (limit === "totalCap") await asDao.setTotalCap(60n * UNIT);
      await expect(rebalancer.rebalanceUpTo(edgeId, 70n * UNIT))
        .to.emit(rebalancer, "MoveCut")
        .withArgs(edgeId, LIMIT[limit], 1_000n * UNIT, 60n * UNIT);
      expect(await refuge.balanceOf(treasury)).to.equal(60n * UNIT);
    }
  });

  it("moves nothing for a caller who names nothing, or less than is worth a move, and counts the round all the same", async () => {
    for (const [maxShares, reason] of [
      [0n, REASON.nothingToMove],
      [UNIT - 1n, REASON.tooLittle],
    ] as const) {
      const world = await load();
      await skips(world, maxShares, reason);
      expect((await world.rebalancer.stateOf(world.edgeId)).highRow).to.equal(2n);
    }
    const least = await load();
    await expect(least.rebalancer.rebalanceUpTo(least.edgeId, UNIT)).to.emit(least.rebalancer, "Rebalanced");
  });

  it("brings back in parts too, and no more in all than went out", async () => {
    const { rebalancer, edgeId, rounds, score, token, from, refuge, treasury } = await load();
    await token.mint(treasury, 50n * UNIT);
    await token.connect(treasury).approve(refuge, 50n * UNIT);
    await refuge.connect(treasury).deposit(50n * UNIT, treasury);
    await rebalancer.rebalanceUpTo(edgeId, 100n * UNIT);
    await rounds(2, 1_00);
    await networkHelpers.time.increase(HOUR);
    await score(1_00);
    const first = rebalancer.rebalanceUpTo(edgeId, 30n * UNIT);
    await expect(first)
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.back, 5n, 30n * UNIT, 30n * UNIT, 30n * UNIT)
      .and.to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.caller, 100n * UNIT, 30n * UNIT);
    expect((await rebalancer.stateOf(edgeId)).outstanding).to.equal(70n * UNIT);
    await expect(rebalancer.rebalanceUpTo(edgeId, MAX))
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.back, 5n, 70n * UNIT, 70n * UNIT, 70n * UNIT);
    expect((await rebalancer.stateOf(edgeId)).outstanding).to.equal(0n);
    expect(await refuge.balanceOf(treasury)).to.equal(50n * UNIT);
    expect(await from.balanceOf(treasury)).to.equal(1_000n * UNIT);
  });

  it("H3 moves nothing on a score that is unknown, stale or old, on another event, or before it is due", async () => {
    const unknown = await load();
    await unknown.score(90_00, STATUS.unknown);
    await skips(unknown, MAX, REASON.scoreUnknown);
    const stale = await load();
    await stale.score(90_00, STATUS.stale);
    await skips(stale, MAX, REASON.scoreTooOld);
    const old = await load();
    await networkHelpers.time.increase(2 * HOUR + 1);
    await skips(old, MAX, REASON.scoreTooOld);
    const changed = await load();
    await changed.scripted.list({ ...changed.market, threshold: 10_00 });
    await skips(changed, MAX, REASON.eventChanged);
    const calm = await load();
    await calm.score(39_99);
    await skips(calm, MAX, REASON.notDue);
    const broken = await load();
    await broken.score(50_00, STATUS.fresh, { round: 9 });
    await skips(broken, MAX, REASON.notDue);
  });

  it("C1 moves nothing along an edge that there is not, is halted, or has lost a vault", async () => {
    const { rebalancer } = await load();
    await expect(rebalancer.rebalanceUpTo(ZeroHash, MAX))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(ZeroHash, REASON.edgeUnknown, "0x");
    const halted = await load();
    await halted.rebalancer.connect(halted.vetoer).haltEdge(halted.edgeId);
    await skips(halted, MAX, REASON.halted);
    for (const vault of ["from", "refuge"] as const) {
      const dropped = await load();
      await dropped.rebalancer.connect(dropped.vetoer).dropVault(dropped[vault]);
      await skips(dropped, MAX, REASON.vaultNotApproved);
    }
  });

  it("waits for rates of the round before, which must be there and old enough", async () => {
    const silent = await networkHelpers.loadFixture(noRate);
    await skips(silent, MAX, REASON.referenceMissing);
    const young = await networkHelpers.loadFixture(tooYoung);
    await skips(young, MAX, REASON.referenceTooYoung);
    await networkHelpers.time.increase(600);
    await expect(young.rebalancer.rebalanceUpTo(young.edgeId, MAX)).to.emit(young.rebalancer, "Rebalanced");
  });

  it("R10 H8 an oracle that fails is an event, and nothing is counted", async () => {
    const world = await load();
    await world.oracle.setFault(1);
    const refused = world.oracle.interface.encodeErrorResult("Refused");
    await skips(world, MAX, REASON.oracleFailed, refused);
    expect((await world.rebalancer.stateOf(world.edgeId)).highRow).to.equal(1n);
  });

  it("H8 a vault that refuses, and a loss beyond the edge's, is an event and leaves every share where it was", async () => {
    const refusing = await load();
    await refusing.from.setFault(1);
    await skips(
      refusing,
      70n * UNIT,
      REASON.moveFailed,
      refusing.from.interface.encodeErrorResult("Refused"),
    );
    expect(await refusing.from.balanceOf(refusing.treasury)).to.equal(1_000n * UNIT);
    const losing = await load();
    await losing.refuge.setFees(60, 0);
    const worth = (70n * UNIT * 99_40n) / 100_00n;
    const cause = losing.rebalancer.interface.encodeErrorResult("LossTooHigh", [70n * UNIT, worth, 50n]);
    await skips(losing, 70n * UNIT, REASON.moveFailed, cause);
    expect(await losing.refuge.balanceOf(losing.treasury)).to.equal(0n);
  });

  it("reverts with NotEnoughGas where a caller sends too little to tell a failure from thrift", async () => {
    const { rebalancer, edgeId } = await load();
    await expect(rebalancer.rebalanceUpTo(edgeId, MAX, { gasLimit: 2_000_000n }))
      .to.be.revertedWithCustomError(rebalancer, "NotEnoughGas")
      .withArgs((left: bigint) => left < 2_000_000n, (3_000_000n * 64n) / 63n + 60_000n);
  });
});
