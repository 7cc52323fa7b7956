import { expect } from "chai";
import { network } from "hardhat";
import { deployEmergency } from "../fixtures/deployEmergency.ts";
import { GUARDIAN_REASON as REASON, RUNG } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const SILENCE = 2_592_000;

/** A guardian that heard the committee last in round 1, whose score was of that moment. */
const fixture = async () => {
  const setup = await deployEmergency(connection, 1);
  const heard = async (round: number, score: number) => {
    const observedAt = await setup.time.latest();
    await setup.score({ round, score, observedAt });
    return observedAt;
  };
  const heardAt = await heard(1, 45_00);
  await setup.guardian.trigger([setup.id]);
  return { ...setup, heard, heardAt };
};

describe("PauseGuardian.authorityUntil", () => {
  it("is zero where there is no policy", async () => {
    const { guardian } = await networkHelpers.loadFixture(fixture);
    expect(await guardian.authorityUntil(ethers.id("other"))).to.equal(0n);
  });

  it("G5 runs from the signed time of the last counted round, not from the trigger's", async () => {
    const { guardian, id, heard, heardAt, time, score } = await networkHelpers.loadFixture(fixture);
    expect(await guardian.authorityUntil(id)).to.equal(BigInt(heardAt + SILENCE));
    const second = await heard(2, 0);
    await time.increase(600);
    await guardian.trigger([id]);
    expect(await guardian.authorityUntil(id)).to.equal(BigInt(second + SILENCE));
    // An older time never takes back what a newer one gave.
    await score({ round: 3, score: 0, observedAt: heardAt });
    await guardian.trigger([id]);
    expect(await guardian.authorityUntil(id)).to.equal(BigInt(second + SILENCE));
  });
});

describe("PauseGuardian, after the committee's silence", () => {
  it("G5 acts in the last second of its authority", async () => {
    const { guardian, id, heard, heardAt, rung, time } = await networkHelpers.loadFixture(fixture);
    await heard(2, 45_00);
    await time.setNextBlockTimestamp(heardAt + SILENCE);
    await guardian.trigger([id]);
    expect(await rung()).to.equal(RUNG.ltvZero);
  });

  it("G5 raises nothing on a score, however fresh, once it has been silent for too long", async () => {
    const { guardian, id, heard, heardAt, rung, time } = await networkHelpers.loadFixture(fixture);
    await time.setNextBlockTimestamp(heardAt + SILENCE + 1);
    for (const round of [2, 3, 4]) {
      await heard(round, 99_00);
      await expect(guardian.trigger([id]))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, REASON.authorityOver, "0x")
        .and.not.to.emit(guardian, "RoundCounted");
    }
    expect(await guardian.preview(id)).to.deep.equal([0n, 0n, BigInt(REASON.authorityOver)]);
    expect(await rung()).to.equal(RUNG.none);
    expect(await guardian.authorityUntil(id)).to.equal(BigInt(heardAt + SILENCE));
  });

  it("G5 takes an order in the last second of its authority", async () => {
    const { guardian, id, heardAt, raise, rung, time } = await networkHelpers.loadFixture(fixture);
    const until = BigInt(heardAt + SILENCE);
    await time.setNextBlockTimestamp(until);
    await raise({ validUntil: until + 60n });
    expect(await rung()).to.equal(RUNG.freeze);
    expect(await guardian.authorityUntil(id)).to.equal(until);
  });

  it("G5 takes no order either: keys that nobody minds any more pause nothing", async () => {
    const { guardian, id, heardAt, raise, rung, time } = await networkHelpers.loadFixture(fixture);
    const until = BigInt(heardAt + SILENCE);
    await time.setNextBlockTimestamp(until + 1n);
    await expect(raise({ validUntil: until + 60n }))
      .to.be.revertedWithCustomError(guardian, "AuthorityEnded")
      .withArgs(id, until);
    expect(await rung()).to.equal(RUNG.none);
  });

  it("G5 is given authority again by the DAO's next policy alone", async () => {
    const { guardian, id, heard, heardAt, policy, rung, raise, time } =
      await networkHelpers.loadFixture(fixture);
    await time.increaseTo(heardAt + SILENCE + 1);
    await guardian.setPolicy(id, await policy());
    expect(await guardian.authorityUntil(id)).to.equal(BigInt((await time.latest()) + SILENCE));
    for (const round of [2, 3]) {
      await heard(round, 45_00);
      await guardian.trigger([id]);
    }
    expect(await rung()).to.equal(RUNG.ltvZero);
    await raise({ from: RUNG.ltvZero });
    expect(await rung()).to.equal(RUNG.freeze);
  });
});
