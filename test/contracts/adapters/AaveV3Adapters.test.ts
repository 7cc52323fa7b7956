import { expect } from "chai";
import { network } from "hardhat";
import { deploySuite } from "../../fixtures/deploySuite.ts";
import { RUNG } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

/** An adapter whose guardian is a plain account, on the real Aave; the DAO gives it the roles. */
const fixture = async () => {
  const suite = await deploySuite(connection);
  const { aave, dao, stranger } = suite;
  const [, , , , guardian] = await ethers.getSigners();
  const pause = await ethers.deployContract("AaveV3PauseAdapter", [aave.providerAddress, guardian!]);
  await aave.acl.connect(dao).addRiskAdmin(pause);
  await aave.acl.connect(dao).addEmergencyAdmin(pause);
  const pool = await aave.pool.getAddress();
  const weth = aave.tokens.WETH!;
  const configuration = async () => (await aave.pool.getConfiguration(weth)).data;
  return {
    ...{ aave, dao, stranger, pool, weth, configuration },
    pause: pause.connect(guardian),
    configurator: aave.configurator.connect(dao),
  };
};

describe("AaveV3PauseAdapter", () => {
  it("reverts with OnlyGuardian for anyone else", async () => {
    const { pause, stranger, pool, weth } = await networkHelpers.loadFixture(fixture);
    await expect(pause.connect(stranger).raise(pool, weth, RUNG.freeze))
      .to.be.revertedWithCustomError(pause, "OnlyGuardian")
      .withArgs(stranger.address, await pause.guardian());
  });

  it("reverts with AnotherPool on a pool of another market", async () => {
    const { pause, stranger, pool, weth } = await networkHelpers.loadFixture(fixture);
    const library = await ethers.getContractAt("AaveReserve", await pause.getAddress());
    await expect(pause.raise(stranger.address, weth, RUNG.freeze))
      .to.be.revertedWithCustomError(library, "AnotherPool")
      .withArgs(stranger.address, pool);
  });

  it("G1 can reach the whole ladder of its own pool's reserves, and says so of no other", async () => {
    const { pause, stranger, pool, weth } = await networkHelpers.loadFixture(fixture);
    expect(await pause.supportedRungs(pool, weth)).to.equal(0b11110n);
    const library = await ethers.getContractAt("AaveReserve", await pause.getAddress());
    await expect(pause.supportedRungs(stranger.address, weth))
      .to.be.revertedWithCustomError(library, "AnotherPool")
      .withArgs(stranger.address, pool);
  });

  it("G1 climbs rung by rung, each with what the lower ones set", async () => {
    const { pause, aave, pool, weth } = await networkHelpers.loadFixture(fixture);
    const seen = async () => {
      const data = await aave.dataProvider.getReserveConfigurationData(weth);
      const paused = await aave.dataProvider.getPaused(weth);
      return [await pause.rungOf(pool, weth), data.borrowingEnabled, data.ltv, data.isFrozen, paused];
    };
    expect(await seen()).to.deep.equal([RUNG.none, true, 80_00n, false, false]);
    await pause.raise(pool, weth, RUNG.borrowOff);
    expect(await seen()).to.deep.equal([RUNG.borrowOff, false, 80_00n, false, false]);
    await pause.raise(pool, weth, RUNG.ltvZero);
    expect(await seen()).to.deep.equal([RUNG.ltvZero, false, 0n, false, false]);
    await pause.raise(pool, weth, RUNG.freeze);
    expect(await seen()).to.deep.equal([RUNG.freeze, false, 0n, true, false]);
    await pause.raise(pool, weth, RUNG.pause);
    expect(await seen()).to.deep.equal([RUNG.pause, false, 0n, true, true]);
    expect(await aave.configurator.getPendingLtv(weth)).to.equal(80_00n);
  });

  for (const [name, rung] of Object.entries(RUNG)) {
    it(`G3 raising to ${name} twice, and to anything lower afterwards, changes nothing and never reverts`, async () => {
      const { pause, pool, weth, configuration } = await networkHelpers.loadFixture(fixture);
      await pause.raise(pool, weth, rung);
      const before = await configuration();
      for (let lower = rung; lower >= 0n; --lower) await pause.raise(pool, weth, lower);
      expect(await configuration()).to.equal(before);
    });
  }

  it("G1 LTV 0 closes every eMode category that takes the asset, from the first to the last, and to that asset alone", async () => {
    const { pause, aave, configurator, pool, weth } = await networkHelpers.loadFixture(fixture);
    const wsteth = aave.tokens.wstETH!;
    const { id } = await aave.pool.getReserveData(wsteth);
    // Side by side, with a gap, and at both ends of Aave's numbers.
    const categories = [1, 2, 200, 255];
    for (const category of categories) {
      await configurator.setEModeCategory(category, 93_00, 95_00, 101_00, "ETH correlated");
      await configurator.setAssetCollateralInEMode(weth, category, true);
      await configurator.setAssetCollateralInEMode(wsteth, category, true);
    }
    const closed = () =>
      Promise.all(categories.map((category) => aave.pool.getEModeCategoryLtvzeroBitmap(category)));
    for (let repeat = 0; repeat < 2; ++repeat) {
      await pause.raise(pool, wsteth, RUNG.ltvZero);
      expect(await closed()).to.deep.equal(categories.map(() => 1n << id));
      expect(await pause.rungOf(pool, wsteth)).to.equal(RUNG.ltvZero);
    }
  });

  for (const category of [1, 255]) {
    it(`G2 category ${category} alone, open to the asset, keeps its reserve below LTV 0`, async () => {
      const { pause, aave, configurator, pool } = await networkHelpers.loadFixture(fixture);
      const wsteth = aave.tokens.wstETH!;
      await configurator.setEModeCategory(category, 93_00, 95_00, 101_00, "ETH correlated");
      await configurator.setAssetCollateralInEMode(wsteth, category, true);
      await pause.raise(pool, wsteth, RUNG.ltvZero);
      await configurator.setAssetLtvzeroInEMode(wsteth, category, false);
      expect(await pause.rungOf(pool, wsteth)).to.equal(RUNG.borrowOff);
    });
  }

  it("G2 a reserve whose LTV is 0 already does not stand at BorrowOff while the asset can be borrowed", async () => {
    const { pause, configurator, pool, weth } = await networkHelpers.loadFixture(fixture);
    await configurator.setReserveLtvzero(weth, true);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.none);
    await pause.raise(pool, weth, RUNG.borrowOff);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.ltvZero);
  });

  it("G2 a reserve that is collateral in an eMode only is not at LTV 0 before that eMode is closed", async () => {
    const { pause, aave, configurator, pool, weth } = await networkHelpers.loadFixture(fixture);
    await configurator.setEModeCategory(7, 93_00, 95_00, 101_00, "ETH correlated");
    await configurator.setAssetCollateralInEMode(weth, 7, true);
    await configurator.setReserveBorrowing(weth, false);
    await configurator.configureReserveAsCollateral(weth, 0, 0, 0);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.borrowOff);
    await pause.raise(pool, weth, RUNG.ltvZero);
    expect(await aave.pool.getEModeCategoryLtvzeroBitmap(7)).to.equal(1n);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.ltvZero);
  });

  it("G1 leaves the way back to the DAO: unfreezing leaves LTV 0, and a second call gives the LTV back", async () => {
    const { pause, configurator, pool, weth } = await networkHelpers.loadFixture(fixture);
    await pause.raise(pool, weth, RUNG.freeze);
    await configurator.setReserveFreeze(weth, false);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.ltvZero);
    await configurator.setReserveLtvzero(weth, false);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.borrowOff);
    await configurator.setReserveBorrowing(weth, true);
    expect(await pause.rungOf(pool, weth)).to.equal(RUNG.none);
  });

  it("G3 a raise costs less than the guardian's bound, with eModes too", async () => {
    const { pause, configurator, pool, weth, aave } = await networkHelpers.loadFixture(fixture);
    for (let category = 1; category <= 20; ++category) {
      await configurator.setEModeCategory(category, 93_00, 95_00, 101_00, "ETH correlated");
      await configurator.setAssetCollateralInEMode(weth, category, true);
    }
    const ltvZero = await (await pause.raise(pool, weth, RUNG.ltvZero)).wait();
    const freeze = await (await pause.raise(pool, weth, RUNG.freeze)).wait();
    const plain = await (await pause.raise(pool, aave.tokens.LINK!, RUNG.freeze)).wait();
    expect(ltvZero!.gasUsed).to.be.lessThan(3_500_000n);
    expect(freeze!.gasUsed).to.be.lessThan(3_500_000n);
    expect(plain!.gasUsed).to.be.lessThan(1_500_000n);
  });
});
