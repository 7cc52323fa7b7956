import { expect } from "chai";
import type { Result } from "ethers";
import { network } from "hardhat";
import { cometCollateralWorld, cometPauseWorld } from "../../fixtures/adapters/cometWorld.ts";
import type { CometMarketDouble } from "../../fixtures/adapters/deployComet.ts";
import { deployComet } from "../../fixtures/adapters/deployComet.ts";
import { UNLIMITED } from "../../fixtures/adapters/worlds.ts";
import { RUNG } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const PERCENT = 10n ** 16n;
const ETHER = 10n ** 18n;
/** What stands in the Configurator, by name. */
type StagedConfiguration = Record<string, unknown> & { assetConfigs: readonly Record<string, unknown>[] };
const stagedIn = async ({ configurator, address }: CometMarketDouble): Promise<StagedConfiguration> => {
  const read = (await configurator.getConfiguration(address)) as unknown as Result;
  return read.toObject(true) as StagedConfiguration;
};

const collateral = () => cometCollateralWorld(connection);
const pause = () => cometPauseWorld(connection);
const market = () => deployComet(connection);

describe("A Compound v3 market, as the double has it", () => {
  it("refuses to build where the borrow factor is not below the liquidate factor", async () => {
    const { configurator, address, weth, upgrade, comet } = await networkHelpers.loadFixture(market);
    const assetList = await ethers.getContractAt("CometAssetListDouble", await comet.assetList());
    await configurator.updateAssetBorrowCollateralFactor(address, weth.address, 85n * PERCENT);
    await expect(upgrade()).to.be.revertedWithCustomError(assetList, "BorrowCFTooLarge").withArgs();
    // A wei below is kept as a hundredth of a percent below.
    await configurator.updateAssetBorrowCollateralFactor(address, weth.address, 85n * PERCENT - 1n);
    await upgrade();
    expect((await comet.getAssetInfo(0)).borrowCollateralFactor).to.equal((84_99n * PERCENT) / 100n);
  });

  it("changes nothing before an upgrade, and then everything that was staged", async () => {
    const { configurator, address, weth, wbtc, upgrade, comet } = await networkHelpers.loadFixture(market);
    await configurator.updateAssetBorrowCollateralFactor(address, weth.address, 75n * PERCENT);
    await configurator.updateAssetSupplyCap(address, wbtc.address, 0n);
    expect((await comet.getAssetInfo(0)).borrowCollateralFactor).to.equal(80n * PERCENT);
    await upgrade();
    expect((await comet.getAssetInfo(0)).borrowCollateralFactor).to.equal(75n * PERCENT);
    const [deployer] = await ethers.getSigners();
    await wbtc.token.mint(deployer!, 1n);
    await wbtc.token.approve(address, 1n);
    await expect(comet.supply(wbtc.address, 1n)).to.be.revertedWithCustomError(comet, "SupplyCapExceeded");
  });

  it("keeps caps to whole tokens and factors to four decimals", async () => {
    const { configurator, address, weth, upgrade, comet } = await networkHelpers.loadFixture(market);
    await configurator.updateAssetSupplyCap(address, weth.address, 3n * ETHER - 1n);
    await configurator.updateAssetBorrowCollateralFactor(
      address,
      weth.address,
      75n * PERCENT + 10n ** 14n - 1n,
    );
    await upgrade();
    const { supplyCap, borrowCollateralFactor } = await comet.getAssetInfo(0);
    expect([supplyCap, borrowCollateralFactor]).to.deep.equal([2n * ETHER, 75n * PERCENT]);
  });

  it("lets nobody but the governor and the market admin configure, and nobody but them upgrade", async () => {
    const { configurator, proxyAdmin, checker, address, weth, comet } =
      await networkHelpers.loadFixture(market);
    const [, , stranger] = await ethers.getSigners();
    await expect(
      configurator.connect(stranger).updateAssetSupplyCap(address, weth.address, 1n),
    ).to.be.revertedWithCustomError(checker, "Unauthorized");
    await expect(
      proxyAdmin.connect(stranger).deployAndUpgradeTo(configurator, address),
    ).to.be.revertedWithCustomError(checker, "Unauthorized");
    await expect(comet.connect(stranger).pause(true, true, true, true, true)).to.be.revertedWithCustomError(
      comet,
      "Unauthorized",
    );
  });
});

