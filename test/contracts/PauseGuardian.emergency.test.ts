import { expect } from "chai";
import { network } from "hardhat";
import { orderDomain, REASON_HASH } from "../fixtures/anOrder.ts";
import { deployEmergency } from "../fixtures/deployEmergency.ts";
import { assetAt, GUARDIAN_REASON as REASON, RUNG } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const WEEK = 604_800;

const fixture = () => deployEmergency(connection);

describe("PauseGuardian.emergencyRaise", () => {
  it("G2 raises at once, on a score that sees nothing, for anyone who submits", async () => {
    const { guardian, stranger, id, order, sign, rung, score } = await networkHelpers.loadFixture(fixture);
    await score({ round: 1, score: 0 });
    const given = await order();
    await expect(guardian.connect(stranger).emergencyRaise(given, await sign(given)))
      .to.emit(guardian, "EmergencyRaised")
      .withArgs(id, given.nonce, RUNG.none, RUNG.freeze, 0b1010111, REASON_HASH, stranger.address)
      .and.to.emit(guardian, "OrdersVoided")
      .withArgs(id, given.nonce + 1n)
      .and.to.emit(guardian, "RungSpent")
      .withArgs(id, RUNG.freeze);
    expect(await rung()).to.equal(RUNG.freeze);
    expect(await guardian.emergencyStateOf(id)).to.deep.equal([given.nonce + 1n, 0n]);
  });

  for (const name of ["trigger", "emergencyRaise"] as const) {
    it(`G3 an adapter that calls ${name} back in the middle of a raise is refused`, async () => {
      const { guardian, pauseAdapter, id, order, sign, rung } = await networkHelpers.loadFixture(fixture);
      const given = await order();
      const signatures = await sign(given);
      const data = {
        trigger: guardian.interface.encodeFunctionData("trigger", [[id]]),
        emergencyRaise: guardian.interface.encodeFunctionData("emergencyRaise", [given, signatures]),
      };
      await pauseAdapter.callBack(guardian, data[name]);
      await guardian.emergencyRaise(given, signatures);
      expect(await rung()).to.equal(RUNG.freeze);
      expect(await pauseAdapter.succeeded()).to.equal(false);
      expect(await pauseAdapter.answer()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
    });
  }

  it("says what members sign, as EIP-712 has it", async () => {
    const { guardian, order, keys, signing, sign } = await networkHelpers.loadFixture(fixture);
    const given = await order();
    const [first] = await sign(given);
    const signature = ethers.Signature.from({ r: first!.r, yParityAndS: first!.vs });
    expect(ethers.recoverAddress(await guardian.orderDigest(given), signature)).to.equal(keys[0]!.address);
    const { name, version, chainId, verifyingContract } = await guardian.eip712Domain();
    expect({ name, version, chainId, verifyingContract }).to.deep.equal(
      orderDomain(signing.chainId, await guardian.getAddress()),
    );
  });

  it("G3 repeating while the ladder stands is an event, spends nothing and changes nothing", async () => {
    const { guardian, pauseAdapter, id, order, sign } = await networkHelpers.loadFixture(fixture);
    const given = await order();
    const signatures = await sign(given);
    await guardian.emergencyRaise(given, signatures);
    const state = await guardian.emergencyStateOf(id);
    await expect(guardian.emergencyRaise(given, signatures))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.alreadyThere, "0x");
    expect(await guardian.emergencyStateOf(id)).to.deep.equal(state);
    expect(await pauseAdapter.raises(assetAt(0))).to.equal(1n);
  });

  it("G3 what the protocol refuses spends nothing and may be tried again with the same signatures", async () => {
    const { guardian, pauseAdapter, id, order, sign, rung } = await networkHelpers.loadFixture(fixture);
    const given = await order();
    const signatures = await sign(given);
    await pauseAdapter.setFault(assetAt(0), 1);
    await expect(guardian.emergencyRaise(given, signatures))
      .to.be.revertedWithCustomError(pauseAdapter, "RaiseRefused")
      .withArgs(assetAt(0));
    await pauseAdapter.setFault(assetAt(0), 2);
    await expect(guardian.emergencyRaise(given, signatures))
      .to.be.revertedWithCustomError(guardian, "RungNotReached")
      .withArgs(RUNG.none, RUNG.freeze);
    expect(await guardian.emergencyStateOf(id)).to.deep.equal([given.nonce, 1n]);
    await pauseAdapter.setFault(assetAt(0), 0);
    await guardian.emergencyRaise(given, signatures);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G4 nothing that was signed before the DAO undid a raise can be used after it", async () => {
    const { guardian, pauseAdapter, id, order, sign, score, rung, time } =
      await networkHelpers.loadFixture(fixture);
    const unused = await order({ rung: RUNG.ltvZero });
    const used = await order();
    const signatures = await sign(unused);
    await guardian.emergencyRaise(used, await sign(used));
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    for (const stale of [used, unused]) {
      await expect(guardian.emergencyRaise(stale, stale === unused ? signatures : await sign(used)))
        .to.be.revertedWithCustomError(guardian, "WrongNonce")
        .withArgs(stale.nonce, stale.nonce + 1n);
    }
    // A raise on the score kills orders too.
    await time.increase(WEEK);
    for (const round of [1, 2]) {
      if (round === 2) expect(await rung()).to.equal(RUNG.none);
      await score({ round, score: round === 1 ? 0 : 45_00 });
      await guardian.trigger([id]);
    }
    const before = await order();
    await score({ round: 3, score: 45_00 });
    await guardian.trigger([id]);
    expect(await rung()).to.equal(RUNG.ltvZero);
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    await expect(guardian.emergencyRaise(before, await sign(before)))
      .to.be.revertedWithCustomError(guardian, "WrongNonce")
      .withArgs(before.nonce, before.nonce + 1n);
  });

  it("G4 a breach that went on through an emergency does not undo the DAO's reset", async () => {
    const { guardian, pauseAdapter, id, raise, score, rung } = await networkHelpers.loadFixture(fixture);
    await score({ round: 1, score: 65_00 });
    await guardian.trigger([id]);
    await raise();
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    for (const round of [2, 3, 4]) {
      await score({ round, score: 65_00 });
      await guardian.trigger([id]);
    }
    expect(await rung()).to.equal(RUNG.none);
  });

  it("G1 climbs from where the ladder stands, and no order lowers it", async () => {
    const { guardian, pauseAdapter, id, raise, rung } = await networkHelpers.loadFixture(fixture);
    await pauseAdapter.setRung(assetAt(0), RUNG.ltvZero);
    await expect(raise({ rung: RUNG.borrowOff, from: RUNG.ltvZero }))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.alreadyThere, "0x");
    expect(await rung()).to.equal(RUNG.ltvZero);
    await raise({ from: RUNG.ltvZero });
    expect(await rung()).to.equal(RUNG.freeze);
  });
});
