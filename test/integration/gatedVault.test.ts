import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";
import { deployMetaMorpho } from "../fixtures/adapters/deployMetaMorpho.ts";
import { aScore, STATUS } from "../fixtures/aScore.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;
const USDC = 10n ** 6n;
const ETHER = 10n ** 18n;

/** A gate before the vault that lends on Morpho Blue. */
const fixture = async () => {
  const world = await deployMetaMorpho(connection);
  const { address, usdc, deployer } = world;
  const oracle = await ethers.deployContract("ScriptedOracle");
  const market = {
    ...{ kind: 2, target: address, subject: ZeroHash },
    ...{ threshold: 5_00, horizon: 24 * HOUR, referenceFeed: address },
  };
  const id = await oracle.list.staticCall(market);
  await oracle.list(market);
  const policy = { enter: 40_00, exit: 20_00, maxScoreAge: 2 * HOUR };
  let round = 0;
  const score = async (scoreBps: number) => {
    const observedAt = await networkHelpers.time.latest();
    await oracle.set(id, aScore({ score: scoreBps, round: ++round, observedAt }), STATUS.fresh);
  };
  await score(1_00);
  const gate = await ethers.deployContract("ScoreGatedVault", [
    address,
    oracle,
    id,
    policy,
    "Gated",
    "gUSDC",
  ]);
  await usdc.mint(deployer, 1_000_000n * USDC);
  await usdc.approve(gate, ethers.MaxUint256);
  return { ...world, gate, score };
};

describe("A gate before a vault", () => {
  it("in a breach nobody gets in, who is in gets out, and afterwards the door opens again", async () => {
    const { gate, score, deployer, usdc, morpho, steth } = await networkHelpers.loadFixture(fixture);
    await gate.deposit(100_000n * USDC, deployer);
    expect(await gate.maxWithdraw(deployer)).to.equal(100_000n * USDC);

    await score(55_00);
    await gate.note();
    await expect(gate.deposit(USDC, deployer))
      .to.be.revertedWithCustomError(gate, "ERC4626ExceededMaxDeposit")
      .withArgs(deployer.address, USDC, 0n);
    const shares = await gate.balanceOf(deployer);
    await gate.redeem(shares / 2n, deployer, deployer);
    expect(await usdc.balanceOf(deployer)).to.equal(950_000n * USDC);

    await score(30_00);
    expect(await gate.maxDeposit(deployer)).to.equal(0n);
    await score(10_00);
    await gate.deposit(50_000n * USDC, deployer);
    expect(await gate.maxWithdraw(deployer)).to.equal(100_000n * USDC);
    expect((await morpho.market(steth.id)).totalSupplyAssets).to.equal(100_000n * USDC);
  });

  it("lets out what the vault has at hand where borrowers hold the rest, and says so beforehand", async () => {
    const { gate, score, deployer, allocator, morpho, steth, usdc } =
      await networkHelpers.loadFixture(fixture);
    await gate.deposit(10_000n * USDC, deployer);
    await steth.token.mint(allocator, 50n * ETHER);
    await steth.token.connect(allocator).approve(morpho, 50n * ETHER);
    await morpho.connect(allocator).supplyCollateral(steth.params, 50n * ETHER, allocator, "0x");
    await morpho.connect(allocator).borrow(steth.params, 6_000n * USDC, 0n, allocator, allocator);
    await score(90_00);
    const before = await usdc.balanceOf(deployer);
    await gate.withdraw(4_000n * USDC, deployer, deployer);
    expect((await usdc.balanceOf(deployer)) - before).to.equal(4_000n * USDC);
  });
});
