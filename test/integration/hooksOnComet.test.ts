import { expect } from "chai";
import { network } from "hardhat";
import { deployComet } from "../fixtures/adapters/deployComet.ts";
import { deployHooksOn, freezeOnly, policyOn } from "../fixtures/adapters/hooks.ts";
import { GUARDIAN_REASON, RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const ETHER = 10n ** 18n;
const USDC = 10n ** 6n;

/** The steward is the market's market admin, the guardian its pause guardian; the DAO's Comet governor stays what it is. */
const fixture = async () => {
  const market = await deployComet(connection);
  const { comet, configurator, proxyAdmin, checker, address, weth, base, dao } = market;
  const subject = { target: address, asset: weth.address, admin: dao.address };
  const hooks = await deployHooksOn(connection, subject);
  const [steward, guardian] = [hooks.steward.connect(dao), hooks.guardian.connect(dao)];
  const collateral = await ethers.deployContract("CometV3CollateralAdapter", [
    address,
    configurator,
    proxyAdmin,
    steward,
  ]);
  const pause = await ethers.deployContract("CometV3PauseAdapter", [address, guardian]);
  await checker.setMarketAdmin(collateral);
  await configurator.setPauseGuardian(address, pause);
  await market.upgrade();
  await steward.setPolicy(
    hooks.id,
    policyOn(subject, await collateral.getAddress(), { ltv: [75_00n, 68_00n, 60_00n] }),
  );
  await guardian.setPolicy(hooks.id, freezeOnly(subject, await pause.getAddress()));
  await market.lend(100_000n * USDC);
  const [, , , early, late, liquidator] = await ethers.getSigners();
  const supply = async (who: NonNullable<typeof early>) => {
    await weth.token.mint(who, 10n * ETHER);
    await weth.token.connect(who).approve(comet, 10n * ETHER);
    await comet.connect(who).supply(weth.address, 10n * ETHER);
  };
  await supply(early!);
  await supply(late!);
  return {
    ...{ ...hooks, ...market, steward, guardian, collateral, pause },
    ...{ early: early!, late: late!, liquidator: liquidator! },
    /** 10 WETH at 200 USD are worth 2,000 USDC. */
    borrow: (who: NonNullable<typeof early>, usdc: bigint) =>
      comet.connect(who).withdraw(base.address, usdc * USDC),
    ltv: async () => (await collateral.collateralState(address, weth.address)).parameters.ltvBps,
  };
};

describe("The hooks on a Compound v3 market", () => {
  it("after a warning nobody borrows at the old factor, and nobody who borrowed before is liquidated for it", async () => {
    const { comet, rounds, borrow, early, late, liquidator, ltv } = await networkHelpers.loadFixture(fixture);
    await borrow(early, 1_590n);
    await rounds(30_00, 1);
    expect(await ltv()).to.equal(75_00n);
    await rounds(30_00, 2);
    expect(await ltv()).to.equal(67_00n);
    await expect(borrow(late, 1_590n)).to.be.revertedWithCustomError(comet, "NotCollateralized");
    await borrow(late, 1_300n);
    expect(await comet.isLiquidatable(early)).to.equal(false);
    await expect(comet.connect(liquidator).absorb(liquidator, [early.address])).to.be.revertedWithCustomError(
      comet,
      "NotLiquidatable",
    );
  });

  it("what had been staged by somebody else does not come into force with the steward's change", async () => {
    const { steward, configurator, comet, address, wbtc, id, rounds, ltv, upgrade } =
      await networkHelpers.loadFixture(fixture);
    await configurator.updateAssetSupplyCap(address, wbtc.address, 10n ** 8n);
    await rounds(30_00, 1);
    expect(await ltv()).to.equal(80_00n);
    expect((await comet.getAssetInfo(1)).supplyCap).to.equal(50n * 10n ** 8n);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, STEWARD_REASON.marketHeld, "0x");
    await upgrade();
    await rounds(30_00, 1);
    expect(await ltv()).to.equal(75_00n);
  });

  it("a freeze stops borrowing by withdrawal and by transfer, and lets repay, top up and absorb", async () => {
    const { comet, rounds, borrow, early, late, liquidator, weth, base, pause, address } =
      await networkHelpers.loadFixture(fixture);
    await borrow(early, 1_500n);
    await rounds(70_00, 2);
    expect(await pause.rungOf(address, weth.address)).to.equal(RUNG.freeze);
    await expect(borrow(late, 200n)).to.be.revertedWithCustomError(comet, "Paused");
    await expect(
      comet.connect(late).transferAsset(early, base.address, 200n * USDC),
    ).to.be.revertedWithCustomError(comet, "Paused");
    await base.token.connect(early).approve(comet, 100n * USDC);
    await comet.connect(early).supply(base.address, 100n * USDC);
    expect(await comet.borrowBalanceOf(early)).to.equal(1_400n * USDC);
    await weth.feed.push([150_00000000n], [await networkHelpers.time.latest()]);
    await comet.absorb(liquidator, [early.address]);
    expect(await comet.borrowBalanceOf(early)).to.equal(0n);
    await base.token.mint(liquidator, 140n * USDC);
    await base.token.connect(liquidator).approve(comet, 140n * USDC);
    await comet.connect(liquidator).buyCollateral(weth.address, 0n, 140n * USDC, liquidator);
    expect(await weth.token.balanceOf(liquidator)).to.equal(
      await comet.quoteCollateral(weth.address, 140n * USDC),
    );
  });

  it("H6 the steward leaves a frozen market, and G4 the DAO's reset stands until the score has calmed", async () => {
    const { comet, steward, guardian, id, rounds, pause, address, weth, dao } =
      await networkHelpers.loadFixture(fixture);
    await rounds(70_00, 2);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, STEWARD_REASON.marketHeld, "0x");
    await comet.connect(dao).pause(false, false, false, false, false);
    await rounds(70_00, 1);
    await expect(guardian.trigger([id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, GUARDIAN_REASON.roundAlreadyUsed, "0x");
    expect(await pause.rungOf(address, weth.address)).to.equal(RUNG.none);
  });
});
