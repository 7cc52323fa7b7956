import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";
import { deployMetaMorpho } from "../fixtures/adapters/deployMetaMorpho.ts";
import { aScore, STATUS } from "../fixtures/aScore.ts";
import { HOUR, LIMIT, POLICY, REASON, UNIT } from "../fixtures/deployRebalancer.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const ETHER = 10n ** 18n;

/** A treasury in a vault that lends on Morpho Blue, and a gate before a plain vault as its refuge. */
const fixture = async () => {
  const world = await deployMetaMorpho(connection);
  const { usdc, deployer: treasury, dao, vault, address } = world;
  const oracle = await ethers.deployContract("ScriptedOracle");
  const market = {
    ...{ kind: 2, target: address, subject: ZeroHash },
    ...{ threshold: 5_00, horizon: 24 * HOUR, referenceFeed: address },
  };
  const marketId = await oracle.list.staticCall(market);
  await oracle.list(market);
  let round = 0;
  const score = async (scoreBps: number) => {
    const observedAt = await networkHelpers.time.latest();
    await oracle.set(marketId, aScore({ score: scoreBps, round: ++round, observedAt }), STATUS.fresh);
  };
  await score(1_00);
  const plain = await ethers.deployContract("ScriptedVault", [usdc, 0]);
  const calm = { ...market, target: await plain.getAddress() };
  const calmId = await oracle.list.staticCall(calm);
  await oracle.list(calm);
  await oracle.set(
    calmId,
    aScore({ score: 10, observedAt: await networkHelpers.time.latest() }),
    STATUS.fresh,
  );
  const policy = { enter: 40_00, exit: 20_00, maxScoreAge: 720 * HOUR };
  const gate = await ethers.deployContract("ScoreGatedVault", [
    plain,
    oracle,
    calmId,
    policy,
    "Gated",
    "gUSDC",
  ]);
  const rebalancer = await ethers.deployContract("TreasuryRebalancer", [
    ...([oracle, treasury, usdc, 50_000n * UNIT, dao, ZeroAddress] as const),
  ]);
  for (const each of [address, await gate.getAddress()]) await rebalancer.connect(dao).approveVault(each);
  const edge = {
    ...{ from: address, refuge: await gate.getAddress(), marketId },
    ...POLICY,
    dailyCap: 50_000n * UNIT,
  };
  const edgeId = await rebalancer.connect(dao).setEdge.staticCall(edge);
  await rebalancer.connect(dao).setEdge(edge);
  await world.deposit(100_000n * UNIT);
  await vault.connect(treasury).approve(rebalancer, ethers.MaxUint256);
  await gate.connect(treasury).approve(rebalancer, ethers.MaxUint256);
  const rounds = async (count: number, scoreBps: number) => {
    const oneRound = async () => {
      await networkHelpers.time.increase(HOUR);
      await score(scoreBps);
      return rebalancer.rebalance([edgeId]);
    };
    for (let i = 1; i < count; ++i) await oneRound();
    return oneRound();
  };
  return { ...world, treasury, gate, plain, rebalancer, edgeId, oracle, calmId, rounds };
};

describe("A treasury in a lending vault", () => {
  it("is out of it as fast as its cap lets it, waits behind a gate, and comes back in calm", async () => {
    const { rounds, gate, plain, treasury, morpho, steth } = await networkHelpers.loadFixture(fixture);
    await rounds(2, 60_00);
    expect((await morpho.market(steth.id)).totalSupplyAssets).to.equal(50_000n * UNIT);
    await rounds(26, 60_00);
    expect((await morpho.market(steth.id)).totalSupplyAssets).to.equal(0n);
    expect(await gate.balanceOf(treasury)).to.equal(100_000n * UNIT);
    expect(await plain.balanceOf(gate)).to.equal(100_000n * UNIT);
    await rounds(52, 5_00);
    expect((await morpho.market(steth.id)).totalSupplyAssets).to.equal(100_000n * UNIT);
    expect(await gate.balanceOf(treasury)).to.equal(0n);
  });

  it("a vault that says more than it has at hand fails whole, and lets out the part that a caller names", async () => {
    const world = await networkHelpers.loadFixture(fixture);
    const { rounds, rebalancer, edgeId, gate, treasury, allocator, morpho, steth, usdc, vault } = world;
    await steth.token.mint(allocator, 1_000n * ETHER);
    await steth.token.connect(allocator).approve(morpho, 1_000n * ETHER);
    const asBorrower = morpho.connect(allocator);
    await asBorrower.supplyCollateral(steth.params, 1_000n * ETHER, allocator, "0x");
    await asBorrower.borrow(steth.params, 70_000n * UNIT, 0n, allocator, allocator);
    const tx = await rounds(2, 60_00);
    const [skipped] = await rebalancer.queryFilter(rebalancer.filters.EdgeSkipped, tx.blockNumber!);
    expect(skipped!.args.reason).to.equal(REASON.moveFailed);
    const all = await vault.balanceOf(treasury);
    const atHand = await vault.convertToShares(30_000n * UNIT);
    await expect(rebalancer.rebalanceUpTo(edgeId, atHand))
      .to.emit(rebalancer, "MoveCut")
      .withArgs(edgeId, LIMIT.caller, all, atHand);
    expect(await gate.balanceOf(treasury)).to.equal(30_000n * UNIT);
    await usdc.connect(allocator).approve(morpho, 70_000n * UNIT);
    await asBorrower.repay(steth.params, 70_000n * UNIT, 0n, allocator, "0x");
    await rebalancer.rebalance([edgeId]);
    expect(await gate.balanceOf(treasury)).to.equal(50_000n * UNIT);
  });

  it("stays where it is while the refuge's own gate is closed", async () => {
    const world = await networkHelpers.loadFixture(fixture);
    const { rounds, gate, treasury, oracle, calmId } = world;
    const observedAt = await networkHelpers.time.latest();
    await oracle.set(calmId, aScore({ score: 90_00, observedAt }), STATUS.fresh);
    await rounds(3, 60_00);
    expect(await gate.balanceOf(treasury)).to.equal(0n);
  });
});
