import { expect } from "chai";
import { network } from "hardhat";
import { deployMetaMorpho, VAULT_TIMELOCK } from "../fixtures/adapters/deployMetaMorpho.ts";
import { deployHooksOn, freezeOnly, policyOn } from "../fixtures/adapters/hooks.ts";
import { RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const USDC = 10n ** 6n;
const ANCHOR = 1_000_000n * USDC;

/** The steward and the guardian share an adapter, which is the vault's curator; the DAO owns the vault. */
const fixture = async () => {
  const world = await deployMetaMorpho(connection);
  const { vault, address, steth, dao } = world;
  const subject = { target: address, asset: steth.params.collateralToken, admin: dao.address };
  const hooks = await deployHooksOn(connection, subject);
  const [steward, guardian] = [hooks.steward.connect(dao), hooks.guardian.connect(dao)];
  const adapter = await ethers.deployContract("MetaMorphoAdapter", [address, steth.id, steward, guardian]);
  await vault.setCurator(adapter);
  const targets = [800_000n, 600_000n, 500_000n].map((usdc) => usdc * USDC);
  await steward.setPolicy(
    hooks.id,
    policyOn(subject, await adapter.getAddress(), { supply: { anchor: ANCHOR, targets } }),
  );
  await guardian.setPolicy(hooks.id, freezeOnly(subject, await adapter.getAddress()));
  const held = async () => {
    const { supplyShares } = await world.morpho.position(steth.id, vault);
    const { totalSupplyAssets, totalSupplyShares } = await world.morpho.market(steth.id);
    return totalSupplyShares === 0n ? 0n : (supplyShares * totalSupplyAssets) / totalSupplyShares;
  };
  const cap = async () => (await vault.config(steth.id)).cap;
  return { ...hooks, ...world, steward, guardian, adapter, subject, held, cap };
};

describe("The hooks on a MetaMorpho vault", () => {
  it("after a warning deposits flow past the market, and the allocator cannot fill it either", async () => {
    const { rounds, deposit, vault, allocator, steth, link, held, cap } =
      await networkHelpers.loadFixture(fixture);
    await deposit(450_000n * USDC);
    expect(await held()).to.equal(450_000n * USDC);
    await rounds(30_00, 8);
    expect(await cap()).to.be.lessThan(ANCHOR);
    const room = (await cap()) - (await held());
    await deposit(room + 100_000n * USDC);
    expect(await held()).to.equal(await cap());
    const allocations = [
      { marketParams: link.params, assets: 0n },
      { marketParams: steth.params, assets: ethers.MaxUint256 },
    ];
    await expect(vault.connect(allocator).reallocate(allocations))
      .to.be.revertedWithCustomError(vault, "SupplyCapExceeded")
      .withArgs(steth.id);
  });

  it("a freeze closes the market to the vault, and everybody can leave the vault", async () => {
    const { rounds, deposit, deployer, vault, usdc, steth, held, adapter, subject } =
      await networkHelpers.loadFixture(fixture);
    await deposit(300_000n * USDC);
    await rounds(70_00, 2);
    expect(await adapter.rungOf(subject.target, subject.asset)).to.equal(RUNG.freeze);
    await deposit(100_000n * USDC);
    expect(await held()).to.equal(300_000n * USDC);
    await vault.connect(deployer).withdraw(400_000n * USDC, deployer, deployer);
    expect(await usdc.balanceOf(deployer)).to.equal(400_000n * USDC);
    expect((await vault.config(steth.id)).enabled).to.equal(true);
  });

  it("H2 a raise that waits in the vault does not undo a lowering: it is revoked with it", async () => {
    const { rounds, vault, dao, steth, cap } = await networkHelpers.loadFixture(fixture);
    await vault.connect(dao).submitCap(steth.params, 2n * ANCHOR);
    await rounds(30_00, 4);
    const lowered = await cap();
    expect(lowered).to.be.lessThan(ANCHOR);
    await networkHelpers.time.increase(VAULT_TIMELOCK);
    await expect(vault.acceptCap(steth.params)).to.be.revertedWithCustomError(vault, "NoPendingValue");
    expect(await cap()).to.equal(lowered);
  });

  it("H2 the cap comes back by the vault's own timelock only, never by the steward", async () => {
    const { rounds, steward, id, vault, dao, deployer, steth, cap } =
      await networkHelpers.loadFixture(fixture);
    await rounds(30_00, 4);
    const lowered = await cap();
    await rounds(1_00, 1);
    await expect(steward.queueLoosening([id])).to.emit(steward, "MarketSkipped");
    expect(await cap()).to.equal(lowered);
    await vault.connect(dao).submitCap(steth.params, ANCHOR);
    await expect(vault.connect(deployer).acceptCap(steth.params)).to.be.revertedWithCustomError(
      vault,
      "TimelockNotElapsed",
    );
    await networkHelpers.time.increase(VAULT_TIMELOCK);
    await vault.connect(deployer).acceptCap(steth.params);
    expect(await cap()).to.equal(ANCHOR);
  });

  it("H6 the steward leaves a market that the guardian closed", async () => {
    const { rounds, steward, id, cap } = await networkHelpers.loadFixture(fixture);
    await rounds(70_00, 2);
    expect(await cap()).to.equal(0n);
    await expect(steward.tighten([id]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(id, STEWARD_REASON.marketHeld, "0x");
  });
});
