import { expect } from "chai";
import { network } from "hardhat";
import { DAY, OUTCOME, PRICE, TIMES, UNIT, deployCover } from "../fixtures/deployCover.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = async () => deployCover(connection);
const load = async () => networkHelpers.loadFixture(fixture);
const FALLEN = (PRICE * 95n) / 100n;
const PREMIUM = 1_537_500n;

describe("CoverPool.settle", () => {
  it("reverts with CoverUnknown, CoverNotBegun and ClaimPeriodOver", async () => {
    const { pool, asBuyer, purchase } = await load();
    await expect(pool.settle(0n, 1n, 1n))
      .to.be.revertedWithCustomError(pool, "CoverUnknown")
      .withArgs(0n);
    await asBuyer.buy(purchase);
    const { startsAt } = await pool.coverOf(0n);
    await networkHelpers.time.setNextBlockTimestamp(startsAt);
    await expect(pool.settle(0n, 1n, 1n))
      .to.be.revertedWithCustomError(pool, "CoverNotBegun")
      .withArgs(0n, startsAt);
    const until = await pool.claimableUntil(0n);
    expect(until).to.equal(startsAt + BigInt(DAY + TIMES.claimPeriod));
    await networkHelpers.time.increaseTo(until + 1n);
    await expect(pool.settle(0n, 1n, 1n))
      .to.be.revertedWithCustomError(pool, "ClaimPeriodOver")
      .withArgs(0n, until);
  });

  it("settles in the last second of the claim period", async () => {
    const { pool, asBuyer, purchase } = await load();
    await asBuyer.buy(purchase);
    await networkHelpers.time.setNextBlockTimestamp(await pool.claimableUntil(0n));
    await expect(pool.settle(0n, 1n, 1n)).to.emit(pool, "CoverSettledAs");
  });

  it("R12 pays the amount as soon as a round of the term stands at the threshold, once", async () => {
    const { pool, covered, price, holder, token, marketId, feed } = await load();
    const start = await covered();
    await price(FALLEN + 1n);
    const library = await ethers.getContractAt("ISkillLedger", pool);
    const [latest, , , writtenAt] = await feed.latestRoundData();
    const { startsAt, endsAt } = await pool.coverOf(0n);
    await expect(pool.settle(0n, start, 10n))
      .to.be.revertedWithCustomError(library, "FeedBehindWindow")
      .withArgs(latest, writtenAt, endsAt);
    expect(endsAt - startsAt).to.equal(BigInt(DAY));
    await price(FALLEN);
    await expect(pool.settle(0n, start, 10n))
      .to.emit(pool, "CoverSettledAs")
      .withArgs(0n, OUTCOME.yes, 100n * UNIT);
    expect(await pool.activeCover()).to.equal(0n);
    expect((await pool.listingOf(marketId)).active).to.equal(0n);
    expect(await pool.totalOwed()).to.equal(100n * UNIT);
    expect(await pool.owedTo(holder)).to.equal(100n * UNIT);
    expect(await pool.totalAssets()).to.equal((await pool.held()) - 100n * UNIT - (await pool.unearned()));
    await expect(pool.settle(0n, start, 10n))
      .to.be.revertedWithCustomError(pool, "CoverSettled")
      .withArgs(0n, OUTCOME.yes);
    await expect(pool.collect(holder))
      .to.emit(pool, "Collected")
      .withArgs(holder.address, 100n * UNIT);
    expect(await token.balanceOf(holder)).to.equal(100n * UNIT);
    expect(await pool.held()).to.equal(900n * UNIT + PREMIUM);
    expect(await pool.totalOwed()).to.equal(0n);
    await expect(pool.collect(holder))
      .to.be.revertedWithCustomError(pool, "NothingOwed")
      .withArgs(holder.address);
  });

  it("R12 a fall before the term begins is measured from, not paid", async () => {
    const { pool, asBuyer, purchase, hours, inForceAt } = await load();
    await asBuyer.buy(purchase);
    await hours(7, FALLEN);
    await hours(25, FALLEN);
    const start = await inForceAt((await pool.coverOf(0n)).startsAt);
    await expect(pool.settle(0n, start, 100n))
      .to.emit(pool, "CoverSettledAs")
      .withArgs(0n, OUTCOME.no, 0n);
  });

  it("R12 takes no other first round, and walks in pieces", async () => {
    const { pool, covered, hours, feed } = await load();
    const start = await covered();
    await hours(24);
    const { startsAt } = await pool.coverOf(0n);
    const [, , , startAt] = await feed.getRoundData(start);
    const [, , , laterAt] = await feed.getRoundData(start + 1n);
    const library = await ethers.getContractAt("ISkillLedger", pool);
    await expect(pool.settle(0n, start - 1n, 10n))
      .to.be.revertedWithCustomError(library, "RoundNotInForce")
      .withArgs(start - 1n, start, startAt, startsAt);
    await expect(pool.settle(0n, start + 1n, 10n))
      .to.be.revertedWithCustomError(library, "RoundAfterObservation")
      .withArgs(start + 1n, laterAt, startsAt);
    await expect(pool.settle(0n, start, 10n))
      .to.emit(pool, "SettlementPaused")
      .withArgs(0n, start + 10n);
    await expect(pool.settle(0n, 0n, 100n))
      .to.emit(pool, "CoverSettledAs")
      .withArgs(0n, OUTCOME.no, 0n);
    expect(await pool.activeCover()).to.equal(0n);
    expect(await pool.totalOwed()).to.equal(0n);
  });

  it("R12 gives the premium back where the feed fell silent within the term, what was earned of it too", async () => {
    const { pool, covered, price, holder, token } = await load();
    const start = await covered();
    await networkHelpers.time.increase(DAY + 1);
    await price();
    await expect(pool.settle(0n, start, 10n))
      .to.emit(pool, "CoverSettledAs")
      .withArgs(0n, OUTCOME.void, PREMIUM);
    expect(await pool.unearned()).to.equal(0n);
    expect(await pool.totalAssets()).to.equal(1_000n * UNIT);
    await pool.collect(holder);
    expect(await token.balanceOf(holder)).to.equal(PREMIUM);
  });

  it("R12 a premium that was earned whole is given back whole", async () => {
    const { pool, covered, price } = await load();
    const start = await covered();
    await networkHelpers.time.increase(4 * DAY);
    await price();
    expect(await pool.unearned()).to.equal(0n);
    await pool.settle(0n, start, 10n);
    expect(await pool.totalOwed()).to.equal(PREMIUM);
    expect(await pool.totalAssets()).to.equal(1_000n * UNIT);
  });
});

