import { expect } from "chai";
import { network } from "hardhat";
import { aaveCollateral } from "../../fixtures/adapters/aaveCollateral.ts";
import { PARAMETER, UNLIMITED } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const UNIT = 10n ** 18n;
const MAX_TOKENS = 68_719_476_735n;
const GRACE = 60;
const [LTV_BIT, THRESHOLD_BIT, CAP_BITS] = [1n, 2n, 12n];

const fixture = () => aaveCollateral(connection);

describe("AaveV3CollateralAdapter", () => {
  it("reverts with OnlySteward for anyone else", async () => {
    const { adapter, stranger, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    const other = adapter.connect(stranger);
    for (const call of [
      other.write(pool, weth, standing, GRACE),
      other.setEModesClosed(pool, weth, 2n, true),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(adapter, "OnlySteward")
        .withArgs(stranger.address, await adapter.steward());
    }
  });

  it("reverts with AnotherPool on a pool of another market, whatever is asked", async () => {
    const { adapter, stranger, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    const library = await ethers.getContractAt("AaveReserve", await adapter.getAddress());
    const other = stranger.address;
    for (const call of [
      () => adapter.collateralState(other, weth),
      () => adapter.adjustable(other, weth),
      () => adapter.eModesOf(other, weth),
      () => adapter.quantise(other, weth, standing, true),
      () => adapter.write(other, weth, standing, GRACE),
      () => adapter.setEModesClosed(other, weth, 2n, true),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(library, "AnotherPool").withArgs(other, pool);
    }
  });

  it("reverts with ReserveNotListed on an asset that Aave does not list", async () => {
    const { adapter, stranger, pool } = await networkHelpers.loadFixture(fixture);
    const library = await ethers.getContractAt("AaveReserve", await adapter.getAddress());
    await expect(adapter.collateralState(pool, stranger.address))
      .to.be.revertedWithCustomError(library, "ReserveNotListed")
      .withArgs(pool, stranger.address);
  });

  const zeros: readonly [string, number][] = [
    ["ltvBps", PARAMETER.ltv],
    ["liquidationThresholdBps", PARAMETER.liquidationThreshold],
    ["supplyCap", PARAMETER.supplyCap],
    ["borrowCap", PARAMETER.borrowCap],
  ];
  for (const [field, parameter] of zeros) {
    it(`H5 reverts with ZeroRefused when ${field} is 0: to Aave that is the guardian's rung, or no limit`, async () => {
      const { adapter, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
      await expect(adapter.write(pool, weth, { ...standing, [field]: 0n }, GRACE))
        .to.be.revertedWithCustomError(adapter, "ZeroRefused")
        .withArgs(weth, parameter);
    });
  }

  for (const [field, parameter] of zeros.slice(2)) {
    it(`H5 reverts with NotRepresentable when ${field} is no whole number of tokens, or more than Aave can hold`, async () => {
      const { adapter, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
      for (const [cap, nearest] of [
        [1n, UNIT],
        [UNIT - 1n, UNIT],
        [5n * UNIT + 1n, 5n * UNIT],
        [(MAX_TOKENS + 1n) * UNIT, MAX_TOKENS * UNIT],
        [UNLIMITED - 1n, MAX_TOKENS * UNIT],
      ] as const) {
        await expect(adapter.write(pool, weth, { ...standing, [field]: cap }, GRACE))
          .to.be.revertedWithCustomError(adapter, "NotRepresentable")
          .withArgs(weth, parameter, cap, nearest);
      }
    });
  }

  it("H5 rounds caps to whole tokens, never to 0 and never to no limit", async () => {
    const { adapter, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    for (const [cap, down, up] of [
      [0n, 0n, 0n],
      [1n, UNIT, UNIT],
      [UNIT, UNIT, UNIT],
      [5n * UNIT + 1n, 5n * UNIT, 6n * UNIT],
      [MAX_TOKENS * UNIT, MAX_TOKENS * UNIT, MAX_TOKENS * UNIT],
      [MAX_TOKENS * UNIT + 1n, MAX_TOKENS * UNIT, MAX_TOKENS * UNIT],
      [UNLIMITED - 1n, MAX_TOKENS * UNIT, MAX_TOKENS * UNIT],
      [UNLIMITED, UNLIMITED, UNLIMITED],
    ] as const) {
      const wanted = { ...standing, supplyCap: cap, borrowCap: cap };
      for (const [direction, expected] of [
        [false, down],
        [true, up],
      ] as const) {
        expect([...(await adapter.quantise(pool, weth, wanted, direction))]).to.deep.equal([
          ...[80_00n, 83_00n],
          ...[expected, expected],
        ]);
      }
    }
  });

  it("H5 the trap is real: cap 0 is no limit on Aave, and reads as UNLIMITED here", async () => {
    const { adapter, aave, pool, weth, values, standing } = await networkHelpers.loadFixture(fixture);
    expect([...(await aave.dataProvider.getReserveCaps(weth))]).to.deep.equal([0n, 0n]);
    expect((await values()).slice(2)).to.deep.equal([UNLIMITED, UNLIMITED]);
    await adapter.write(pool, weth, { ...standing, supplyCap: 7n * UNIT, borrowCap: 3n * UNIT }, GRACE);
    expect([...(await aave.dataProvider.getReserveCaps(weth))]).to.deep.equal([3n, 7n]);
    await adapter.write(pool, weth, standing, GRACE);
    expect([...(await aave.dataProvider.getReserveCaps(weth))]).to.deep.equal([0n, 0n]);
  });

  it("H4 writes each parameter alone and leaves every other bit of every reserve as it was", async () => {
    const { adapter, pool, weth, standing, configurations } = await networkHelpers.loadFixture(fixture);
    const before = await configurations();
    for (const [change, mask, bits] of [
      [{ ltvBps: 70_00n }, 0xffffn, 70_00n],
      [{ liquidationThresholdBps: 82_50n }, 0xffffn << 16n, 82_50n << 16n],
      [{ borrowCap: 11n * UNIT }, (2n ** 36n - 1n) << 80n, 11n << 80n],
      [{ supplyCap: 12n * UNIT }, (2n ** 36n - 1n) << 116n, 12n << 116n],
    ] as const) {
      await adapter.write(pool, weth, { ...standing, ...change }, GRACE);
      const after = await configurations();
      expect(after[0]).to.equal((before[0]! & ~mask) | bits);
      expect(after.slice(1)).to.deep.equal(before.slice(1));
      await adapter.write(pool, weth, standing, GRACE);
      expect(await configurations()).to.deep.equal(before);
    }
  });

  it("H4 speaks to Aave only of what differs", async () => {
    const { adapter, aave, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    const names = async (next: typeof standing) => {
      const receipt = await (await adapter.write(pool, weth, next, GRACE)).wait();
      return receipt!.logs.map((log) => aave.configurator.interface.parseLog(log)?.name);
    };
    expect(await names(standing)).to.deep.equal([]);
    expect(await names({ ...standing, supplyCap: UNIT })).to.deep.equal(["SupplyCapChanged"]);
    expect(await names({ ...standing, ltvBps: 70_00n, supplyCap: UNIT })).to.deep.equal([
      "CollateralConfigurationChanged",
    ]);
  });

  it("H6 the trap is real: an ordinary LTV write lifts Aave's emergency LTV 0, so the adapter refuses it", async () => {
    const { adapter, pool, weth, configurator, standing } = await networkHelpers.loadFixture(fixture);
    await configurator.setReserveLtvzero(weth, true);
    expect((await adapter.collateralState(pool, weth)).held).to.equal(true);
    for (const call of [
      adapter.write(pool, weth, { ...standing, ltvBps: 70_00n }, GRACE),
      adapter.setEModesClosed(pool, weth, 2n, true),
    ]) {
      await expect(call).to.be.revertedWithCustomError(adapter, "MarketHeld").withArgs(weth);
    }
    await configurator.configureReserveAsCollateral(weth, 70_00, 83_00, 105_00);
    expect(await configurator.getPendingLtv(weth)).to.equal(0n);
    expect((await adapter.collateralState(pool, weth)).held).to.equal(false);
  });

  it("H6 holds a reserve that is frozen, was unfrozen without its LTV, or is paused", async () => {
    const { adapter, pool, weth, configurator } = await networkHelpers.loadFixture(fixture);
    const held = async () => (await adapter.collateralState(pool, weth)).held;
    await configurator.setReserveFreeze(weth, true);
    expect(await held()).to.equal(true);
    await configurator.setReserveFreeze(weth, false);
    expect(await held()).to.equal(true);
    await configurator.setReserveLtvzero(weth, false);
    expect(await held()).to.equal(false);
    await configurator["setReservePause(address,bool)"](weth, true);
    expect(await held()).to.equal(true);
  });

  it("says what its roles permit: nothing, all but thresholds, all", async () => {
    const { adapter, aave, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    expect(await adapter.adjustable(pool, weth)).to.equal(LTV_BIT | THRESHOLD_BIT | CAP_BITS);
    await aave.acl.removeEmergencyAdmin(adapter);
    expect(await adapter.adjustable(pool, weth)).to.equal(LTV_BIT | CAP_BITS);
    await expect(adapter.write(pool, weth, { ...standing, liquidationThresholdBps: 82_99n }, GRACE))
      .to.be.revertedWithCustomError(adapter, "NotAdjustable")
      .withArgs(weth, PARAMETER.liquidationThreshold);
    await aave.acl.removeRiskAdmin(adapter);
    expect(await adapter.adjustable(pool, weth)).to.equal(0n);
    await aave.acl.addPoolAdmin(adapter);
    expect(await adapter.adjustable(pool, weth)).to.equal(LTV_BIT | THRESHOLD_BIT | CAP_BITS);
  });

  it("H7 a lower threshold gives every reserve a grace period, a higher one and anything else none", async () => {
    const { adapter, aave, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    const graces = async () =>
      Promise.all(Object.values(aave.tokens).map((token) => aave.pool.getLiquidationGracePeriod(token)));
    await adapter.write(pool, weth, { ...standing, ltvBps: 70_00n, supplyCap: UNIT }, GRACE);
    expect(new Set(await graces())).to.deep.equal(new Set([0n]));
    await adapter.write(pool, weth, { ...standing, ltvBps: 70_00n, liquidationThresholdBps: 82_50n }, GRACE);
    const until = BigInt(await networkHelpers.time.latest()) + BigInt(GRACE);
    expect(new Set(await graces())).to.deep.equal(new Set([until]));
    await networkHelpers.time.increase(10 * GRACE);
    await adapter.write(pool, weth, { ...standing, ltvBps: 70_00n, liquidationThresholdBps: 82_75n }, GRACE);
    expect(new Set(await graces())).to.deep.equal(new Set([until]));
  });

  it("H7 refuses a lower threshold without a grace period", async () => {
    const { adapter, pool, weth, standing } = await networkHelpers.loadFixture(fixture);
    const library = await ethers.getContractAt("AaveGrace", await adapter.getAddress());
    await expect(
      adapter.write(pool, weth, { ...standing, liquidationThresholdBps: 82_99n }, 0),
    ).to.be.revertedWithCustomError(library, "GraceMissing");
  });

  it("H7 leaves a longer grace period and a paused reserve as they are", async () => {
    const { adapter, aave, pool, weth, standing, configurator } = await networkHelpers.loadFixture(fixture);
    const [link, dai] = [aave.tokens.LINK!, aave.tokens.DAI!];
    await configurator["setReservePause(address,bool,uint40)"](link, false, 3_600);
    await configurator["setReservePause(address,bool)"](dai, true);
    const long = await aave.pool.getLiquidationGracePeriod(link);
    await adapter.write(pool, weth, { ...standing, liquidationThresholdBps: 82_99n }, GRACE);
    expect(await aave.pool.getLiquidationGracePeriod(link)).to.equal(long);
    expect(await aave.pool.getLiquidationGracePeriod(dai)).to.equal(0n);
    expect(await aave.dataProvider.getPaused(dai)).to.equal(true);
  });

  it("H7 extends a grace period that ends too soon, and says nothing of one that ends when it should", async () => {
    const { adapter, aave, pool, weth, standing, configurator } = await networkHelpers.loadFixture(fixture);
    const [link, dai] = [aave.tokens.LINK!, aave.tokens.DAI!];
    const writtenAt = (await networkHelpers.time.latest()) + 100;
    const untilLater = async (asset: string, at: number, until: number) => {
      await networkHelpers.time.setNextBlockTimestamp(at);
      await configurator["setReservePause(address,bool,uint40)"](asset, false, until - at);
    };
    await untilLater(link, writtenAt - 2, writtenAt + GRACE - 1);
    await untilLater(dai, writtenAt - 1, writtenAt + GRACE);
    await networkHelpers.time.setNextBlockTimestamp(writtenAt);
    const write = adapter.write(pool, weth, { ...standing, liquidationThresholdBps: 82_99n }, GRACE);
    await expect(write)
      .to.emit(configurator, "LiquidationGracePeriodChanged")
      .withArgs(link, writtenAt + GRACE);
    const receipt = await (await write).wait();
    const extended = receipt!.logs
      .map((log) => configurator.interface.parseLog(log))
      .filter((event) => event?.name === "LiquidationGracePeriodChanged")
      .map((event): unknown => event?.args["asset"]);
    expect(extended).to.have.members(Object.values(aave.tokens).filter((token) => token !== dai));
    for (const asset of [link, dai]) {
      expect(await aave.pool.getLiquidationGracePeriod(asset)).to.equal(writtenAt + GRACE);
    }
  });

  it("H6 holds a reserve whose LTV the DAO itself set to 0", async () => {
    const { adapter, pool, weth, configurator } = await networkHelpers.loadFixture(fixture);
    await configurator.configureReserveAsCollateral(weth, 0, 83_00, 105_00);
    expect(await configurator.getPendingLtv(weth)).to.equal(0n);
    expect((await adapter.collateralState(pool, weth)).held).to.equal(true);
  });
});
