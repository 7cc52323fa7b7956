import { expect } from "chai";
import { network } from "hardhat";
import { DAY, HOUR, OUTCOME, PRICE, TIMES, UNIT, deployCover } from "../fixtures/deployCover.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = async () => deployCover(connection);
const load = async () => networkHelpers.loadFixture(fixture);
const FALLEN = (PRICE * 95n) / 100n;

const tokens = (units: bigint): string => (Number(units) / Number(UNIT)).toFixed(2);

describe("A cover pool and those who know more than its price", () => {
  it("an underwriter that runs when the event comes bears it like the others", async () => {
    const { pool, alice, anyone, token, covered, price, hours } = await load();
    await token.mint(anyone, 1_000n * UNIT);
    await token.connect(anyone).approve(pool, 1_000n * UNIT);
    await pool.deposit(1_000n * UNIT, anyone);
    const start = await covered({ amount: 400n * UNIT });
    await price(FALLEN);
    // It sees the round before anybody has settled, and asks to leave.
    await pool.requestExit(await pool.balanceOf(anyone));
    expect(await pool.maxRedeem(anyone)).to.equal(0n);
    await hours(24, FALLEN);
    await pool.settle(0n, start, 10n);
    await networkHelpers.time.increase(TIMES.exitDelay - DAY + HOUR);
    await pool.redeem(await pool.maxRedeem(anyone), anyone, anyone);
    const ran = await token.balanceOf(anyone);
    const stayed = await pool.convertToAssets(await pool.balanceOf(alice));
    expect(ran).to.be.closeTo(stayed, 2n);
    expect(ran).to.be.lessThan(810n * UNIT);
    console.info(`An underwriter that runs: ${tokens(ran)} of 1000.00; one that stays: ${tokens(stayed)}.`);
  });

  it("one whose request had matured leaves within its window: what it saves is the others' loss", async () => {
    const { pool, alice, anyone, token, covered, price, score } = await load();
    await token.mint(anyone, 1_000n * UNIT);
    await token.connect(anyone).approve(pool, 1_000n * UNIT);
    await pool.deposit(1_000n * UNIT, anyone);
    await pool.requestExit(await pool.balanceOf(anyone));
    await networkHelpers.time.increase(TIMES.exitDelay - 8 * HOUR);
    const id = await price();
    await score(1_00);
    const start = await covered({ amount: 400n * UNIT, observationRoundId: id });
    await networkHelpers.time.increase(HOUR);
    await price(FALLEN);
    await pool.redeem(await pool.maxRedeem(anyone), anyone, anyone);
    await pool.settle(0n, start, 10n);
    const stayed = await pool.convertToAssets(await pool.balanceOf(alice));
    const saved = (await token.balanceOf(anyone)) - 800n * UNIT;
    expect(saved).to.be.greaterThan(195n * UNIT);
    expect(stayed).to.be.lessThan(620n * UNIT);
    console.info(
      `One whose window is open: ${tokens(saved)} of its share of a payment of 400.00; open for ${String(TIMES.exitWindow / DAY)} of every ${String((TIMES.exitDelay + TIMES.exitWindow) / DAY)} days.`,
    );
  });

  it("a buyer who sees the price fall before the score does gets no cover of it", async () => {
    const { pool, asBuyer, purchase, price, score, hours, inForceAt, buyer, token, marketId } = await load();
    // Within `maxFall`, at the calm score's price: the most that being early is worth.
    const seen = (PRICE * 99_00n) / 100_00n;
    await price(seen);
    const before = await token.balanceOf(buyer);
    await asBuyer.buy(purchase);
    const paid = before - (await token.balanceOf(buyer));
    // The score sees it a round later: the same cover costs what it should.
    await hours(1, seen);
    await score(30_00);
    const due = await pool.quote(marketId, purchase.amount, DAY);
    // The fall goes on within the waiting time: the term is measured from where it began, and pays nothing.
    await hours(5, FALLEN);
    await hours(26, FALLEN - 1n);
    const start = await inForceAt((await pool.coverOf(0n)).startsAt);
    await pool.settle(0n, start, 100n);
    expect((await pool.coverOf(0n)).outcome).to.equal(OUTCOME.no);
    expect(due).to.be.greaterThan(paid);
    console.info(
      `A buyer one round ahead of the score pays ${tokens(paid)} instead of ${tokens(due)} for 100.00, and is not paid for the fall it saw.`,
    );
  });

  it("a quorum that says nothing is wrong sells all that the market's limit allows, at the floor", async () => {
    const { pool, asBuyer, purchase, score, price, hours, holder, token, inForceAt, buyer } = await load();
    await score(0);
    const before = await token.balanceOf(buyer);
    await asBuyer.buy({ ...purchase, amount: 600n * UNIT, observationRoundId: 1n });
    const paid = before - (await token.balanceOf(buyer));
    await hours(7);
    const start = await inForceAt((await pool.coverOf(0n)).startsAt);
    await price(FALLEN);
    await pool.settle(0n, start, 10n);
    await pool.collect(holder);
    expect(await token.balanceOf(holder)).to.equal(600n * UNIT);
    expect(paid).to.equal((600n * UNIT) / 1_000n);
    console.info(`A quorum that always says 0: ${tokens(600n * UNIT)} of cover for ${tokens(paid)}.`);
  });
});
