import { expect } from "chai";
import { network } from "hardhat";
import { deployEmergency } from "../fixtures/deployEmergency.ts";
import { assetAt, NO_EMERGENCY, RUNG } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const DAY = 86_400;
const WEEK = 7 * DAY;

const fixture = () => deployEmergency(connection);
type Setup = Awaited<ReturnType<typeof fixture>>;

describe("PauseGuardian.setPolicy, of an emergency", () => {
  const bad: readonly [string, Partial<Awaited<ReturnType<Setup["policy"]>>["emergency"]>, unknown[]][] = [
    ["G6 fewer signers than a quorum", { signers: 4 }, ["signers", 4, 5, 7]],
    ["more signers than members", { signers: 8 }, ["signers", 8, 5, 7]],
    ["no operator", { operators: 0 }, ["operators", 0, 1, 5]],
    ["more operators than signers", { operators: 6 }, ["operators", 6, 1, 5]],
    ["G5 no budget", { budget: 0 }, ["emergencyBudget", 0, 1, 2]],
    ["G5 a larger budget than the score's", { budget: 3 }, ["emergencyBudget", 3, 1, 2]],
    ["orders that expire too soon", { validity: 299 }, ["validity", 299, 300, DAY]],
    ["orders that live too long", { validity: DAY + 1 }, ["validity", DAY + 1, 300, DAY]],
  ];
  for (const [what, overrides, [field, ...rest]] of bad) {
    it(`reverts with ValueOutOfRange on ${what}`, async () => {
      const { guardian, id, policy } = await networkHelpers.loadFixture(fixture);
      const given = await policy();
      await expect(guardian.setPolicy(id, { ...given, emergency: { ...given.emergency, ...overrides } }))
        .to.be.revertedWithCustomError(guardian, "ValueOutOfRange")
        .withArgs(ethers.encodeBytes32String(field as string), ...rest);
    });
  }

  it("reverts with RungUnsupported on a ceiling that the protocol lacks", async () => {
    const { guardian, pauseAdapter, id, policy } = await networkHelpers.loadFixture(fixture);
    await pauseAdapter.setLacking(assetAt(0), 1 << 4);
    const given = await policy();
    await expect(guardian.setPolicy(id, { ...given, emergency: { ...given.emergency, ceiling: RUNG.pause } }))
      .to.be.revertedWithCustomError(guardian, "RungUnsupported")
      .withArgs(RUNG.pause, 0b01110);
  });

  it("takes a policy of an emergency alone", async () => {
    const { guardian, id, policy, raise, rung } = await networkHelpers.loadFixture(fixture);
    const given = await policy();
    const unused = { enter: 0, exit: 0, dwell: 0, minContributors: 0 };
    await guardian.setPolicy(id, { ...given, rungs: [unused, unused, unused, unused] });
    await raise();
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G4 kills what was signed under the policy before", async () => {
    const { guardian, id, policy, order, sign } = await networkHelpers.loadFixture(fixture);
    const signed = await order();
    await expect(guardian.setPolicy(id, await policy()))
      .to.emit(guardian, "OrdersVoided")
      .withArgs(id, signed.nonce + 1n);
    await expect(guardian.emergencyRaise(signed, await sign(signed)))
      .to.be.revertedWithCustomError(guardian, "WrongNonce")
      .withArgs(signed.nonce, signed.nonce + 1n);
  });
});

describe("PauseGuardian.voidOrders", () => {
  it("C1 reverts for anyone without the role", async () => {
    const { guardian, stranger, id } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.connect(stranger).voidOrders(id))
      .to.be.revertedWithCustomError(guardian, "AccessControlUnauthorizedAccount")
      .withArgs(stranger.address, await guardian.DISABLER_ROLE());
  });

  it("reverts with MarketUnknown where there is no policy", async () => {
    const { guardian, brake } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.connect(brake).voidOrders(ethers.id("other")))
      .to.be.revertedWithCustomError(guardian, "MarketUnknown")
      .withArgs(ethers.id("other"));
  });

  it("G4 kills whatever was signed, at once, for that market alone", async () => {
    const { guardian, brake, id, ids, order, sign, raise, rung } = await networkHelpers.loadFixture(fixture);
    const signed = await order();
    const signatures = await sign(signed);
    await expect(guardian.connect(brake).voidOrders(id))
      .to.emit(guardian, "OrdersVoided")
      .withArgs(id, signed.nonce + 1n);
    await expect(guardian.emergencyRaise(signed, signatures))
      .to.be.revertedWithCustomError(guardian, "WrongNonce")
      .withArgs(signed.nonce, signed.nonce + 1n);
    await raise({ marketId: ids[1]!, nonce: 1n });
    expect([await rung(0), await rung(1)]).to.deep.equal([RUNG.none, RUNG.freeze]);
  });
});