describe("CometV3CollateralAdapter", () => {
  it("reads factors as ratios, the cap as it is kept, and the discount of absorbed collateral as the bonus", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const state = await adapter.collateralState(target, asset);
    expect([...state.parameters]).to.deep.equal([80_00n, 85_00n, 1_000n * ETHER, UNLIMITED]);
    // 60 % of 7 % off: 1 / 0.958, which is what the market quotes for 1,000 USDC at 200 USD.
    expect(state.liquidationBonusBps).to.equal(104_38n);
    const quoted = await comet.comet.quoteCollateral(asset, 1_000n * 10n ** 6n);
    expect((quoted * 200n * 100_00n) / (1_000n * ETHER)).to.equal(104_38n);
  });

  it("reads a bonus of whole basis points to the last one", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const { assetConfigs, ...values } = await stagedIn(comet);
    const [first, ...rest] = assetConfigs;
    const staged = {
      ...{ ...values, storeFrontPriceFactor: ETHER },
      assetConfigs: [{ ...first!, liquidationFactor: 80n * PERCENT }, ...rest],
    };
    await comet.configurator.setConfiguration(target, staged as never);
    await comet.upgrade();
    // All of 20 % off: 1 / 0.8.
    expect((await adapter.collateralState(target, asset)).liquidationBonusBps).to.equal(125_00n);
  });

  it("H5 gives a policy that asks for no limit the largest that the market can hold", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(collateral);
    const wanted = { ltvBps: 80_00, liquidationThresholdBps: 85_00, supplyCap: UNLIMITED, borrowCap: 0n };
    const [, , supplyCap, borrowCap] = await adapter.quantise(target, asset, wanted, true);
    expect([supplyCap, borrowCap]).to.deep.equal([(2n ** 64n - 1n) * ETHER, UNLIMITED]);
  });

  it("calls nothing adjustable where it may configure and not upgrade, or upgrade and not configure", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const { configurator, proxyAdmin, checker, dao } = comet;
    const other = await ethers.deployContract("MarketAdminPermissionCheckerDouble", [dao]);
    await proxyAdmin.setMarketAdminPermissionChecker(other);
    expect(await adapter.adjustable(target, asset)).to.equal(0n);
    await proxyAdmin.setMarketAdminPermissionChecker(checker);
    expect(await adapter.adjustable(target, asset)).to.equal(0b101n);
    await configurator.setMarketAdminPermissionChecker(other);
    expect(await adapter.adjustable(target, asset)).to.equal(0n);
  });

  it("H5 rounds caps to whole tokens, never to 0 and never past what 64 bits hold", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(collateral);
    const most = (2n ** 64n - 1n) * ETHER;
    for (const [supplyCap, down, up] of [
      [0n, 0n, 0n],
      [1n, ETHER, ETHER],
      [5n * ETHER, 5n * ETHER, 5n * ETHER],
      [5n * ETHER + 1n, 5n * ETHER, 6n * ETHER],
      [6n * ETHER - 1n, 5n * ETHER, 6n * ETHER],
      [most, most, most],
      [most + 1n, most, most],
    ] as const) {
      const wanted = { ltvBps: 80_00, liquidationThresholdBps: 85_00, supplyCap, borrowCap: UNLIMITED };
      expect((await adapter.quantise(target, asset, wanted, false)).supplyCap).to.equal(down);
      expect((await adapter.quantise(target, asset, wanted, true)).supplyCap).to.equal(up);
    }
  });

  it("reverts with AnotherComet when asked what it may write elsewhere", async () => {
    const { adapter, target, asset, stranger } = await networkHelpers.loadFixture(collateral);
    const library = await ethers.getContractAt("CometMarket", target);
    await expect(adapter.adjustable(stranger, asset))
      .to.be.revertedWithCustomError(library, "AnotherComet")
      .withArgs(stranger.address, target);
  });

  it("names no eMode categories: Compound v3 has none", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(collateral);
    expect(await adapter.eModesOf(target, asset)).to.equal(0n);
  });

  it("H4 stages only what moves, and upgrades only where something does", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const { configurator } = comet;
    const proxy = await ethers.getContractAt("CometProxyDouble", target);
    const staged = async () => (await configurator.getConfiguration(target)).assetConfigs[0]!;
    const standing = {
      ...{ ltvBps: 80_00n, liquidationThresholdBps: 85_00n, supplyCap: 1_000n * ETHER },
      borrowCap: UNLIMITED,
    };
    await expect(adapter.write(target, asset, standing, 0)).not.to.emit(proxy, "Upgraded");
    // The rounding that the DAO staged shows who wrote last.
    await configurator.updateAssetBorrowCollateralFactor(target, asset, 80n * PERCENT + 1n);
    await expect(adapter.write(target, asset, { ...standing, supplyCap: 900n * ETHER }, 0)).to.emit(
      proxy,
      "Upgraded",
    );
    expect((await staged()).borrowCollateralFactor).to.equal(80n * PERCENT + 1n);
    await configurator.updateAssetSupplyCap(target, asset, 900n * ETHER + 1n);
    const next = { ...standing, ltvBps: 75_00n, supplyCap: 900n * ETHER };
    await expect(adapter.write(target, asset, next, 0)).to.emit(proxy, "Upgraded");
    expect((await staged()).supplyCap).to.equal(900n * ETHER + 1n);
  });

  it("H5 lowers the factor of a collateral whose cap the DAO has set to 0, and leaves the cap", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    await comet.configurator.updateAssetSupplyCap(target, asset, 0n);
    await comet.upgrade();
    const next = { ltvBps: 75_00, liquidationThresholdBps: 85_00, supplyCap: 0n, borrowCap: UNLIMITED };
    await adapter.write(target, asset, next, 0);
    const { parameters } = await adapter.collateralState(target, asset);
    expect([...parameters]).to.deep.equal([75_00n, 85_00n, 0n, UNLIMITED]);
  });

  it("H6 is held by each value that is staged alone, and by a longer or shorter list of collaterals", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const { configurator, deployer } = comet;
    const inForce = await stagedIn(comet);
    const { assetConfigs, ...values } = inForce;
    const [first, ...rest] = assetConfigs;
    const held = async (staged: StagedConfiguration) => {
      await configurator.setConfiguration(target, staged as never);
      return (await adapter.collateralState(target, asset)).held;
    };
    const changed = (name: string, value: unknown): unknown => {
      if (typeof value !== "bigint") return deployer.address;
      return name === "decimals" ? value - 1n : value + ETHER;
    };
    for (const [name, value] of Object.entries(values)) {
      expect(await held({ ...inForce, [name]: changed(name, value) }), name).to.equal(true);
    }
    for (const [name, value] of Object.entries(first!)) {
      const one = { ...first!, [name]: changed(name, value) };
      expect(await held({ ...inForce, assetConfigs: [one, ...rest] }), name).to.equal(true);
    }
    expect(await held({ ...inForce, assetConfigs: [...assetConfigs, first!] })).to.equal(true);
    expect(await held({ ...inForce, assetConfigs: [first!] })).to.equal(true);
    expect(await held(inForce)).to.equal(false);
  });

  it("H6 is not held by what is configured and no different in force: rounding alone", async () => {
    const { adapter, target, asset, market: comet } = await networkHelpers.loadFixture(collateral);
    const { configurator, wbtc } = comet;
    await configurator.updateAssetSupplyCap(target, wbtc.address, 50n * 10n ** 8n + 1n);
    await configurator.updateAssetBorrowCollateralFactor(target, asset, 80n * PERCENT + 1n);
    await configurator.updateAssetLiquidateCollateralFactor(target, asset, 85n * PERCENT + 10n ** 14n - 1n);
    expect((await adapter.collateralState(target, asset)).held).to.equal(false);
  });
});

describe("CometV3PauseAdapter", () => {
  it("G1 keeps the DAO's flags: one call overwrites all five, so it reads them first", async () => {
    const { adapter, target, asset, daoActs, closed } = await networkHelpers.loadFixture(pause);
    // Everything but transfers.
    await daoActs[1]!.run();
    await adapter.raise(target, asset, RUNG.freeze);
    expect(await closed()).to.deep.equal(["Supply", "Transfer", "Withdraw", "Absorb", "Buy"]);
    expect(await adapter.rungOf(target, asset)).to.equal(RUNG.pause);
  });

  it("G2 is at Freeze, not at Pause, while any one of supplying, absorbing and buying is open", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(pause);
    const [, dao] = await ethers.getSigners();
    const comet = await ethers.getContractAt("CometDouble", target, dao);
    for (let open = 0; open < 8; ++open) {
      const [supply, absorb, buy] = [1, 2, 4].map((bit) => (open & bit) === 0);
      await comet.pause(supply!, true, true, absorb!, buy!);
      expect(await adapter.rungOf(target, asset)).to.equal(open === 0 ? RUNG.pause : RUNG.freeze);
    }
  });
});
