import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import { DIRECTION, HOUR, REASON, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployRebalancer(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("TreasuryRebalancer, what a move is measured by", () => {
  const failsWith = async (
    world: Awaited<ReturnType<typeof load>>,
    tx: Awaited<ReturnType<typeof world.rounds>>,
    error: string,
    args: readonly unknown[],
    source = world.rebalancer.interface,
  ) => {
    const cause = source.encodeErrorResult(source.getError(error)!, args);
    await expect(tx)
      .to.emit(world.rebalancer, "EdgeSkipped")
      .withArgs(world.edgeId, REASON.moveFailed, cause);
    expect(await world.from.balanceOf(world.treasury)).to.equal(1_000n * UNIT);
    expect(await world.token.balanceOf(world.rebalancer)).to.equal(0n);
  };

  it("waits for rates of the round before that are old enough", async () => {
    const { rebalancer, edgeId, score } = await load();
    await score(50_00);
    await rebalancer.rebalance([edgeId]);
    await score(50_00);
    await expect(rebalancer.rebalance([edgeId]))
      .to.emit(rebalancer, "EdgeSkipped")
      .withArgs(edgeId, REASON.referenceTooYoung, "0x");
    expect(await rebalancer.preview(edgeId)).to.deep.equal([DIRECTION.out, REASON.referenceTooYoung]);
    await networkHelpers.time.increase(600);
    expect(await rebalancer.preview(edgeId)).to.deep.equal([DIRECTION.out, REASON.none]);
    await expect(rebalancer.rebalance([edgeId])).to.emit(rebalancer, "Rebalanced");
  });

  it("takes rates that are just old enough", async () => {
    const { rebalancer, edgeId, score } = await load();
    await score(50_00);
    await rebalancer.rebalance([edgeId]);
    const notedAt = await networkHelpers.time.latest();
    await score(50_00);
    await networkHelpers.time.setNextBlockTimestamp(notedAt + 600);
    await expect(rebalancer.rebalance([edgeId])).to.emit(rebalancer, "Rebalanced");
  });

  for (const worthless of ["from", "refuge"] as const) {
    it(`waits where the ${worthless} was worth nothing a round ago`, async () => {
      const world = await load();
      const { rebalancer, edgeId, rounds } = world;
      await world[worthless].setFault(10);
      await rounds(1, 50_00);
      await world[worthless].setFault(0);
      await expect(await rounds(1, 50_00))
        .to.emit(rebalancer, "EdgeSkipped")
        .withArgs(edgeId, REASON.referenceMissing, "0x");
    });
  }

  for (const [fault, what] of [
    [3, "says no rate"],
    [4, "burns all gas where it is asked for a rate"],
  ] as const) {
    it(`counts on where a vault ${what}, and moves once it said one a round ago`, async () => {
      const { rebalancer, edgeId, rounds, refuge } = await load();
      await refuge.setFault(fault);
      const second = await rounds(2, 50_00);
      await expect(second).to.emit(rebalancer, "RoundCounted").withArgs(edgeId, 2n, 2n, 0n, 0n, 0n);
      await expect(second).to.emit(rebalancer, "EdgeSkipped").withArgs(edgeId, REASON.referenceMissing, "0x");
      await refuge.setFault(0);
      await expect(await rounds(1, 50_00))
        .to.emit(rebalancer, "EdgeSkipped")
        .withArgs(edgeId, REASON.referenceMissing, "0x");
      await expect(await rounds(1, 50_00)).to.emit(rebalancer, "Rebalanced");
    });
  }

  it("takes fees within the loss, and refuses those above it", async () => {
    const within = await load();
    await within.from.setFees(0, 20);
    await within.refuge.setFees(20, 0);
    await expect(await within.rounds(2, 50_00)).to.emit(within.rebalancer, "Rebalanced");
    const exactly = await load();
    await exactly.refuge.setFees(50, 0);
    await expect(await exactly.rounds(2, 50_00)).to.emit(exactly.rebalancer, "Rebalanced");
    for (const [entry, exit, vault] of [
      [0, 60, "from"],
      [60, 0, "refuge"],
      [0, 60, "refuge"],
    ] as const) {
      const world = await load();
      await world[vault].setFees(entry, exit);
      const worth = (400n * UNIT * 99_40n) / 100_00n;
      await failsWith(world, await world.rounds(2, 50_00), "LossTooHigh", [400n * UNIT, worth, 50n]);
    }
  });

  it("counts nothing that was sent to it beforehand", async () => {
    const { rebalancer, edgeId, rounds, token, treasury, refuge } = await load();
    await token.mint(rebalancer, 5n * UNIT);
    await expect(await rounds(2, 50_00))
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.out, 2n, 400n * UNIT, 400n * UNIT, 400n * UNIT);
    expect(await token.balanceOf(rebalancer)).to.equal(5n * UNIT);
    expect(await token.allowance(rebalancer, refuge)).to.equal(0n);
    expect(await refuge.balanceOf(treasury)).to.equal(400n * UNIT);
  });

  it("refuses a vault that pays nothing, leaves assets behind, or takes more shares than asked", async () => {
    const nothing = await load();
    await nothing.from.setFault(5);
    await failsWith(nothing, await nothing.rounds(2, 50_00), "LossTooHigh", [400n * UNIT, 0n, 50n]);
    const less = await load();
    await less.refuge.setFault(6);
    await failsWith(less, await less.rounds(2, 50_00), "AssetsLeftBehind", [200n * UNIT]);
    const more = await load();
    await more.from.setFault(7);
    await more.from.connect(more.treasury).approve(more.rebalancer, ethers.MaxUint256);
    await failsWith(more, await more.rounds(2, 50_00), "SharesTaken", [400n * UNIT + 1n, 400n * UNIT]);
  });

  it("refuses more assets than the caps leave room for, though the vault gave them", async () => {
    const world = await load();
    await world.from.setFault(8);
    await failsWith(world, await world.rounds(2, 50_00), "CapExceeded", [800n * UNIT, 400n * UNIT]);
  });

  it("H8 a vault that reverts or burns all gas is an event, and the edge behind it moves", async () => {
    for (const fault of [1, 2]) {
      const { rebalancer, asDao, edge, edgeId, score, token, from, refuge, treasury } = await load();
      const other = await ethers.deployContract("FickleVault", [token, 0]);
      await asDao.approveVault(other);
      const second = { ...edge, refuge: await other.getAddress() };
      const secondId = await asDao.setEdge.staticCall(second);
      await asDao.setEdge(second);
      await refuge.setFault(fault);
      for (let i = 0; i < 2; ++i) {
        await networkHelpers.time.increase(HOUR);
        await score(50_00);
        await rebalancer.rebalance([edgeId, secondId], { gasLimit: 16_000_000n });
      }
      const [skipped] = await rebalancer.queryFilter(rebalancer.filters.EdgeSkipped, -1);
      expect(skipped!.args.edgeId).to.equal(edgeId);
      expect(skipped!.args.reason).to.equal(REASON.moveFailed);
      expect(skipped!.args.cause).to.equal(
        fault === 1 ? refuge.interface.getError("Refused")!.selector : "0x",
      );
      expect(await other.balanceOf(treasury)).to.equal(400n * UNIT);
      expect(await from.balanceOf(treasury)).to.equal(600n * UNIT);
    }
  });

  it("a rate pushed down before the move sells nothing cheaply, one pushed up buys nothing dearly", async () => {
    const sold = await load();
    await sold.rounds(1, 50_00);
    await sold.from.skew(99_00);
    const tx = await sold.rounds(1, 50_00);
    await expect(tx).to.emit(sold.rebalancer, "EdgeSkipped");
    const cause = (await sold.rebalancer.queryFilter(sold.rebalancer.filters.EdgeSkipped, -1))[0]!.args;
    expect(cause.reason).to.equal(REASON.moveFailed);
    expect(sold.rebalancer.interface.parseError(cause.cause)!.name).to.equal("LossTooHigh");
    const bought = await load();
    await bought.token.mint(bought.refuge, 1n);
    await bought.rounds(1, 50_00);
    await bought.token.mint(bought.refuge, 10n * UNIT);
    await expect(await bought.rounds(1, 50_00)).to.emit(bought.rebalancer, "EdgeSkipped");
    expect(await bought.from.balanceOf(bought.treasury)).to.equal(1_000n * UNIT);
  });

  it("a vault that has really lost is left a round later, at its new rate", async () => {
    const { rebalancer, rounds, from, refuge, treasury } = await load();
    await rounds(1, 50_00);
    await from.skew(80_00);
    await expect(await rounds(1, 50_00)).to.emit(rebalancer, "EdgeSkipped");
    await expect(await rounds(1, 50_00)).to.emit(rebalancer, "Rebalanced");
    expect(await refuge.balanceOf(treasury)).to.be.closeTo(400n * UNIT, 2n);
  });

  /** A breach of two rounds along an edge out of a vault with the treasury's 1,000 that loses so much by any redemption. */
  const leaving = async (leak: bigint) => {
    const world = await load();
    const leaky = await ethers.deployContract("LeakyVault", [world.token, leak]);
    await world.asDao.approveVault(leaky);
    const edge = { ...world.edge, from: await leaky.getAddress() };
    const edgeId = await world.asDao.setEdge.staticCall(edge);
    await world.asDao.setEdge(edge);
    await world.token.mint(world.treasury, 1_000n * UNIT);
    await world.token.connect(world.treasury).approve(leaky, 1_000n * UNIT);
    await leaky.connect(world.treasury).deposit(1_000n * UNIT, world.treasury);
    await leaky.connect(world.treasury).approve(world.rebalancer, ethers.MaxUint256);
    await networkHelpers.time.increase(HOUR);
    await world.score(50_00);
    await world.rebalancer.rebalance([edgeId]);
    await networkHelpers.time.increase(HOUR);
    await world.score(50_00);
    return { ...world, edgeId, tx: await world.rebalancer.rebalance([edgeId]) };
  };

  it("reverts with ValueFell where what stays behind loses more by the move than what moves may lose", async () => {
    for (const [leak, left] of [
      [100n * UNIT, 900n * UNIT],
      [2n * UNIT + 1n, 998n * UNIT - 1n],
    ] as const) {
      const { rebalancer, edgeId, tx } = await leaving(leak);
      const cause = rebalancer.interface.encodeErrorResult("ValueFell", [1_000n * UNIT, left, 2n * UNIT]);
      await expect(tx).to.emit(rebalancer, "EdgeSkipped").withArgs(edgeId, REASON.moveFailed, cause);
    }
  });

  it("moves where what stays behind loses just as much as what moves may lose", async () => {
    const { rebalancer, refuge, treasury, edgeId, tx } = await leaving(2n * UNIT);
    await expect(tx)
      .to.emit(rebalancer, "Rebalanced")
      .withArgs(edgeId, DIRECTION.out, 2n, 400n * UNIT, 400n * UNIT, 400n * UNIT);
    expect(await refuge.balanceOf(treasury)).to.equal(400n * UNIT);
  });

  it("lets an asset that calls back in the middle of a move do nothing", async () => {
    const world = await load();
    const asset = await ethers.deployContract("ScriptedToken");
    const [from, refuge] = [
      await ethers.deployContract("FickleVault", [asset, 0]),
      await ethers.deployContract("FickleVault", [asset, 0]),
    ];
    const other = await ethers.deployContract("TreasuryRebalancer", [
      ...([world.oracle, world.treasury, asset, 10n ** 20n, world.timelock, ZeroAddress] as const),
    ]);
    for (const vault of [from, refuge]) {
      await other.connect(world.timelock).approveVault(vault);
      await vault.connect(world.treasury).approve(other, ethers.MaxUint256);
    }
    const edge = {
      ...world.edge,
      ...{ from: await from.getAddress(), refuge: await refuge.getAddress(), minMove: 1n },
    };
    const edgeId = await other.connect(world.timelock).setEdge.staticCall(edge);
    await other.connect(world.timelock).setEdge(edge);
    await asset.mint(world.treasury, 1_000n);
    await asset.connect(world.treasury).approve(from, 1_000n);
    await from.connect(world.treasury).deposit(1_000n, world.treasury);
    const again = [
      other.interface.encodeFunctionData("rebalance", [[edgeId]]),
      other.interface.encodeFunctionData("rebalanceUpTo", [edgeId, 1n]),
    ];
    await other.connect(world.timelock).lowerEdgeCap(edgeId, 500n);
    for (let i = 0; i < 3; ++i) {
      if (i > 0) await asset.callBack(other, again[i - 1]!);
      await networkHelpers.time.increase(HOUR);
      await world.score(50_00);
      await other.rebalanceUpTo(edgeId, 250n);
      if (i === 0) continue;
      expect(await asset.succeeded()).to.equal(false);
      expect(await asset.answer()).to.equal(
        other.interface.getError("ReentrancyGuardReentrantCall")!.selector,
      );
      await asset.callBack(ZeroAddress, "0x");
    }
    expect(await refuge.balanceOf(world.treasury)).to.equal(500n);
  });
});
