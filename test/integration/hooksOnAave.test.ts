import { expect } from "chai";
import { network } from "hardhat";
import { deploySuite } from "../fixtures/deploySuite.ts";
import type { Entry } from "../fixtures/anObservation.ts";
import { PARAMETER, RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const HOUR = 3_600;

const fixture = async () => {
  const suite = await deploySuite(connection);
  const { aave, steward, guardian } = suite;
  const ltvOf = async (symbol: string) =>
    (await aave.dataProvider.getReserveConfigurationData(aave.tokens[symbol]!)).ltv;
  const configurations = async () =>
    Promise.all(
      Object.values(aave.tokens).map(async (token) => (await aave.pool.getConfiguration(token)).data),
    );
  /** A round in which one asset's score is `scoreBps` and the others are calm. */
  const round = (symbol: string, scoreBps: number, flags: Partial<Entry> = {}) =>
    suite.report((market) => (market === symbol ? { scoreBps, ...flags } : { scoreBps: 50 }));
  const all = suite.markets.map(({ marketId }) => marketId);
  return { ...suite, steward, guardian, ltvOf, configurations, round, all };
};

describe("Breakwater on the real Aave", () => {
  it("H1 H4 a committee's warning lowers one asset's LTV by one step, and no other bit of any reserve", async () => {
    const { steward, stranger, round, all, configurations, ltvOf, idOf } =
      await networkHelpers.loadFixture(fixture);
    const before = await configurations();
    await round("WETH", 30_00);
    await expect(steward.connect(stranger).tighten(all))
      .to.emit(steward, "Tightened")
      .withArgs(idOf("WETH"), (value: bigint) => value > 0n, PARAMETER.ltv, 80_00, 75_00, 30_00, 0);
    const after = await configurations();
    expect(after[0]).to.equal((before[0]! & ~0xffffn) | 75_00n);
    expect(after.slice(1)).to.deep.equal(before.slice(1));
    expect(await ltvOf("WETH")).to.equal(75_00n);
  });

  it("H1 a borrower can open less after it, and a loan made before is not liquidatable for it", async () => {
    const { aave, steward, round, all } = await networkHelpers.loadFixture(fixture);
    const [, , , lender, borrower] = await ethers.getSigners();
    const pool = await aave.pool.getAddress();
    for (const [symbol, who, amount] of [
      ["USDC", lender!, 1_000_000_000n],
      ["WETH", borrower!, 10n ** 18n],
    ] as const) {
      const token = await ethers.getContractAt("DemoToken", aave.tokens[symbol]!);
      await token.mint(who, amount);
      await token.connect(who).approve(pool, amount);
      await aave.pool.connect(who).supply(token, amount, who, 0);
    }
    await aave.pool.connect(borrower).borrow(aave.tokens.USDC!, 150_000_000n, 2, 0, borrower!);
    const healthy = (await aave.pool.getUserAccountData(borrower!)).healthFactor;
    await round("WETH", 30_00);
    await steward.tighten(all);
    const data = await aave.pool.getUserAccountData(borrower!);
    expect(data.availableBorrowsBase).to.equal(0n);
    expect(data.healthFactor).to.be.closeTo(healthy, 10n ** 15n);
  });

  it("H2 the LTV comes back in steps after the wait, and never past the anchor", async () => {
    const { steward, round, all, ltvOf } = await networkHelpers.loadFixture(fixture);
    await round("LINK", 6_00);
    await steward.tighten(all);
    expect(await ltvOf("LINK")).to.equal(61_00n);
    for (const expected of [63_50n, 66_00n, 66_00n]) {
      await round("LINK", 50);
      await steward.queueLoosening(all);
      for (let hour = 0; hour < 6; ++hour) await round("LINK", 50);
      await networkHelpers.time.increase(HOUR / 2);
      await steward.executeLoosening(all);
      expect(await ltvOf("LINK")).to.equal(expected);
    }
  });

  it("H3 a stale score moves nothing", async () => {
    const { steward, guardian, round, all, configurations } = await networkHelpers.loadFixture(fixture);
    await round("WETH", 90_00);
    await networkHelpers.time.increase(3 * HOUR);
    const before = await configurations();
    await steward.tighten(all);
    await steward.queueLoosening(all);
    await guardian.trigger(all);
    expect(await configurations()).to.deep.equal(before);
  });

  it("H3 a degraded score tightens and never loosens", async () => {
    const { steward, round, all, ltvOf, idOf } = await networkHelpers.loadFixture(fixture);
    await round("WETH", 30_00, { degraded: true });
    await steward.tighten(all);
    expect(await ltvOf("WETH")).to.equal(75_00n);
    await round("WETH", 10, { degraded: true });
    await steward.queueLoosening(all);
    expect((await steward.stateOf(idOf("WETH"))).parameters[0].queued).to.equal(0n);
  });

  it("G2 H6 the guardian sets LTV 0 after two rounds, and the steward no longer touches the reserve", async () => {
    const { aave, steward, guardian, round, all, ltvOf, idOf } = await networkHelpers.loadFixture(fixture);
    await round("wstETH", 45_00);
    await guardian.trigger(all);
    expect(await ltvOf("wstETH")).to.equal(78_50n);
    await round("wstETH", 45_00);
    await guardian.trigger(all);
    expect(await ltvOf("wstETH")).to.equal(0n);
    expect(await aave.configurator.getPendingLtv(aave.tokens.wstETH!)).to.equal(78_50n);
    await expect(steward.tighten([idOf("wstETH")]))
      .to.emit(steward, "MarketSkipped")
      .withArgs(idOf("wstETH"), STEWARD_REASON.marketHeld, "0x");
    expect(await ltvOf("wstETH")).to.equal(0n);
  });

  it("G3 G4 freezing repeats as an event, and the DAO's way back stays open during the breach", async () => {
    const { aave, guardian, dao, pauseAdapter, round, all, ltvOf, idOf } =
      await networkHelpers.loadFixture(fixture);
    const weth = aave.tokens.WETH!;
    const pool = await aave.pool.getAddress();
    for (let hour = 0; hour < 3; ++hour) {
      await round("WETH", 80_00);
      await guardian.trigger(all);
    }
    expect(await pauseAdapter.rungOf(pool, weth)).to.equal(RUNG.freeze);
    await expect(guardian.trigger([idOf("WETH")])).to.emit(guardian, "MarketSkipped");
    await aave.configurator.connect(dao).setReserveFreeze(weth, false);
    await aave.configurator.connect(dao).setReserveLtvzero(weth, false);
    for (let hour = 0; hour < 4; ++hour) {
      await round("WETH", 80_00);
      await guardian.trigger(all);
    }
    expect(await ltvOf("WETH")).to.equal(80_00n);
  });

  it("H8 G3 a market that Aave refuses is an event, and the others move", async () => {
    const { aave, dao, steward, collateralAdapter, guardian, pauseAdapter, ...suite } =
      await networkHelpers.loadFixture(fixture);
    await suite.report(() => ({ scoreBps: 30_00 }));
    await aave.acl.connect(dao).removeRiskAdmin(collateralAdapter);
    const receipt = await (await steward.tighten(suite.all)).wait();
    const names = receipt!.logs.map((log) => steward.interface.parseLog(log)?.name);
    expect(names).to.deep.equal(["MarketSkipped", "MarketSkipped", "MarketSkipped", "MarketSkipped"]);
    await aave.acl.connect(dao).addRiskAdmin(collateralAdapter);
    await aave.configurator.connect(dao).setReserveFreeze(aave.tokens.WBTC!, true);
    await steward.tighten(suite.all);
    expect([await suite.ltvOf("WETH"), await suite.ltvOf("WBTC"), await suite.ltvOf("LINK")]).to.deep.equal([
      75_00n,
      0n,
      61_00n,
    ]);
    await aave.acl.connect(dao).removeEmergencyAdmin(pauseAdapter);
    await aave.acl.connect(dao).removeRiskAdmin(pauseAdapter);
    for (let hour = 0; hour < 2; ++hour) {
      await suite.report((symbol) => ({ scoreBps: symbol === "WBTC" ? 45_00 : 50 }));
      await guardian.trigger(suite.all);
    }
    expect(await suite.ltvOf("WETH")).to.equal(75_00n);
  });
});