describe("CoverPool.lapse", () => {
  it("reverts with ClaimPeriodRunning until the period is over, and with CoverSettled after an end", async () => {
    const { pool, covered, hours } = await load();
    const start = await covered();
    const until = await pool.claimableUntil(0n);
    await expect(pool.lapse(0n))
      .to.be.revertedWithCustomError(pool, "ClaimPeriodRunning")
      .withArgs(0n, until);
    await hours(25);
    await pool.settle(0n, start, 100n);
    await networkHelpers.time.increaseTo(until + 1n);
    await expect(pool.lapse(0n)).to.be.revertedWithCustomError(pool, "CoverSettled").withArgs(0n, OUTCOME.no);
  });

  it("frees the capital of a cover that nobody settled: as No where the feed went on", async () => {
    const { pool, covered, price } = await load();
    await covered();
    const until = await pool.claimableUntil(0n);
    await price();
    await networkHelpers.time.setNextBlockTimestamp(until);
    await expect(pool.lapse(0n))
      .to.be.revertedWithCustomError(pool, "ClaimPeriodRunning")
      .withArgs(0n, until);
    await networkHelpers.time.increaseTo(until + 1n);
    await price();
    await expect(pool.lapse(0n)).to.emit(pool, "CoverSettledAs").withArgs(0n, OUTCOME.no, 0n);
    expect(await pool.activeCover()).to.equal(0n);
  });

  it("gives the premium back where the feed has no round from behind the term, one at its end included", async () => {
    const { pool, covered, feed } = await load();
    await covered();
    const { endsAt } = await pool.coverOf(0n);
    await feed.push([PRICE], [endsAt]);
    await networkHelpers.time.increaseTo((await pool.claimableUntil(0n)) + 1n);
    await expect(pool.lapse(0n)).to.emit(pool, "CoverSettledAs").withArgs(0n, OUTCOME.void, PREMIUM);
  });
});

