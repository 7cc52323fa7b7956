import { expect } from "chai";
import { network } from "hardhat";
import { PARAMETER, STEWARD_REASON as REASON } from "../fixtures/deployHooks.ts";
import { RAMP } from "../fixtures/aFullPolicy.ts";
import { deployStewardOnAave } from "../fixtures/deployStewardOnAave.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;
const ETHER = 10n ** 18n;
const USDC = 1_000_000n;
const ONE = 10n ** 18n;

const fixture = async () => {
  const suite = await deployStewardOnAave(connection);
  await suite.steward.setPolicy(suite.id, suite.policy);
  await suite.supply("USDC", suite.lender, 10_000_000n * USDC);
  /** `count` rounds at a score, each with a tightening, an hour apart. */
  const rounds = async (scoreBps: number, count: number) => {
    for (let i = 0; i < count; ++i) {
      await suite.score({ score: scoreBps });
      await suite.steward.tighten([suite.id]);
      await suite.time.increase(HOUR);
    }
  };
  return { ...suite, rounds };
};

/** A ramp whose notice is over, and a borrower whom the next step makes liquidatable. */
const onTheEdge = async () => {
  const suite = await fixture();
  const { aave, borrower, rounds, time, supply } = suite;
  await supply("WETH", borrower, ETHER);
  // 160 of 200 USD: at 83 % that is a health factor of 1.0375, and a fall to 192.9 USD leaves it at 1.0007.
  await aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 160n * USDC, 2, 0, borrower);
  await rounds(30_00, 2);
  await time.increase(RAMP.notice);
  const feed = await ethers.getContractAt("ReplayFeed", aave.feeds.WETH!);
  await feed.push([192_90000000n], [await time.latest()]);
  await suite.score({ score: 30_00 });
  const bundle = await ethers.deployContract("AtomicBundle");
  await bundle.fund(aave.tokens.USDC!, 1_000n * USDC, suite.pool);
  const step = {
    target: await suite.steward.getAddress(),
    data: suite.steward.interface.encodeFunctionData("lowerThreshold", [[suite.id]]),
  };
  const liquidation = (collateral: string) => ({
    target: suite.pool,
    data: aave.pool.interface.encodeFunctionData("liquidationCall", [
      aave.tokens[collateral]!,
      ...([aave.tokens.USDC!, borrower.address, ethers.MaxUint256, false] as const),
    ]),
  });
  const errors = new ethers.Contract(suite.pool, [
    "error LiquidationGraceSentinelCheckFailed()",
    "error HealthFactorNotBelowThreshold()",
  ]);
  return { ...suite, bundle, step, liquidation, errors };
};

