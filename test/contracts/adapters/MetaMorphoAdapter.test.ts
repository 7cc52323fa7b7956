import { expect } from "chai";
import { network } from "hardhat";
import { deployMetaMorpho, morphoPrice, VAULT_TIMELOCK } from "../../fixtures/adapters/deployMetaMorpho.ts";
import { metaMorphoCollateralWorld } from "../../fixtures/adapters/metaMorphoWorld.ts";
import { UNLIMITED } from "../../fixtures/adapters/worlds.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const USDC = 10n ** 6n;
const ETHER = 10n ** 18n;
const fixture = () => metaMorphoCollateralWorld(connection);

describe("MetaMorphoAdapter", () => {
  it("reverts with MarketUnknown for an id that Morpho Blue has no collateral for", async () => {
    const { address, deployer } = await deployMetaMorpho(connection);
    const factory = await ethers.getContractFactory("MetaMorphoAdapter");
    await expect(factory.deploy(address, ethers.ZeroHash, deployer, deployer))
      .to.be.revertedWithCustomError(factory, "MarketUnknown")
      .withArgs(ethers.ZeroHash);
  });

  it("H2 reverts with RaiseRefused: raising is the vault's own", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(fixture);
    const contract = await ethers.getContractAt("MetaMorphoAdapter", await adapter.getAddress());
    const { parameters } = await adapter.collateralState(target, asset);
    const [ltvBps, liquidationThresholdBps, supplyCap, borrowCap] = parameters;
    const next = { ltvBps, liquidationThresholdBps, supplyCap: supplyCap + 1n, borrowCap };
    await expect(adapter.write(target, asset, next, 0))
      .to.be.revertedWithCustomError(contract, "RaiseRefused")
      .withArgs(supplyCap, supplyCap + 1n);
  });

  it("reads the LLTV as both ratios, and the bonus that Morpho Blue pays a liquidator", async () => {
    const { adapter, target, asset, world } = await networkHelpers.loadFixture(fixture);
    const state = await adapter.collateralState(target, asset);
    expect([...state.parameters]).to.deep.equal([86_00n, 86_00n, 1_000_000n * USDC, UNLIMITED]);

    const { morpho, steth, usdc, deployer, allocator } = world;
    await world.deposit(10_000n * USDC);
    await steth.token.mint(allocator, 10n * ETHER);
    await steth.token.connect(allocator).approve(morpho, 10n * ETHER);
    await morpho.connect(allocator).supplyCollateral(steth.params, 10n * ETHER, allocator, "0x");
    await morpho.connect(allocator).borrow(steth.params, 1_800n * USDC, 0n, allocator, allocator);
    await steth.oracle.setPrice(morphoPrice(200n));
    await usdc.mint(deployer, 1_000n * USDC);
    await usdc.approve(morpho, 1_000n * USDC);
    const before = await usdc.balanceOf(deployer);
    await morpho.connect(deployer).liquidate(steth.params, allocator, ETHER, 0n, "0x");
    const paid = before - (await usdc.balanceOf(deployer));
    expect(state.liquidationBonusBps).to.equal((200n * USDC * 100_00n) / paid);
  });

  it("reads Morpho Blue's largest bonus where the LLTV is low, and rounds that of an odd LLTV down", async () => {
    const { morpho, address, steth, deployer } = await deployMetaMorpho(connection);
    const coder = ethers.AbiCoder.defaultAbiCoder();
    for (const [lltvBps, bonusBps] of [
      [38_50n, 115_00n],
      // 1 / (1 - 0.3 * 0.1003), of which 0.3 * 0.1003 is cut to 0.0300.
      [89_97n, 103_09n],
    ] as const) {
      const params = { ...steth.params, lltv: lltvBps * 10n ** 14n };
      await morpho.enableLltv(params.lltv);
      await morpho.createMarket(params);
      const types = ["address", "address", "address", "address", "uint256"];
      const id = ethers.keccak256(coder.encode(types, Object.values(params)));
      const adapter = await ethers.deployContract("MetaMorphoAdapter", [address, id, deployer, deployer]);
      const state = await adapter.collateralState(address, params.collateralToken);
      expect([state.parameters.ltvBps, state.liquidationBonusBps]).to.deep.equal([lltvBps, bonusBps]);
    }
  });

  it("reads a cap that fills 128 bits or more as a limit still", async () => {
    const { adapter, target, asset, world } = await networkHelpers.loadFixture(fixture);
    for (const cap of [UNLIMITED, 2n ** 150n]) {
      await world.vault.submitCap(world.steth.params, cap);
      await networkHelpers.time.increase(VAULT_TIMELOCK);
      await world.vault.acceptCap(world.steth.params);
      const { parameters } = await adapter.collateralState(target, asset);
      expect(parameters.supplyCap).to.equal(UNLIMITED - 1n);
    }
  });

  it("reverts with AnotherMarket when asked what it may write elsewhere", async () => {
    const { adapter, target, asset, world } = await networkHelpers.loadFixture(fixture);
    const contract = await ethers.getContractAt("MetaMorphoAdapter", await adapter.getAddress());
    for (const [vault, collateral] of [
      [asset, asset],
      [target, world.link.params.collateralToken],
    ] as const) {
      await expect(adapter.adjustable(vault, collateral))
        .to.be.revertedWithCustomError(contract, "AnotherMarket")
        .withArgs(vault, collateral, target, asset);
    }
  });

  it("names no eMode categories: Morpho Blue has none", async () => {
    const { adapter, target, asset } = await networkHelpers.loadFixture(fixture);
    expect(await adapter.eModesOf(target, asset)).to.equal(0n);
  });

  it("H2 a lowering revokes a raise that waits; a write of what stands leaves it to the vault", async () => {
    const { adapter, target, asset, world } = await networkHelpers.loadFixture(fixture);
    const { vault, steth } = world;
    const standing = {
      ...{ ltvBps: 86_00n, liquidationThresholdBps: 86_00n, supplyCap: 1_000_000n * USDC },
      borrowCap: UNLIMITED,
    };
    const waits = async () => (await vault.pendingCap(steth.id)).validAt !== 0n;
    const next = { ...standing, supplyCap: 900_000n * USDC };
    await expect(adapter.write(target, asset, next, 0)).not.to.emit(vault, "RevokePendingCap");
    await vault.submitCap(steth.params, 2_000_000n * USDC);
    await adapter.write(target, asset, next, 0);
    expect(await waits()).to.equal(true);
    await expect(adapter.write(target, asset, { ...next, supplyCap: 800_000n * USDC }, 0))
      .to.emit(vault, "RevokePendingCap")
      .withArgs(await adapter.getAddress(), steth.id);
    expect(await waits()).to.equal(false);
    expect((await vault.config(steth.id)).cap).to.equal(800_000n * USDC);
  });
});
