import { expect } from "chai";
import { ZeroAddress, ZeroHash, encodeBytes32String } from "ethers";
import { network } from "hardhat";
import { HOUR, UNIT, deployRebalancer } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployRebalancer(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("TreasuryRebalancer.constructor", () => {
  it("reverts with ZeroAdmin, ZeroOracle and ZeroTreasury", async () => {
    const { rebalancer, oracle, treasury, token, timelock } = await load();
    const deploy = (...args: readonly unknown[]) =>
      ethers.deployContract("TreasuryRebalancer", [...args, ZeroAddress] as never);
    for (const [error, ...args] of [
      ["ZeroAdmin", oracle, treasury, token, 1n, ZeroAddress],
      ["ZeroOracle", ZeroAddress, treasury, token, 1n, timelock],
      ["ZeroTreasury", oracle, ZeroAddress, token, 1n, timelock],
    ] as const) {
      await expect(deploy(...args))
        .to.be.revertedWithCustomError(rebalancer, error)
        .withArgs();
    }
  });

  it("fixes treasury, asset and oracle, and says the total cap", async () => {
    const { rebalancer, oracle, treasury, token } = await load();
    expect(await rebalancer.treasury()).to.equal(treasury.address);
    expect(await rebalancer.asset()).to.equal(await token.getAddress());
    expect(await rebalancer.oracle()).to.equal(await oracle.getAddress());
    expect(await rebalancer.totalCap()).to.deep.equal([600n * UNIT, 600n * UNIT]);
  });
});

describe("TreasuryRebalancer, what a call may take", () => {
  it("H8 says how many edges it takes and the most gas that counting and moving one get, for whoever sends it", async () => {
    const { rebalancer } = await load();
    expect(await rebalancer.MAX_BATCH()).to.equal(16n);
    expect(await rebalancer.COUNT_GAS()).to.equal(3_000_000n);
    expect(await rebalancer.MOVE_GAS()).to.equal(7_000_000n);
  });
});

describe("TreasuryRebalancer, who may what", () => {
  it("C1 only the timelock approves vaults, sets edges and the total cap", async () => {
    const { rebalancer, from, edge, vetoer } = await load();
    const role = await rebalancer.CONFIGURATOR_ROLE();
    const asVetoer = rebalancer.connect(vetoer);
    for (const call of [
      () => asVetoer.approveVault(from),
      () => asVetoer.setEdge(edge),
      () => asVetoer.setTotalCap(1n),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(rebalancer, "AccessControlUnauthorizedAccount")
        .withArgs(vetoer.address, role);
    }
  });

  it("C1 only the veto halts, forgets, drops and lowers", async () => {
    const { rebalancer, from, edgeId, anyone } = await load();
    const role = await rebalancer.REVOKER_ROLE();
    for (const call of [
      () => rebalancer.haltEdge(edgeId),
      () => rebalancer.forget(edgeId),
      () => rebalancer.dropVault(from),
      () => rebalancer.lowerEdgeCap(edgeId, 1n),
      () => rebalancer.lowerTotalCap(1n),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(rebalancer, "AccessControlUnauthorizedAccount")
        .withArgs(anyone.address, role);
    }
  });

  it("reverts with OnlySelf where somebody else takes half of a rebalance", async () => {
    const { rebalancer, edgeId, anyone } = await load();
    for (const call of [() => rebalancer.countOne(edgeId), () => rebalancer.moveOne(edgeId, 1n)]) {
      await expect(call()).to.be.revertedWithCustomError(rebalancer, "OnlySelf").withArgs(anyone.address);
    }
  });

  it("C1 the veto lowers caps and never raises them", async () => {
    const { rebalancer, edgeId, vetoer } = await load();
    const asVetoer = rebalancer.connect(vetoer);
    await expect(asVetoer.lowerEdgeCap(edgeId, 400n * UNIT))
      .to.be.revertedWithCustomError(rebalancer, "CapNotLower")
      .withArgs(400n * UNIT, 400n * UNIT);
    await expect(asVetoer.lowerTotalCap(600n * UNIT))
      .to.be.revertedWithCustomError(rebalancer, "CapNotLower")
      .withArgs(600n * UNIT, 600n * UNIT);
    await expect(asVetoer.lowerEdgeCap(edgeId, 5n))
      .to.emit(rebalancer, "EdgeCapLowered")
      .withArgs(edgeId, 5n);
    await expect(asVetoer.lowerTotalCap(0n)).to.emit(rebalancer, "TotalCapSet").withArgs(0n);
    expect((await rebalancer.edgeOf(edgeId)).dailyCap).to.equal(5n);
    expect(await rebalancer.totalCap()).to.deep.equal([0n, 0n]);
  });

  it("reverts with EdgeUnknown and VaultUnknown on what there is not", async () => {
    const { rebalancer, vetoer, token } = await load();
    const asVetoer = rebalancer.connect(vetoer);
    for (const call of [
      () => asVetoer.haltEdge(ZeroHash),
      () => asVetoer.forget(ZeroHash),
      () => asVetoer.lowerEdgeCap(ZeroHash, 0n),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(rebalancer, "EdgeUnknown").withArgs(ZeroHash);
    }
    await expect(asVetoer.dropVault(token))
      .to.be.revertedWithCustomError(rebalancer, "VaultUnknown")
      .withArgs(await token.getAddress());
  });
});

describe("TreasuryRebalancer.approveVault", () => {
  it("reverts with AssetMismatch on a vault of another asset", async () => {
    const { rebalancer, asDao, token } = await load();
    const other = await ethers.deployContract("DemoToken", ["Other", "OTH", 6]);
    const vault = await ethers.deployContract("FickleVault", [other, 0]);
    await expect(asDao.approveVault(vault))
      .to.be.revertedWithCustomError(rebalancer, "AssetMismatch")
      .withArgs(await vault.getAddress(), await other.getAddress(), await token.getAddress());
  });

  it("admits a vault, and says so", async () => {
    const { rebalancer, asDao, token } = await load();
    const vault = await ethers.deployContract("FickleVault", [token, 0]);
    await expect(asDao.approveVault(vault))
      .to.emit(rebalancer, "VaultApproved")
      .withArgs(await vault.getAddress());
    expect(await rebalancer.isApproved(vault)).to.equal(true);
  });
});

describe("TreasuryRebalancer.setEdge", () => {
  for (const [field, value, min, max] of [
    ["enter", 0, 1, 100_00],
    ["enter", 100_01, 1, 100_00],
    ["dwell", 1, 2, 48],
    ["dwell", 49, 2, 48],
    ["calmDwell", 1, 2, 255],
    ["minContributors", 0, 1, 31],
    ["minContributors", 32, 1, 31],
    ["maxLoss", 0, 1, 5_00],
    ["maxLoss", 5_01, 1, 5_00],
    ["maxScoreAge", 0, 1, 168 * HOUR],
    ["maxScoreAge", 168 * HOUR + 1, 1, 168 * HOUR],
    ["referenceAge", 59, 60, 24 * HOUR],
    ["referenceAge", 24 * HOUR + 1, 60, 24 * HOUR],
    ["dailyCap", 0n, 1, 2n ** 128n - 1n],
    ["minMove", 0n, 1, 400n * UNIT],
    ["minMove", 400n * UNIT + 1n, 1, 400n * UNIT],
  ] as const) {
    it(`reverts with ValueOutOfRange on a ${field} of ${String(value)}`, async () => {
      const { rebalancer, asDao, edge } = await load();
      await expect(asDao.setEdge({ ...edge, [field]: value }))
        .to.be.revertedWithCustomError(rebalancer, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  it("reverts with SameVault, EdgeWithoutHysteresis and VaultNotApprovedYet", async () => {
    const { rebalancer, asDao, edge, token } = await load();
    await expect(asDao.setEdge({ ...edge, refuge: edge.from }))
      .to.be.revertedWithCustomError(rebalancer, "SameVault")
      .withArgs(edge.from);
    await expect(asDao.setEdge({ ...edge, exit: 40_00 }))
      .to.be.revertedWithCustomError(rebalancer, "EdgeWithoutHysteresis")
      .withArgs(40_00, 40_00);
    const stranger = await (await ethers.deployContract("FickleVault", [token, 0])).getAddress();
    for (const changed of [{ from: stranger }, { refuge: stranger }]) {
      await expect(asDao.setEdge({ ...edge, ...changed }))
        .to.be.revertedWithCustomError(rebalancer, "VaultNotApprovedYet")
        .withArgs(stranger);
    }
  });

  it("reverts with MarketNotListed, and with KindNotFollowed on a proposal's score", async () => {
    const { rebalancer, asDao, edge, scripted, market } = await load();
    await expect(asDao.setEdge({ ...edge, marketId: ZeroHash }))
      .to.be.revertedWithCustomError(scripted, "MarketNotListed")
      .withArgs(ZeroHash);
    const proposal = { ...market, kind: 3 };
    const marketId = await scripted.list.staticCall(proposal);
    await scripted.list(proposal);
    await expect(asDao.setEdge({ ...edge, marketId }))
      .to.be.revertedWithCustomError(rebalancer, "KindNotFollowed")
      .withArgs(marketId, 3);
  });

  it("replaces an edge: rows start again, the day's moves and what is in the refuge stay", async () => {
    const { rebalancer, asDao, edge, edgeId, rounds } = await load();
    await rounds(2, 50_00);
    const before = await rebalancer.stateOf(edgeId);
    await expect(asDao.setEdge({ ...edge, dailyCap: 500n * UNIT }))
      .to.emit(rebalancer, "EdgeSet")
      .withArgs(edgeId, Object.values({ ...edge, dailyCap: 500n * UNIT }));
    expect(await rebalancer.stateOf(edgeId)).to.deep.equal([
      true,
      before.lastRound,
      0n,
      0n,
      400n * UNIT,
      100n * UNIT,
    ]);
    expect(await rebalancer.edgeOf(edgeId)).to.deep.equal(Object.values({ ...edge, dailyCap: 500n * UNIT }));
  });
});

describe("TreasuryRebalancer.sweep", () => {
  it("sends whatever lies here to the treasury, whoever calls", async () => {
    const { rebalancer, token, treasury, anyone } = await load();
    await token.mint(rebalancer, 7n);
    await expect(rebalancer.connect(anyone).sweep(token))
      .to.emit(rebalancer, "Swept")
      .withArgs(await token.getAddress(), 7n);
    expect(await token.balanceOf(treasury)).to.equal(7n);
  });
});