describe("CollateralSteward on the real Aave", () => {
  it("H4 H5 moves LTV and caps in one call, in Aave's units, and no other bit", async () => {
    const { aave, weth, rounds, values } = await networkHelpers.loadFixture(fixture);
    const before = (await aave.pool.getConfiguration(weth)).data;
    await rounds(5_00, 2);
    expect(await values()).to.deep.equal([75_00n, 83_00n, 8_000n * ETHER, 4_000n * ETHER]);
    const mask = 0xffffn | ((2n ** 72n - 1n) << 80n);
    const after = (await aave.pool.getConfiguration(weth)).data;
    expect(after & ~mask).to.equal(before & ~mask);
    expect([...(await aave.dataProvider.getReserveCaps(weth))]).to.deep.equal([4_000n, 8_000n]);
  });

  it("H5 a cap below what is supplied stops new supply and takes nothing from anyone", async () => {
    const { aave, weth, pool, lender, rounds, supply } = await networkHelpers.loadFixture(fixture);
    await supply("WETH", lender, 9_000n * ETHER);
    await rounds(5_00, 2);
    const token = await ethers.getContractAt("DemoToken", weth);
    await token.mint(lender, ETHER);
    await token.connect(lender).approve(pool, ETHER);
    const errors = new ethers.Contract(pool, ["error SupplyCapExceeded()"]);
    await expect(aave.pool.connect(lender).supply(weth, ETHER, lender, 0)).to.be.revertedWithCustomError(
      errors,
      "SupplyCapExceeded",
    );
    await aave.pool.connect(lender).withdraw(weth, 9_000n * ETHER, lender);
    expect(await token.balanceOf(lender)).to.equal(9_001n * ETHER);
  });

  it("H2 gives LTV and caps back after the wait, up to the anchors and no further", async () => {
    const { steward, id, rounds, score, values, time } = await networkHelpers.loadFixture(fixture);
    await rounds(5_00, 2);
    for (let step = 0; step < 3; ++step) {
      await score({ score: 1_00 });
      await steward.queueLoosening([id]);
      await time.increase(6 * HOUR);
      await score({ score: 1_00 });
      await steward.executeLoosening([id]);
    }
    expect(await values()).to.deep.equal([80_00n, 83_00n, 10_000n * ETHER, 5_000n * ETHER]);
  });

  describe("H7 a threshold's step", () => {
    it("cannot be applied and liquidated in one transaction, by nobody", async () => {
      const { bundle, step, liquidation, errors, healthFactor, borrower } =
        await networkHelpers.loadFixture(onTheEdge);
      expect(await healthFactor(borrower)).to.be.greaterThan(ONE);
      await expect(bundle.run([liquidation("WETH")])).to.be.revertedWithCustomError(
        errors,
        "HealthFactorNotBelowThreshold",
      );
      await expect(bundle.run([step, liquidation("WETH")])).to.be.revertedWithCustomError(
        errors,
        "LiquidationGraceSentinelCheckFailed",
      );
    });

    it("leaves the grace period to repay, then the position is anyone's", async () => {
      const { bundle, step, liquidation, errors, healthFactor, borrower, time, aave } =
        await networkHelpers.loadFixture(onTheEdge);
      await bundle.run([step]);
      const at = await time.latest();
      expect(await healthFactor(borrower)).to.be.lessThan(ONE);
      await time.setNextBlockTimestamp(at + RAMP.liquidationGrace);
      await expect(bundle.run([liquidation("WETH")])).to.be.revertedWithCustomError(
        errors,
        "LiquidationGraceSentinelCheckFailed",
      );
      await time.setNextBlockTimestamp(at + RAMP.liquidationGrace + 1);
      await expect(bundle.run([liquidation("WETH")])).to.emit(aave.pool, "LiquidationCall");
    });

    it("does not let anyone take another collateral of the same borrower in that transaction either", async () => {
      const { bundle, step, liquidation, errors, borrower, supply, aave, time } =
        await networkHelpers.loadFixture(onTheEdge);
      // A tenth of a LINK beside the ether: 0.4 USD that Aave would seize as readily.
      await supply("LINK", borrower, ETHER / 10n);
      await aave.pool.connect(borrower).setUserUseReserveAsCollateral(aave.tokens.LINK!, true);
      await expect(bundle.run([step, liquidation("LINK")])).to.be.revertedWithCustomError(
        errors,
        "LiquidationGraceSentinelCheckFailed",
      );
      await bundle.run([step]);
      await time.increase(RAMP.liquidationGrace + 1);
      await expect(bundle.run([liquidation("LINK")])).to.emit(aave.pool, "LiquidationCall");
    });

    it("is refused, with an event, where the DAO has taken EMERGENCY_ADMIN back", async () => {
      const { steward, adapter, aave, id, weth, values, time } = await networkHelpers.loadFixture(onTheEdge);
      await aave.acl.removeEmergencyAdmin(adapter);
      await time.increase(1);
      const cause = adapter.interface.encodeErrorResult("NotAdjustable", [
        weth,
        PARAMETER.liquidationThreshold,
      ]);
      await expect(steward.lowerThreshold([id]))
        .to.emit(steward, "MarketSkipped")
        .withArgs(id, REASON.adapterFailed, cause);
      expect((await values())[1]).to.equal(83_00n);
    });

    it("H6 waits while the guardian or the DAO holds the reserve", async () => {
      const { steward, aave, id, weth } = await networkHelpers.loadFixture(onTheEdge);
      await aave.configurator.setReserveLtvzero(weth, true);
      await expect(steward.lowerThreshold([id]))
        .to.emit(steward, "MarketSkipped")
        .withArgs(id, REASON.marketHeld, "0x");
      expect(await aave.configurator.getPendingLtv(weth)).to.be.greaterThan(0n);
    });
  });

  describe("eModes", () => {
    const CATEGORY = 1n << 7n;

    /** WETH is collateral for USDC at 90 % in category 7; the policy follows it from the first band on. */
    const inEMode = async () => {
      const suite = await fixture();
      const { aave, weth, borrower, steward, id, policy, supply } = suite;
      await aave.configurator.setEModeCategory(7, 90_00, 93_00, 103_00, "ether for dollars");
      await aave.configurator.setAssetCollateralInEMode(weth, 7, true);
      await aave.configurator.setAssetBorrowableInEMode(aave.tokens.USDC!, 7, true);
      await steward.setPolicy(id, { ...policy, eModes: { fromBand: 1, followed: CATEGORY, left: 0n } });
      await supply("WETH", borrower, ETHER);
      await aave.pool.connect(borrower).setUserEMode(7);
      await aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 100n * USDC, 2, 0, borrower);
      return suite;
    };

    it("the trap is real: the reserve's LTV does not bind a borrower in an eMode, and closing it does", async () => {
      const { aave, borrower, rounds, steward, id, policy, healthFactor } =
        await networkHelpers.loadFixture(inEMode);
      await steward.setPolicy(id, { ...policy, eModes: { fromBand: 0, followed: 0n, left: CATEGORY } });
      await rounds(30_00, 4);
      await aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 70n * USDC, 2, 0, borrower);
      const healthy = await healthFactor(borrower);
      await steward.setPolicy(id, { ...policy, eModes: { fromBand: 1, followed: CATEGORY, left: 0n } });
      await rounds(30_00, 1);
      const errors = new ethers.Contract(await aave.pool.getAddress(), ["error LtvValidationFailed()"]);
      await expect(
        aave.pool.connect(borrower).borrow(aave.tokens.USDC!, USDC, 2, 0, borrower),
      ).to.be.revertedWithCustomError(errors, "LtvValidationFailed");
      // Nobody is liquidated for it: the category's threshold stands.
      expect(await healthFactor(borrower)).to.be.closeTo(healthy, 10n ** 14n);
    });

    it("opens again once the LTV is back at its anchor, and not before", async () => {
      const { aave, weth, rounds, score, steward, id, time, adapter, pool } =
        await networkHelpers.loadFixture(inEMode);
      await rounds(5_00, 1);
      const open = async () => (await adapter.namedEModes(pool, weth, CATEGORY)).open;
      for (const expected of [0n, CATEGORY]) {
        await score({ score: 1_00 });
        await steward.queueLoosening([id]);
        await time.increase(6 * HOUR);
        await steward.executeLoosening([id]);
        expect(await open()).to.equal(expected);
      }
      expect(await aave.pool.getEModeCategoryLtvzeroBitmap(7)).to.equal(0n);
    });

    it("H6 leaves what a freeze closed to the DAO", async () => {
      const { aave, weth, score, steward, id, time, rounds, adapter, pool } =
        await networkHelpers.loadFixture(inEMode);
      await rounds(5_00, 1);
      await aave.configurator.setReserveFreeze(weth, true);
      await expect(steward.tighten([id]))
        .to.emit(steward, "EModesForgotten")
        .withArgs(id, CATEGORY);
      await aave.configurator.setReserveFreeze(weth, false);
      await aave.configurator.setReserveLtvzero(weth, false);
      for (let step = 0; step < 3; ++step) {
        await score({ score: 1_00 });
        await steward.queueLoosening([id]);
        await time.increase(6 * HOUR);
        await steward.executeLoosening([id]);
      }
      expect((await adapter.namedEModes(pool, weth, CATEGORY)).closed).to.equal(CATEGORY);
    });
  });

  it("H8 costs less than a market's bound, with four eModes and both caps, and a step less than the ramp's", async () => {
    const { aave, weth, steward, id, policy, rounds, score, time } =
      await networkHelpers.loadFixture(fixture);
    let followed = 0n;
    for (const category of [1, 2, 3, 254]) {
      await aave.configurator.setEModeCategory(category, 90_00, 93_00, 103_00, "");
      await aave.configurator.setAssetCollateralInEMode(weth, category, true);
      followed |= 1n << BigInt(category);
    }
    await steward.setPolicy(id, { ...policy, dwell: 0, eModes: { fromBand: 1, followed, left: 0n } });
    await score({ score: 30_00 });
    const tightening = await (await steward.tighten([id])).wait();
    await rounds(30_00, 1);
    await time.increase(RAMP.notice);
    await score({ score: 30_00 });
    const step = await (await steward.lowerThreshold([id])).wait();
    expect(tightening!.gasUsed).to.be.lessThan(await steward.MARKET_GAS());
    expect(step!.gasUsed).to.be.lessThan(await steward.RAMP_GAS());
    process.stdout.write(
      `      tighten, LTV, both caps, four eModes, a ramp announced: ${tightening!.gasUsed}; ` +
        `a step with a grace period for six reserves: ${step!.gasUsed}\n`,
    );
  });
});