describe("PauseGuardian.emergencyRaise, its order", () => {
  it("reverts with MarketUnknown where there is no policy", async () => {
    const { guardian, raise } = await networkHelpers.loadFixture(fixture);
    await expect(raise({ marketId: ethers.id("other"), nonce: 0n }))
      .to.be.revertedWithCustomError(guardian, "MarketUnknown")
      .withArgs(ethers.id("other"));
  });

  it("C1 reverts with MarketDisabled once the market is stopped", async () => {
    const { guardian, brake, id, raise } = await networkHelpers.loadFixture(fixture);
    await guardian.connect(brake).disable(id);
    await expect(raise()).to.be.revertedWithCustomError(guardian, "MarketDisabled").withArgs(id);
  });

  it("reverts with RungAboveCeiling above what the policy lets members sign for", async () => {
    const { guardian, raise } = await networkHelpers.loadFixture(fixture);
    await expect(raise({ rung: RUNG.pause }))
      .to.be.revertedWithCustomError(guardian, "RungAboveCeiling")
      .withArgs(RUNG.pause, RUNG.freeze);
  });

  it("reverts with RungAboveCeiling where the policy has no emergency", async () => {
    const { guardian, id, policy, raise } = await networkHelpers.loadFixture(fixture);
    await guardian.setPolicy(id, { ...(await policy()), emergency: NO_EMERGENCY });
    await expect(raise({ rung: RUNG.borrowOff }))
      .to.be.revertedWithCustomError(guardian, "RungAboveCeiling")
      .withArgs(RUNG.borrowOff, RUNG.none);
  });

  for (const [what, current] of [
    ["lower", RUNG.none],
    ["higher", RUNG.ltvZero],
  ] as const) {
    it(`G4 reverts with LadderMoved where the ladder stands ${what} than when it was signed`, async () => {
      const { guardian, pauseAdapter, raise } = await networkHelpers.loadFixture(fixture);
      await pauseAdapter.setRung(assetAt(0), current);
      await expect(raise({ from: RUNG.borrowOff }))
        .to.be.revertedWithCustomError(guardian, "LadderMoved")
        .withArgs(RUNG.borrowOff, current);
    });
  }

  for (const ahead of [-1n, 1n]) {
    it(`G4 reverts with WrongNonce on the ${ahead < 0n ? "last" : "next"} nonce`, async () => {
      const { guardian, raise, order } = await networkHelpers.loadFixture(fixture);
      const { nonce } = await order();
      await expect(raise({ nonce: nonce + ahead }))
        .to.be.revertedWithCustomError(guardian, "WrongNonce")
        .withArgs(nonce + ahead, nonce);
    });
  }

  it("G4 dies in the second after validUntil", async () => {
    const { guardian, raise, order, rung, time } = await networkHelpers.loadFixture(fixture);
    const { validUntil } = await order();
    const snapshot = await networkHelpers.takeSnapshot();
    await time.setNextBlockTimestamp(validUntil + 1n);
    await expect(raise({ validUntil }))
      .to.be.revertedWithCustomError(guardian, "OrderExpired")
      .withArgs(validUntil, validUntil + 1n);
    await snapshot.restore();
    await time.setNextBlockTimestamp(validUntil);
    await raise({ validUntil });
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G4 cannot be signed for longer than the policy's validity", async () => {
    const { guardian, raise, rung, time } = await networkHelpers.loadFixture(fixture);
    const at = BigInt((await time.latest()) + 60);
    const snapshot = await networkHelpers.takeSnapshot();
    await time.setNextBlockTimestamp(at);
    await expect(raise({ validUntil: at + 3_601n }))
      .to.be.revertedWithCustomError(guardian, "OrderValidTooLong")
      .withArgs(at + 3_601n, at + 3_600n);
    await snapshot.restore();
    await time.setNextBlockTimestamp(at);
    await raise({ validUntil: at + 3_600n });
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G5 reverts with EmergencyBudgetSpent until a period has passed, and leaves the score's budget alone", async () => {
    const { guardian, pauseAdapter, id, raise, rung, time, score } =
      await networkHelpers.loadFixture(fixture);
    await raise();
    const raisedAt = await time.latest();
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    expect((await guardian.emergencyStateOf(id)).raisesLeft).to.equal(0n);
    expect((await guardian.stateOf(id)).raisesLeft).to.equal(2n);
    await time.setNextBlockTimestamp(raisedAt + WEEK - 1);
    await expect(raise({ validUntil: BigInt(raisedAt + WEEK) }))
      .to.be.revertedWithCustomError(guardian, "EmergencyBudgetSpent")
      .withArgs(id, 1);
    // The last raise may lie a period back: a score's raise in between took nothing of the emergency's budget.
    await score({ round: 1, score: 0 });
    await guardian.trigger([id]);
    await raise({ validUntil: BigInt(raisedAt + WEEK + 60) });
    expect(await rung()).to.equal(RUNG.freeze);
  });
});
