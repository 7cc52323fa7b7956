import { expect } from "chai";
import { network } from "hardhat";
import { GUARDIAN_REASON, RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";
import { deployFight } from "../fixtures/deployFight.ts";
import { mispricedFor4Hours } from "../fixtures/mispriced.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = () => deployFight(connection);

describe("A price feed goes bad", () => {
  it("H3 G2 flagged scores tighten and guard as others do, and loosen nothing however low they are", async () => {
    const { suite, rungOf } = await networkHelpers.loadFixture(fixture);
    const { steward, guardian, idOf, aave } = suite;
    const id = idOf("WETH");
    const ltv = async () => (await aave.dataProvider.getReserveConfigurationData(aave.tokens.WETH!)).ltv;
    for (const flags of [{ degraded: true }, { outOfDistribution: true }]) {
      const snapshot = await networkHelpers.takeSnapshot();
      await suite.report(() => ({ scoreBps: 30_00, ...flags }));
      await steward.tighten([id]);
      expect(await ltv()).to.equal(75_00n);
      await suite.report(() => ({ scoreBps: 10, ...flags }));
      // The band that a doubtful score cannot leave is where the LTV stands: there is nothing to queue.
      await expect(steward.queueLoosening([id]))
        .to.emit(steward, "MarketSkipped")
        .withArgs(id, STEWARD_REASON.alreadyThere, "0x");
      expect(await ltv()).to.equal(75_00n);
      for (const expected of [RUNG.none, RUNG.ltvZero, RUNG.freeze]) {
        await suite.report(() => ({ scoreBps: 70_00, ...flags }));
        await guardian.trigger([id]);
        expect(await rungOf("WETH")).to.equal(expected);
      }
      await snapshot.restore();
    }
  });
});

describe("A false alarm", () => {
  it("G2 G4 the guardian raises, the DAO resumes, and the same breach raises nothing again until a calm round", async () => {
    const { suite, rungOf, undo } = await networkHelpers.loadFixture(fixture);
    const { guardian, idOf } = suite;
    const id = idOf("LINK");
    const round = async (scoreBps: number) => {
      await suite.report(() => ({ scoreBps }));
      return guardian.trigger([id]);
    };
    await round(50_00);
    await expect(round(50_00)).to.emit(guardian, "RungRaised");
    await undo("LINK");
    for (let hour = 0; hour < 6; ++hour) {
      await expect(round(50_00))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, GUARDIAN_REASON.noBreach, "0x");
    }
    expect(await rungOf("LINK")).to.equal(RUNG.none);
    await round(10_00);
    await round(50_00);
    await expect(round(50_00)).to.emit(guardian, "RungRaised");
    expect(await rungOf("LINK")).to.equal(RUNG.ltvZero);
  });
});

describe("Collateral that is mispriced by design, as cbETH was on 2026-02-15", () => {
  it("scores stop the cheap loans after two rounds and no liquidation; an order stops both within ten minutes", async () => {
    const control = await mispricedFor4Hours(await network.create(), "nothing");
    const scores = await mispricedFor4Hours(await network.create(), "scores");
    const order = await mispricedFor4Hours(await network.create(), "order");
    for (const [name, damage] of Object.entries({ control, scores, order })) {
      console.info(
        `      ${name}: guarded after ${damage.guardedAfter ?? "no"} minutes, ${damage.liquidated} of 12 liquidated, ` +
          `bad debt ${damage.badDebt} USD, drained ${damage.drained} USD.`,
      );
    }
    expect(control.guardedAfter).to.equal(null);
    expect(control.liquidated).to.equal(12);
    expect(scores.guardedAfter).to.equal(120);
    expect(scores.liquidated).to.equal(control.liquidated);
    expect(scores.drained).to.be.lessThan(control.drained);
    expect(order.guardedAfter).to.equal(10);
    expect(order.liquidated).to.equal(1);
    expect(order.badDebt).to.be.lessThan(control.badDebt / 10);
    expect(order.drained).to.be.lessThan(scores.drained);
  });
});
