import { expect } from "chai";
import { ZeroAddress, ZeroHash, encodeBytes32String } from "ethers";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { DAY, HOUR, OUTCOME, PRICE, TERMS, TIMES, UNIT, deployCover } from "../fixtures/deployCover.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployCover(connection);
const load = async () => networkHelpers.loadFixture(fixture);

describe("CoverPool.constructor", () => {
  it("reverts with ZeroAdmin, ZeroOracle and ValueOutOfRange", async () => {
    const { pool, token, oracle, timelock } = await load();
    const deploy = (from: unknown, admin: unknown, changed: Partial<typeof TIMES> = {}) => {
      const times = { ...TIMES, ...changed };
      return ethers.deployContract("CoverPool", [
        ...[token, from, times.gapLimit, times.exitDelay, times.exitWindow, times.claimPeriod],
        ...[admin, ZeroAddress],
      ] as never);
    };
    await expect(deploy(oracle, ZeroAddress)).to.be.revertedWithCustomError(pool, "ZeroAdmin").withArgs();
    await expect(deploy(ZeroAddress, timelock)).to.be.revertedWithCustomError(pool, "ZeroOracle").withArgs();
    for (const [field, value, min, max] of [
      ["gapLimit", HOUR - 1, HOUR, 7 * DAY],
      ["gapLimit", 7 * DAY + 1, HOUR, 7 * DAY],
      ["exitDelay", DAY - 1, DAY, 90 * DAY],
      ["exitDelay", 90 * DAY + 1, DAY, 90 * DAY],
      ["exitWindow", HOUR - 1, HOUR, 2 * DAY],
      ["exitWindow", 2 * DAY + 1, HOUR, 2 * DAY],
      ["claimPeriod", DAY - 1, DAY, 90 * DAY],
      ["claimPeriod", 90 * DAY + 1, DAY, 90 * DAY],
    ] as const) {
      await expect(deploy(oracle, timelock, { [field]: value }))
        .to.be.revertedWithCustomError(pool, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    }
  });
});

describe("CoverPool.list and stopSales", () => {
  it("C1 only the timelock lists, only the revoker stops", async () => {
    const { pool, marketId, revoker, anyone } = await load();
    await expect(pool.connect(revoker).list(marketId, TERMS))
      .to.be.revertedWithCustomError(pool, "AccessControlUnauthorizedAccount")
      .withArgs(revoker.address, await pool.CONFIGURATOR_ROLE());
    await expect(pool.stopSales(marketId))
      .to.be.revertedWithCustomError(pool, "AccessControlUnauthorizedAccount")
      .withArgs(anyone.address, await pool.REVOKER_ROLE());
  });

  for (const [field, value, min, max] of [
    ["cap", 0, 1, 100_00],
    ["cap", 100_01, 1, 100_00],
    ["floor", 0, 1, 50_00],
    ["floor", 50_01, 1, 50_00],
    ["kink", 0, 1, 99_99],
    ["kink", 100_00, 1, 99_99],
    ["maxFall", 5_00, 0, 4_99],
    ["maxScoreAge", 0, 1, 7 * DAY],
    ["maxScoreAge", 7 * DAY + 1, 1, 7 * DAY],
    ["waiting", HOUR - 1, HOUR, 14 * DAY],
    ["waiting", 14 * DAY + 1, HOUR, 14 * DAY],
    ["maxDuration", HOUR - 1, HOUR, 90 * DAY],
    ["maxDuration", 90 * DAY + 1, HOUR, 90 * DAY],
  ] as const) {
    it(`reverts with ValueOutOfRange on a ${field} of ${String(value)}`, async () => {
      const { pool, marketId, timelock } = await load();
      await expect(pool.connect(timelock).list(marketId, { ...TERMS, [field]: value }))
        .to.be.revertedWithCustomError(pool, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  it("reverts with MarketNotListed, KindNotCovered and MarketUnknown", async () => {
    const { pool, scripted, market, timelock, revoker } = await load();
    await expect(pool.connect(timelock).list(ZeroHash, TERMS))
      .to.be.revertedWithCustomError(scripted, "MarketNotListed")
      .withArgs(ZeroHash);
    for (const kind of [2, 3]) {
      const other = { ...market, kind };
      const id = await scripted.list.staticCall(other);
      await scripted.list(other);
      await expect(pool.connect(timelock).list(id, TERMS))
        .to.be.revertedWithCustomError(pool, "KindNotCovered")
        .withArgs(id, kind);
    }
    await expect(pool.connect(revoker).stopSales(ZeroHash))
      .to.be.revertedWithCustomError(pool, "MarketUnknown")
      .withArgs(ZeroHash);
  });

  it("stops at once, sells nothing then, and sells again under terms listed anew", async () => {
    const { pool, marketId, timelock, revoker, asBuyer, purchase, covered } = await load();
    const start = await covered();
    await expect(pool.connect(revoker).stopSales(marketId))
      .to.emit(pool, "SalesStopped")
      .withArgs(marketId, revoker.address);
    await expect(asBuyer.buy(purchase)).to.be.revertedWithCustomError(pool, "SaleStopped").withArgs(marketId);
    const { eventHash, active } = await pool.listingOf(marketId);
    await expect(pool.connect(timelock).list(marketId, { ...TERMS, cap: 60_00 }))
      .to.emit(pool, "MarketListed")
      .withArgs(marketId, Object.values({ ...TERMS, cap: 60_00 }), eventHash);
    expect(await pool.listingOf(marketId)).to.deep.equal([
      true,
      Object.values({ ...TERMS, cap: 60_00 }),
      active,
      eventHash,
    ]);
    expect(active).to.equal(100n * UNIT);
    await pool.settle(0n, start, 1n);
  });
});

describe("CoverPool.buy", () => {
  const rejects = async (
    world: Awaited<ReturnType<typeof load>>,
    changed: Partial<typeof world.purchase>,
    error: string,
    ...args: readonly unknown[]
  ) =>
    expect(world.asBuyer.buy({ ...world.purchase, ...changed }))
      .to.be.revertedWithCustomError(world.pool, error)
      .withArgs(...args);

  it("reverts with AmountZero, ZeroHolder, MarketUnknown, ValueOutOfRange and PremiumAboveMax", async () => {
    const world = await load();
    await rejects(world, { amount: 0n }, "AmountZero");
    await rejects(world, { holder: ZeroAddress }, "ZeroHolder");
    await rejects(world, { marketId: ZeroHash }, "MarketUnknown", ZeroHash);
    const duration = encodeBytes32String("duration");
    await rejects(world, { duration: 0 }, "ValueOutOfRange", duration, 0, 1, 7 * DAY);
    await rejects(world, { duration: 7 * DAY + 1 }, "ValueOutOfRange", duration, 7 * DAY + 1, 1, 7 * DAY);
    await rejects(world, { maxPremium: 1_537_499n }, "PremiumAboveMax", 1_537_500n, 1_537_499n);
  });

  it("reverts with ExposureExceeded and CapitalExceeded", async () => {
    const world = await load();
    const { pool, marketId, timelock } = world;
    await rejects(
      world,
      { amount: 600n * UNIT + 1n },
      "ExposureExceeded",
      marketId,
      600n * UNIT + 1n,
      600n * UNIT,
    );
    await pool.connect(timelock).list(marketId, { ...TERMS, maxExposure: 2_000n * UNIT });
    await rejects(
      world,
      { amount: 1_000n * UNIT + 1n },
      "CapitalExceeded",
      1_000n * UNIT + 1n,
      1_000n * UNIT,
    );
  });

  it("takes a premium that is just what the buyer gives, and numbers what it sells", async () => {
    const { pool, asBuyer, purchase } = await load();
    for (const coverId of [0n, 1n, 2n]) {
      const maxPremium = await pool.quote(purchase.marketId, purchase.amount, purchase.duration);
      const receipt = await (await asBuyer.buy({ ...purchase, maxPremium })).wait();
      const [bought] = receipt!.logs
        .map((log) => pool.interface.parseLog(log))
        .filter((log) => log?.name === "CoverBought");
      expect([bought!.args.coverId, bought!.args.premium]).to.deep.equal([coverId, maxPremium]);
    }
  });

  it("binds all of its capital, and no more", async () => {
    const { pool, asBuyer, purchase, marketId, timelock } = await load();
    await pool.connect(timelock).list(marketId, { ...TERMS, maxExposure: 2_000n * UNIT });
    await asBuyer.buy({ ...purchase, amount: 1_000n * UNIT });
    expect(await pool.activeCover()).to.equal(1_000n * UNIT);
  });

  it("R9 sells on a score and a feed that are just as old as they may be", async () => {
    const { asBuyer, purchase, pool, feed, score } = await load();
    await score(1_00);
    const scoredAt = (await networkHelpers.time.latest()) - 1;
    await networkHelpers.time.setNextBlockTimestamp(scoredAt + 2 * HOUR);
    await expect(asBuyer.buy(purchase)).to.emit(pool, "CoverBought");
    const [, , , writtenAt] = await feed.latestRoundData();
    await networkHelpers.time.increaseTo(writtenAt + BigInt(DAY) - 2n);
    await score(1_00);
    await networkHelpers.time.setNextBlockTimestamp(writtenAt + BigInt(DAY));
    await expect(asBuyer.buy(purchase)).to.emit(pool, "CoverBought");
  });

  it("R9 reverts with ScoreNotFresh and ScoreTooOld: no cover at a price that nobody stands for", async () => {
    const world = await load();
    const { marketId, score } = world;
    for (const status of [STATUS.unknown, STATUS.stale, STATUS.degraded]) {
      await score(1_00, status);
      await rejects(world, {}, "ScoreNotFresh", marketId, status);
    }
    await score(1_00);
    const observedAt = await networkHelpers.time.latest();
    await networkHelpers.time.setNextBlockTimestamp(observedAt + 2 * HOUR + 1);
    await rejects(world, {}, "ScoreTooOld", marketId, observedAt - 1, observedAt + 1);
  });

  it("reverts with EventChanged once the terms are for another event", async () => {
    const world = await load();
    await world.scripted.list({ ...world.market, threshold: 10_00 });
    await rejects(world, {}, "EventChanged", world.marketId);
  });

  for (const [fault, what] of [
    [1, "reverts"],
    [3, "returns nothing"],
    [4, "returns junk"],
  ] as const) {
    it(`R10 sells nothing while the oracle ${what}, and settles, pays and lets go all the same`, async () => {
      const { pool, asBuyer, purchase, oracle, covered, price, holder, alice, token } = await load();
      const start = await covered();
      await oracle.setFault(fault);
      const sale = asBuyer.buy(purchase);
      if (fault === 1) await expect(sale).to.be.revertedWithCustomError(oracle, "Refused");
      else await expect(sale).to.revert(ethers);
      await price((PRICE * 95n) / 100n);
      await pool.settle(0n, start, 10n);
      await pool.collect(holder);
      expect(await token.balanceOf(holder)).to.equal(100n * UNIT);
      await pool.connect(alice).requestExit(await pool.balanceOf(alice));
      await networkHelpers.time.increase(8 * DAY);
      await pool.connect(alice).redeem(await pool.maxRedeem(alice), alice, alice);
      expect(await pool.balanceOf(pool)).to.equal(0n);
    });
  }

  it("reverts with FeedSilent and PriceFell: who sees a fall before the score does buys nothing", async () => {
    const world = await load();
    const { price, score, feed } = world;
    const low = (PRICE * 98_99n) / 100_00n;
    await price(low);
    await rejects(world, {}, "PriceFell", low, PRICE, 1_00);
    await price((PRICE * 99_00n) / 100_00n);
    await world.asBuyer.buy(world.purchase);
    await price(0n);
    const writtenAt = (await feed.latestRoundData())[3];
    await networkHelpers.time.setNextBlockTimestamp(Number(writtenAt) + 100);
    await rejects(world, {}, "FeedSilent", await feed.getAddress(), writtenAt, Number(writtenAt) + 100 - DAY);
    const id = await price();
    await networkHelpers.time.increase(DAY + 1);
    await score(1_00);
    const [, , , silentSince] = await feed.latestRoundData();
    const now = (await networkHelpers.time.latest()) + 10;
    await networkHelpers.time.setNextBlockTimestamp(now);
    await rejects(
      world,
      { observationRoundId: id },
      "FeedSilent",
      await feed.getAddress(),
      silentSince,
      now - DAY,
    );
  });

  it("takes no other round for the price at the observation than the one in force", async () => {
    const world = await load();
    const { price, score, scripted, marketId } = world;
    const library = await ethers.getContractAt("ISkillLedger", world.pool);
    const second = await price(PRICE - 1n);
    await score(1_00);
    const [{ observedAt }] = await scripted.score(marketId);
    const { 3: secondAt } = await world.feed.getRoundData(second);
    const third = await price(PRICE - 2n);
    const { 3: thirdAt } = await world.feed.getRoundData(third);
    for (const [round, error, args] of [
      [world.purchase.observationRoundId, "RoundNotInForce", [1n, second, secondAt, observedAt]],
      [third, "RoundAfterObservation", [third, thirdAt, observedAt]],
      [99n, "FeedRoundMissing", [99n]],
    ] as const) {
      await expect(world.asBuyer.buy({ ...world.purchase, observationRoundId: round }))
        .to.be.revertedWithCustomError(library, error)
        .withArgs(...args);
    }
    await world.asBuyer.buy({ ...world.purchase, observationRoundId: second });
  });

  it("sells at the loaded loss of score and spread, binds capital, and takes the premium from the caller", async () => {
    const { pool, asBuyer, purchase, token, buyer, marketId, holder, feed } = await load();
    expect(await pool.quote(marketId, 100n * UNIT, DAY)).to.equal(1_537_500n);
    const now = (await networkHelpers.time.latest()) + 5;
    await networkHelpers.time.setNextBlockTimestamp(now);
    await expect(asBuyer.buy(purchase))
      .to.emit(pool, "CoverBought")
      .withArgs(
        ...([0n, marketId, holder.address, 100n * UNIT, 1_537_500n] as const),
        ...([now + 6 * HOUR, now + 30 * HOUR, 1n] as const),
      );
    expect(await token.balanceOf(buyer)).to.equal(1_000n * UNIT - 1_537_500n);
    expect(await pool.held()).to.equal(1_001_537_500n);
    expect(await pool.activeCover()).to.equal(100n * UNIT);
    expect((await pool.listingOf(marketId)).active).to.equal(100n * UNIT);
    expect(await pool.unearned()).to.equal(1_537_500n);
    expect(await pool.totalAssets()).to.equal(1_000n * UNIT);
    const cover = await pool.coverOf(0n);
    const lastDay = BigInt(Math.ceil((now + 30 * HOUR) / DAY));
    expect(cover).to.deep.equal([
      ...[holder.address, BigInt(now + 6 * HOUR), BigInt(now + 30 * HOUR), OUTCOME.unsettled],
      ...[100n * UNIT, 1_537_500n, await feed.getAddress(), 5_00n, lastDay, marketId],
      (1_537_500n * 10n ** 18n) / (lastDay * BigInt(DAY) - BigInt(now)),
    ]);
  });

  it("costs more for a longer term, a wider spread, a fuller pool, and the same below the horizon", async () => {
    const { pool, marketId, score, asBuyer, purchase } = await load();
    const quote = async (duration = DAY) => pool.quote(marketId, 100n * UNIT, duration);
    const base = await quote();
    expect(await quote(1)).to.equal(base);
    expect(await quote(2 * DAY)).to.equal(2n * base);
    await score(1_00, STATUS.fresh, { spread: 1_00 });
    expect(await quote()).to.equal(2n * base);
    await asBuyer.buy({ ...purchase, amount: 400n * UNIT });
    expect(await quote()).to.be.greaterThan(2n * base);
    await score(0);
    expect(await quote()).to.equal(UNIT / 10n);
    await score(100_00);
    expect(await quote()).to.equal(50n * UNIT);
  });

  it("earns the premium over the term, to the end of the day it ends in", async () => {
    const { pool, asBuyer, purchase } = await load();
    await asBuyer.buy(purchase);
    const boughtAt = await networkHelpers.time.latest();
    const end = Number((await pool.coverOf(0n)).lastDay) * DAY;
    await networkHelpers.time.increaseTo(boughtAt + Math.floor((end - boughtAt) / 2));
    expect(await pool.unearned()).to.be.closeTo(1_537_500n / 2n, 20n);
    expect(await pool.totalAssets()).to.be.closeTo(1_000n * UNIT + 1_537_500n / 2n, 20n);
    await networkHelpers.time.increaseTo(end);
    expect(await pool.unearned()).to.be.lessThan(2n);
    await networkHelpers.time.increase(400 * DAY);
    expect(await pool.unearned()).to.equal(0n);
    expect(await pool.totalAssets()).to.equal(1_001_537_500n);
  });
});
