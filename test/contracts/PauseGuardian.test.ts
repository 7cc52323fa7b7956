import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../fixtures/aScore.ts";
import { assetAt, deployHooks, GUARDIAN_REASON as REASON, POOL, RUNG } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const configured = async (markets: number) => {
  const hooks = await deployHooks(connection, markets);
  const { guardian, ids } = hooks;
  for (const [index, id] of ids.entries()) await guardian.setPolicy(id, await hooks.guardianPolicy(index));
  const rung = (index = 0) => hooks.pauseAdapter.rungOf(POOL, assetAt(index));
  /** One round for each score, each triggered once. */
  const rounds = async (...scores: readonly [round: number, score: number][]) => {
    for (const [round, score] of scores) {
      await hooks.score({ round, score });
      await guardian.trigger([hooks.id]);
    }
  };
  return { ...hooks, rung, rounds };
};
const bare = () => deployHooks(connection);
const fixture = () => configured(1);
const threeMarkets = () => configured(3);

describe("PauseGuardian.trigger", () => {
  it("G3 reverts when the batch is too long", async () => {
    const { guardian, id } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.trigger(Array.from({ length: 17 }, () => id)))
      .to.be.revertedWithCustomError(guardian, "BatchTooLong")
      .withArgs(17, 16);
  });

  it("reverts with OnlySelf on the step of a batch", async () => {
    const { guardian, stranger, id } = await networkHelpers.loadFixture(fixture);
    await expect(guardian.connect(stranger).raiseOne(id))
      .to.be.revertedWithCustomError(guardian, "OnlySelf")
      .withArgs(stranger.address);
  });

  it("G3 reverts with NotEnoughGas rather than fail a raise for want of gas", async () => {
    const { guardian, id, rounds, score } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 45_00]);
    await score({ round: 2, score: 45_00 });
    const library = await ethers.getContractAt("BoundedCall", await guardian.getAddress());
    // A raise's 7,000,000 and the 64th that a call leaves behind, and what the event needs.
    await expect(guardian.trigger([id], { gasLimit: 3_000_000 }))
      .to.be.revertedWithCustomError(library, "NotEnoughGas")
      .withArgs((left: bigint) => left < 3_000_000n, 7_111_111n + 60_000n);
  });

  it("G3 takes a batch of sixteen", async () => {
    const { guardian, id, score } = await networkHelpers.loadFixture(fixture);
    await score({ round: 1, score: 45_00 });
    await guardian.trigger(Array.from({ length: 16 }, () => id));
    expect((await guardian.stateOf(id)).lastRound).to.equal(1n);
  });

  it("leaves a market without a policy, and says so", async () => {
    const { guardian, id } = await networkHelpers.loadFixture(bare);
    await expect(guardian.trigger([id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.noPolicy, "0x");
  });

  const silent: readonly [string, number, number][] = [
    ["stale", STATUS.stale, REASON.scoreStale],
    ["unknown", STATUS.unknown, REASON.scoreUnknown],
  ];
  for (const [what, status, reason] of silent) {
    it(`G4 G5 counts nothing while the score is ${what}`, async () => {
      const { guardian, id, score } = await networkHelpers.loadFixture(fixture);
      await score({ round: 1, score: 99_00 }, { status });
      await expect(guardian.trigger([id]))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, reason, "0x")
        .and.not.to.emit(guardian, "RoundCounted");
      expect((await guardian.stateOf(id)).lastRound).to.equal(0n);
    });
  }

  it("G2 raises after as many rounds in a row as the rung's dwell, for anyone", async () => {
    const { guardian, stranger, id, score, rung } = await networkHelpers.loadFixture(fixture);
    await score({ round: 1, score: 40_00 });
    await expect(guardian.connect(stranger).trigger([id]))
      .to.emit(guardian, "RoundCounted")
      .withArgs(id, 1, [0, 1, 0, 0], [false, false, false, false])
      .and.to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.dwelling, "0x");
    expect(await rung()).to.equal(RUNG.none);
    await score({ round: 2, score: 40_00, contributors: 5 });
    await expect(guardian.connect(stranger).trigger([id]))
      .to.emit(guardian, "RungRaised")
      .withArgs(id, 2, RUNG.none, RUNG.ltvZero, 40_00, 5)
      .and.not.to.emit(guardian, "MarketSkipped");
    expect(await rung()).to.equal(RUNG.ltvZero);
  });

  it("G2 goes straight to the highest rung that is due", async () => {
    const { rounds, rung } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 60_00], [2, 60_00]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  const broken: readonly [string, readonly [number, number][]][] = [
    [
      "a round below the threshold",
      [
        [1, 40_00],
        [2, 39_99],
        [3, 40_00],
      ],
    ],
    [
      "a round that nobody counted",
      [
        [1, 40_00],
        [3, 40_00],
      ],
    ],
  ];
  for (const [what, sequence] of broken) {
    it(`G2 ${what} breaks the row`, async () => {
      const { guardian, id, rounds, rung } = await networkHelpers.loadFixture(fixture);
      await rounds(...sequence);
      expect(await rung()).to.equal(RUNG.none);
      expect((await guardian.stateOf(id)).counts[1]).to.equal(1n);
    });
  }

  it("G2 a round with too few contributors breaks the row", async () => {
    const { guardian, id, rounds, rung, score } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 40_00]);
    await score({ round: 2, score: 40_00, contributors: 4 });
    await guardian.trigger([id]);
    await rounds([3, 40_00]);
    expect(await rung()).to.equal(RUNG.none);
  });

  it("reads the score alone: a wide spread is no breach", async () => {
    const { guardian, id, score } = await networkHelpers.loadFixture(fixture);
    for (const round of [1, 2, 3]) {
      await score({ round, score: 39_99, spread: 50_00 });
      await expect(guardian.trigger([id]))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, REASON.noBreach, "0x");
    }
  });

  it("G4 counts a round once, and says so", async () => {
    const { guardian, id, rounds, rung } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 40_00]);
    await expect(guardian.trigger([id, id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.roundAlreadyUsed, "0x")
      .and.not.to.emit(guardian, "RoundCounted");
    expect(await rung()).to.equal(RUNG.none);
  });

  it("G4 does not undo the DAO's reset while the breach goes on, and is armed again below the exit", async () => {
    const { pauseAdapter, rounds, rung } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 45_00], [2, 45_00]);
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    await rounds([3, 45_00], [4, 45_00], [5, 20_00], [6, 45_00], [7, 45_00]);
    expect(await rung()).to.equal(RUNG.none);
    await rounds([8, 19_99], [9, 45_00], [10, 45_00]);
    expect(await rung()).to.equal(RUNG.ltvZero);
  });

  it("tells by events alone what the next trigger builds on", async () => {
    const { guardian, pauseAdapter, id, rounds } = await networkHelpers.loadFixture(fixture);
    await pauseAdapter.setRung(assetAt(0), RUNG.freeze);
    const scores = { 1: 45_00, 2: 45_00, 3: 65_00, 4: 10_00, 6: 45_00, 7: 5_00 };
    let rebuilt: unknown[] = [];
    for (const [round, scoreBps] of Object.entries(scores)) {
      const from = await ethers.provider.getBlockNumber();
      await rounds([Number(round), scoreBps]);
      for (const log of await guardian.queryFilter("*" as never, from + 1)) {
        const { name, args } = guardian.interface.parseLog(log)!;
        if (name === "RoundCounted")
          rebuilt = [args[1], [...(args[2] as bigint[])], [...(args[3] as boolean[])]];
        if (name === "RungSpent")
          rebuilt[2] = [0n, 1n, 2n, 3n].map((rung, i) => rung < args[1] || (rebuilt[2] as boolean[])[i]);
      }
      const { lastRound, counts, spent } = await guardian.stateOf(id);
      expect(rebuilt).to.deep.equal([lastRound, [...counts], [...spent]]);
    }
  });

  for (const standing of ["freeze", "ltvZero"] as const) {
    it(`G4 a breach that asks for LTV 0 where ${standing} stands already is spent too`, async () => {
      const { guardian, pauseAdapter, id, rounds, rung, score } = await networkHelpers.loadFixture(fixture);
      await pauseAdapter.setRung(assetAt(0), RUNG[standing]);
      await rounds([1, 45_00]);
      await score({ round: 2, score: 45_00 });
      await expect(guardian.trigger([id]))
        .to.emit(guardian, "MarketSkipped")
        .withArgs(id, REASON.alreadyThere, "0x");
      await pauseAdapter.setRung(assetAt(0), RUNG.none);
      await rounds([3, 45_00]);
      expect(await rung()).to.equal(RUNG.none);
      expect((await guardian.stateOf(id)).raisesLeft).to.equal(2n);
    });
  }

  it("G1 a higher rung set by the DAO is not lowered", async () => {
    const { pauseAdapter, rounds, rung } = await networkHelpers.loadFixture(fixture);
    await pauseAdapter.setRung(assetAt(0), RUNG.pause);
    await rounds([1, 60_00], [2, 60_00]);
    expect(await rung()).to.equal(RUNG.pause);
  });

  it("G5 no stretch as long as the period holds more raises than the budget", async () => {
    const { guardian, pauseAdapter, id, rounds, rung, time } = await networkHelpers.loadFixture(fixture);
    const breach = async (start: number) => {
      await rounds([start, 45_00], [start + 1, 45_00]);
      const raised = (await rung()) === RUNG.ltvZero;
      await pauseAdapter.setRung(assetAt(0), RUNG.none);
      await rounds([start + 2, 0]);
      return raised;
    };
    expect(await breach(1)).to.equal(true);
    await time.increase(604_800 - 3_600);
    expect(await breach(11)).to.equal(true);
    expect(await breach(21)).to.equal(false);
    await time.increase(3_600);
    // The first raise is a period ago, the second is not.
    expect((await guardian.stateOf(id)).raisesLeft).to.equal(1n);
    expect(await breach(31)).to.equal(true);
    expect(await breach(41)).to.equal(false);
  });

  it("G5 stops at its budget, and goes on in the same breach when the period ends", async () => {
    const { guardian, pauseAdapter, id, rounds, rung, score, time } =
      await networkHelpers.loadFixture(fixture);
    for (const start of [1, 11]) {
      await rounds([start, 45_00], [start + 1, 45_00], [start + 2, 0]);
      await pauseAdapter.setRung(assetAt(0), RUNG.none);
    }
    await rounds([21, 45_00]);
    await score({ round: 22, score: 45_00 });
    await expect(guardian.trigger([id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.budgetSpent, "0x");
    expect(await rung()).to.equal(RUNG.none);
    await time.increase(604_800);
    await guardian.trigger([id]);
    expect(await rung()).to.equal(RUNG.ltvZero);
  });

  const faults: readonly [string, number][] = [
    ["reverts", 1],
    ["raises nothing", 2],
    ["burns all gas", 3],
  ];
  for (const [what, fault] of faults) {
    it(`G3 one market whose adapter ${what} stops no other, spends nothing, and may be tried again`, async () => {
      const { guardian, pauseAdapter, ids, score, rung } = await networkHelpers.loadFixture(threeMarkets);
      await pauseAdapter.setFault(assetAt(1), fault);
      for (const round of [1, 2]) {
        for (const market of [0, 1, 2]) await score({ round, score: 45_00 }, { market });
        await guardian.trigger(ids, { gasLimit: 16_000_000 });
      }
      expect([await rung(0), await rung(1), await rung(2)]).to.deep.equal([
        RUNG.ltvZero,
        RUNG.none,
        RUNG.ltvZero,
      ]);
      expect((await guardian.stateOf(ids[1]!)).raisesLeft).to.equal(2n);
      await pauseAdapter.setFault(assetAt(1), 0);
      await guardian.trigger(ids);
      expect(await rung(1)).to.equal(RUNG.ltvZero);
    });
  }

  it("G3 says why where the protocol did not follow", async () => {
    const { guardian, pauseAdapter, id, rounds, score } = await networkHelpers.loadFixture(fixture);
    await rounds([1, 45_00]);
    await pauseAdapter.setFault(assetAt(0), 2);
    await score({ round: 2, score: 45_00 });
    const cause = guardian.interface.encodeErrorResult("RungNotReached", [RUNG.none, RUNG.ltvZero]);
    await expect(guardian.trigger([id]))
      .to.emit(guardian, "MarketSkipped")
      .withArgs(id, REASON.adapterFailed, cause);
  });
});
