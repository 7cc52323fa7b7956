import { expect } from "chai";
import { network } from "hardhat";
import { aaveCollateral } from "../../fixtures/adapters/aaveCollateral.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const CATEGORIES = [3, 200];
const MASK = (1n << 3n) | (1n << 200n);

const inEModes = async () => {
  const suite = await aaveCollateral(connection);
  for (const category of CATEGORIES) {
    await suite.configurator.setEModeCategory(category, 93_00, 95_00, 101_00, "ETH correlated");
    for (const token of [suite.weth, suite.aave.tokens.wstETH!]) {
      await suite.configurator.setAssetCollateralInEMode(token, category, true);
    }
  }
  await suite.configurator.setEModeCategory(9, 93_00, 95_00, 101_00, "without WETH");
  return suite;
};

describe("AaveV3CollateralAdapter, eModes", () => {
  it("finds every category that takes the asset, closed ones too", async () => {
    const { adapter, pool, weth, aave, configurator } = await networkHelpers.loadFixture(inEModes);
    await configurator.setAssetLtvzeroInEMode(weth, 200, true);
    expect(await adapter.eModesOf(pool, weth)).to.equal(MASK);
    expect(await adapter.eModesOf(pool, aave.tokens.LINK!)).to.equal(0n);
    expect([...(await adapter.namedEModes(pool, weth, MASK | (1n << 9n)))]).to.deep.equal([
      1n << 3n,
      1n << 200n,
    ]);
  });

  it("reads the first category and the last, of an asset at any place in Aave's list", async () => {
    const { adapter, pool, weth, aave, configurator } = await networkHelpers.loadFixture(inEModes);
    const wsteth = aave.tokens.wstETH!;
    for (const category of [1, 255]) {
      await configurator.setEModeCategory(category, 93_00, 95_00, 101_00, "ETH correlated");
      await configurator.setAssetCollateralInEMode(wsteth, category, true);
    }
    const ends = (1n << 1n) | (1n << 255n);
    expect(await adapter.eModesOf(pool, wsteth)).to.equal(MASK | ends);
    expect(await adapter.eModesOf(pool, weth)).to.equal(MASK);
    await adapter.setEModesClosed(pool, wsteth, ends, true);
    expect([...(await adapter.namedEModes(pool, wsteth, MASK | ends))]).to.deep.equal([MASK, ends]);
    expect([...(await adapter.namedEModes(pool, weth, MASK | ends))]).to.deep.equal([MASK, 0n]);
  });

  it("closes and opens what is named to that asset alone, and repeats without effect", async () => {
    const { adapter, pool, weth, aave } = await networkHelpers.loadFixture(inEModes);
    const bitmaps = async () =>
      Promise.all(CATEGORIES.map((category) => aave.pool.getEModeCategoryLtvzeroBitmap(category)));
    for (let repeat = 0; repeat < 2; ++repeat) {
      await adapter.setEModesClosed(pool, weth, 1n << 3n, true);
      expect(await bitmaps()).to.deep.equal([1n, 0n]);
    }
    for (let repeat = 0; repeat < 2; ++repeat) {
      await adapter.setEModesClosed(pool, weth, MASK, false);
      expect(await bitmaps()).to.deep.equal([0n, 0n]);
    }
  });

  it("reverts with NotInEMode on a category that does not take the asset", async () => {
    const { adapter, pool, weth } = await networkHelpers.loadFixture(inEModes);
    for (const category of [0n, 9n, 255n]) {
      await expect(adapter.setEModesClosed(pool, weth, MASK | (1n << category), true))
        .to.be.revertedWithCustomError(adapter, "NotInEMode")
        .withArgs(weth, category);
    }
  });
});