describe("CoverPool, the way out", () => {
  it("reverts with SharesZero, NoExitRequested, and ERC20InsufficientBalance beyond what one has", async () => {
    const { pool, alice, anyone } = await load();
    await expect(pool.requestExit(0n)).to.be.revertedWithCustomError(pool, "SharesZero").withArgs();
    await expect(pool.cancelExit())
      .to.be.revertedWithCustomError(pool, "NoExitRequested")
      .withArgs(anyone.address);
    const shares = await pool.balanceOf(alice);
    await expect(pool.connect(alice).requestExit(shares + 1n))
      .to.be.revertedWithCustomError(pool, "ERC20InsufficientBalance")
      .withArgs(alice.address, shares, shares + 1n);
  });

  it("pays nothing before the delay, all within the window, nothing after it", async () => {
    const { pool, alice, token } = await load();
    const shares = await pool.balanceOf(alice);
    const asAlice = pool.connect(alice);
    expect(await pool.maxRedeem(alice)).to.equal(0n);
    await expect(asAlice.redeem(1n, alice, alice))
      .to.be.revertedWithCustomError(pool, "ERC4626ExceededMaxRedeem")
      .withArgs(alice.address, 1n, 0n);
    const now = (await networkHelpers.time.latest()) + 7;
    await networkHelpers.time.setNextBlockTimestamp(now);
    await expect(asAlice.requestExit(shares))
      .to.emit(pool, "ExitRequested")
      .withArgs(alice.address, shares, now + TIMES.exitDelay);
    expect(await pool.exitOf(alice)).to.deep.equal([shares, BigInt(now + TIMES.exitDelay)]);
    expect(await pool.balanceOf(alice)).to.equal(0n);
    await networkHelpers.time.increaseTo(now + TIMES.exitDelay - 1);
    expect(await pool.maxRedeem(alice)).to.equal(0n);
    await networkHelpers.time.increaseTo(now + TIMES.exitDelay);
    expect(await pool.maxRedeem(alice)).to.equal(shares);
    expect(await pool.maxWithdraw(alice)).to.equal(1_000n * UNIT);
    await expect(asAlice.withdraw(400n * UNIT, alice, alice))
      .to.emit(pool, "Withdraw")
      .withArgs(alice.address, alice.address, alice.address, 400n * UNIT, (shares * 4n) / 10n);
    expect(await token.balanceOf(alice)).to.equal(1_400n * UNIT);
    await networkHelpers.time.increaseTo(now + TIMES.exitDelay + TIMES.exitWindow);
    expect(await pool.maxRedeem(alice)).to.equal((shares * 6n) / 10n);
    await networkHelpers.time.increaseTo(now + TIMES.exitDelay + TIMES.exitWindow + 1);
    expect(await pool.maxRedeem(alice)).to.equal(0n);
    await asAlice.requestExit(0n);
    expect((await pool.exitOf(alice)).shares).to.equal((shares * 6n) / 10n);
    await expect(asAlice.cancelExit())
      .to.emit(pool, "ExitCancelled")
      .withArgs(alice.address, (shares * 6n) / 10n);
    expect(await pool.balanceOf(alice)).to.equal((shares * 6n) / 10n);
    await expect(asAlice.cancelExit()).to.be.revertedWithCustomError(pool, "NoExitRequested");
  });

  it("a second request starts the delay of all shares again", async () => {
    const { pool, alice } = await load();
    const shares = await pool.balanceOf(alice);
    await pool.connect(alice).requestExit(shares / 2n);
    await networkHelpers.time.increase(TIMES.exitDelay);
    expect(await pool.maxRedeem(alice)).to.equal(shares / 2n);
    await pool.connect(alice).requestExit(shares / 2n);
    expect(await pool.maxRedeem(alice)).to.equal(0n);
  });

  it("capital that is bound by cover does not leave, and maxRedeem says so", async () => {
    const { pool, alice, asBuyer, purchase } = await load();
    await asBuyer.buy({ ...purchase, amount: 600n * UNIT, duration: 7 * DAY });
    await pool.connect(alice).requestExit(await pool.balanceOf(alice));
    await networkHelpers.time.increase(TIMES.exitDelay);
    const free = (await pool.totalAssets()) - 600n * UNIT;
    expect(await pool.maxWithdraw(alice)).to.be.closeTo(free, 1n);
    expect(await pool.maxWithdraw(alice)).to.be.at.most(free);
    await pool.connect(alice).redeem(await pool.maxRedeem(alice), alice, alice);
    expect(await pool.totalAssets()).to.be.at.least(600n * UNIT);
    expect(await pool.maxWithdraw(alice)).to.be.lessThan(UNIT / 1_000n);
  });

  it("another's locked shares only with its allowance", async () => {
    const { pool, alice, anyone, token } = await load();
    const shares = await pool.balanceOf(alice);
    await pool.connect(alice).requestExit(shares);
    await networkHelpers.time.increase(TIMES.exitDelay);
    await expect(pool.redeem(shares, anyone, alice))
      .to.be.revertedWithCustomError(pool, "ERC20InsufficientAllowance")
      .withArgs(anyone.address, 0n, shares);
    await pool.connect(alice).approve(anyone, shares);
    await pool.redeem(shares, anyone, alice);
    expect(await token.balanceOf(anyone)).to.equal(1_000n * UNIT);
  });
});
