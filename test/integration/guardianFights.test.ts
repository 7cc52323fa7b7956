import { expect } from "chai";
import { network } from "hardhat";
import { guardianPolicy } from "../../scripts/deploy/policies.ts";
import { orderDomain, signOrder } from "../fixtures/anOrder.ts";
import type { Fight } from "../fixtures/deployFight.ts";
import { deployFight } from "../fixtures/deployFight.ts";
import { GUARDIAN_REASON, RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployFight(connection);
const HOUR = 3_600;

/** Two rounds of certainty fill a row, one of nothing arms the rung again: the most that scores can do. */
const lieOf = (round: number): number => (round % 3 === 0 ? 0 : 100_00);

interface Siege {
  readonly raises: number;
  readonly emergencies: number;
  readonly roundsHeld: number;
}

/** A quorum of liars does all it can to one market for `rounds` hours; the DAO undoes each raise `wait` rounds later. */
async function besiege(fight: Fight, symbol: string, rounds: number, wait: number): Promise<Siege> {
  const { suite, lie, rungOf, order, sign, undo } = fight;
  const { guardian, stranger } = suite;
  const from = await ethers.provider.getBlockNumber();
  const id = suite.idOf(symbol);
  let [raisedIn, roundsHeld] = [-1, 0];
  for (let round = 1; round <= rounds; ++round) {
    await lie(lieOf(round));
    await guardian.connect(stranger).trigger([id]);
    const spent = (await guardian.emergencyStateOf(id)).raisesLeft === 0n;
    if ((await rungOf(symbol)) === RUNG.none && !spent) {
      const given = await order(symbol);
      await guardian.connect(stranger).emergencyRaise(given, await sign(given));
    }
    if ((await rungOf(symbol)) === RUNG.none) continue;
    if (raisedIn < 0) raisedIn = round;
    if (round - raisedIn < wait) {
      ++roundsHeld;
      continue;
    }
    await undo(symbol);
    raisedIn = -1;
  }
  return {
    raises: (await guardian.queryFilter(guardian.filters.RungRaised(id), from)).length,
    emergencies: (await guardian.queryFilter(guardian.filters.EmergencyRaised(id), from)).length,
    roundsHeld,
  };
}

describe("The guardian against the steward, on the real Aave", () => {
  it("H6 G2 the steward leaves LTV 0, a freeze, and a freeze that was lifted without its LTV, until the DAO has lifted all", async () => {
    const { suite, lie, rungOf, configurator } = await networkHelpers.loadFixture(fixture);
    const { aave, guardian, steward, idOf } = suite;
    const all = [idOf("WETH")];
    const weth = aave.tokens.WETH!;
    const ltv = async () => (await aave.dataProvider.getReserveConfigurationData(weth)).ltv;
    const refused = async () => {
      await expect(steward.tighten(all))
        .to.emit(steward, "MarketSkipped")
        .withArgs(idOf("WETH"), STEWARD_REASON.marketHeld, "0x");
      expect(await ltv()).to.equal(0n);
    };
    for (let round = 0; round < 2; ++round) {
      await lie(50_00);
      await guardian.trigger(all);
    }
    expect(await rungOf("WETH")).to.equal(RUNG.ltvZero);
    await refused();
    for (let round = 0; round < 3; ++round) {
      await lie(80_00);
      await guardian.trigger(all);
    }
    expect(await rungOf("WETH")).to.equal(RUNG.freeze);
    await refused();
    await configurator.setReserveFreeze(weth, false);
    expect(await aave.configurator.getPendingLtv(weth)).to.equal(80_00n);
    await refused();
    await configurator.setReserveLtvzero(weth, false);
    expect(await ltv()).to.equal(80_00n);
    await steward.tighten(all);
    expect(await ltv()).to.equal(75_00n);
  });
});

describe("A quorum of liars against the guardian's budgets, on the real Aave", function () {
  // A week of rounds, on a machine that may be busy with more than this.
  this.timeout(1_800_000);

  it("G5 G6 for 100 rounds against a DAO that undoes at once: three raises of a market, held for no round", async () => {
    const fight = await networkHelpers.loadFixture(fixture);
    const before = await fight.untouched();
    const siege = await besiege(fight, "WETH", 100, 0);
    console.info(
      `      100 rounds, undone at once: ${siege.raises} raises on scores, ${siege.emergencies} on orders, ` +
        `${siege.roundsHeld} rounds held.`,
    );
    expect(siege).to.deep.equal({ raises: 2, emergencies: 1, roundsHeld: 0 });
    expect(await fight.untouched()).to.deep.equal(before);
  });

  it("G5 G6 for a week against a DAO that waits out its timelock each time: three raises, at most 144 of 168 hours", async () => {
    const fight = await networkHelpers.loadFixture(fixture);
    const siege = await besiege(fight, "WETH", 168, 48);
    console.info(
      `      168 rounds, undone after 48: ${siege.raises} raises on scores, ${siege.emergencies} on orders, ` +
        `${siege.roundsHeld} rounds held.`,
    );
    expect(siege.raises + siege.emergencies).to.equal(3);
    expect(siege.roundsHeld).to.equal(144);
  });

  it("C1 G5 against a brake: one raise, and nothing after it in 24 rounds", async () => {
    const fight = await networkHelpers.loadFixture(fixture);
    const { suite, undo, rungOf, order, sign } = fight;
    await besiege(fight, "WETH", 1, 1_000);
    expect(await rungOf("WETH")).to.equal(RUNG.freeze);
    await suite.guardian.connect(suite.brake).disable(suite.idOf("WETH"));
    await undo("WETH");
    for (let round = 1; round <= 24; ++round) {
      await fight.lie(lieOf(round));
      await suite.guardian.trigger([suite.idOf("WETH")]);
    }
    const given = await order("WETH");
    await expect(suite.guardian.emergencyRaise(given, await sign(given)))
      .to.be.revertedWithCustomError(suite.guardian, "MarketDisabled")
      .withArgs(suite.idOf("WETH"));
    expect(await rungOf("WETH")).to.equal(RUNG.none);
  });

  it("G4 a breach is no use again after the DAO's reset: not in its round, not in the next, not as its report", async () => {
    const { suite, lie, rungOf, undo } = await networkHelpers.loadFixture(fixture);
    const { guardian, idOf } = suite;
    for (let round = 0; round < 2; ++round) {
      await lie(50_00);
      await guardian.trigger([idOf("WETH")]);
    }
    await undo("WETH");
    await expect(guardian.trigger([idOf("WETH")]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(idOf("WETH"), GUARDIAN_REASON.roundAlreadyUsed, "0x");
    for (let round = 0; round < 4; ++round) {
      await lie(50_00);
      await guardian.trigger([idOf("WETH")]);
      expect(await rungOf("WETH")).to.equal(RUNG.none);
    }
    await networkHelpers.time.increase(3 * HOUR);
    await expect(guardian.trigger([idOf("WETH")]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(idOf("WETH"), GUARDIAN_REASON.scoreStale, "0x");
  });
});

describe("An emergency order on the real Aave", () => {
  it("G1 G2 freezes a market that every score calls calm, and the DAO alone lifts it", async () => {
    const { suite, lie, order, sign, rungOf, undo } = await networkHelpers.loadFixture(fixture);
    const { aave, guardian, stranger } = suite;
    await lie(0);
    const given = await order("WETH");
    await guardian.connect(stranger).emergencyRaise(given, await sign(given));
    const data = await aave.dataProvider.getReserveConfigurationData(aave.tokens.WETH!);
    expect([data.isFrozen, data.ltv, data.borrowingEnabled]).to.deep.equal([true, 0n, false]);
    await undo("WETH");
    expect(await rungOf("WETH")).to.equal(RUNG.none);
  });

  it("G4 G6 is no use after the reset, on another market, on another chain, or at another guardian", async () => {
    const { suite, order, sign, signing, rungOf, undo } = await networkHelpers.loadFixture(fixture);
    const { guardian, oracle, dao, idOf } = suite;
    const given = await order("WETH");
    const signatures = await sign(given);
    await expect(guardian.emergencyRaise({ ...given, marketId: idOf("WBTC") }, signatures))
      .to.be.revertedWithCustomError(guardian, "InvalidSignature")
      .withArgs(0, (who: string) => who !== signing.keys[0]!.address, signing.keys[0]!.address);
    const elsewhere = orderDomain(10n, await guardian.getAddress());
    const other = [0, 1, 2, 3, 4].map((m) => signOrder(elsewhere, given, m, signing.keys[m]!));
    await expect(guardian.emergencyRaise(given, other))
      .to.be.revertedWithCustomError(guardian, "InvalidSignature")
      .withArgs(0, (who: string) => who !== signing.keys[0]!.address, signing.keys[0]!.address);

    const second = await ethers.deployContract("PauseGuardian", [oracle, dao, ethers.ZeroAddress]);
    const where = {
      adapter: await suite.pauseAdapter.getAddress(),
      target: await suite.aave.pool.getAddress(),
      asset: suite.aave.tokens.WETH!,
    };
    const policy = guardianPolicy(where, suite.parameters.guardian.WETH!);
    await second.connect(dao).setPolicy(idOf("WETH"), policy);
    expect((await second.emergencyStateOf(idOf("WETH"))).nonce).to.equal(given.nonce);
    await expect(second.emergencyRaise(given, signatures))
      .to.be.revertedWithCustomError(second, "InvalidSignature")
      .withArgs(0, (who: string) => who !== signing.keys[0]!.address, signing.keys[0]!.address);

    await guardian.emergencyRaise(given, signatures);
    expect(await rungOf("WETH")).to.equal(RUNG.freeze);
    await undo("WETH");
    await expect(guardian.emergencyRaise(given, signatures))
      .to.be.revertedWithCustomError(guardian, "WrongNonce")
      .withArgs(given.nonce, given.nonce + 1n);
    expect(await rungOf("WETH")).to.equal(RUNG.none);
  });
});
