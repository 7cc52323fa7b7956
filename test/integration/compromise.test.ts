import { expect } from "chai";
import { network } from "hardhat";
import type { ReportOptions } from "../fixtures/aReport.ts";
import { deployCompromised } from "../fixtures/deployCompromised.ts";
import { RUNG, STEWARD_REASON } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const HOUR = 3_600;
const ROUNDS = 48;
const MEMBERS = [0, 1, 2, 3, 4, 5, 6];
/** What honest members say of every market, one apart: 1_00 to 1_06. */
const honest = (member: number) => ({ scoreBps: 1_00 + member });

const fixture = () => deployCompromised(connection);
const scarce = () => deployCompromised(connection, 10_00);

describe("A committee that is compromised", function () {
  this.timeout(300_000);

  describe("with fewer than a quorum of keys", () => {
    const attempts: readonly [string, ReportOptions, string, unknown[]][] = [
      ["four observations", { members: [0, 1, 2, 3] }, "TooFewObservations", [4, 5]],
      ["one key signing twice", { members: [0, 1, 2, 3, 3] }, "MembersNotAscending", [3, 3]],
      [
        "a fifth member's observation under another key",
        { members: [0, 1, 2, 3, 4], signAs: (member) => Math.min(member, 3) },
        "InvalidSignature",
        [],
      ],
      [
        "a member that there is not",
        { members: [0, 1, 2, 3, 7], signAs: (m) => m % 7 },
        "UnknownMember",
        [7, 7],
      ],
    ];
    for (const [what, options, error, args] of attempts) {
      it(`G6 R1 four keys have no effect on score, LTV or ladder: ${what}`, async () => {
        const { suite, all, ltvs, anchors, rungOf, submit } = await networkHelpers.loadFixture(fixture);
        await suite.report(() => ({ scoreBps: 1_00 }));
        const before = await suite.oracle.score(all[0]!);
        const sent = submit({ ...options, entry: () => ({ scoreBps: 100_00 }) });
        const thrower = error === "UnknownMember" ? suite.committee : suite.oracle;
        const reverted = expect(sent).to.be.revertedWithCustomError(thrower, error);
        await (args.length === 0 ? reverted : reverted.withArgs(...args));
        await suite.steward.tighten(all);
        await suite.guardian.trigger(all);
        expect(await suite.oracle.score(all[0]!)).to.deep.equal(before);
        expect(await ltvs()).to.deep.equal(anchors);
        expect(await rungOf("WETH")).to.equal(RUNG.none);
      });
    }

    for (const [extreme, scoreBps] of [
      ["certainty", 100_00],
      ["nothing", 0],
    ] as const) {
      it(`G6 R6 two lying keys of ${extreme} leave the score in the honest range, whichever five report`, async () => {
        const { suite, all, submit } = await networkHelpers.loadFixture(fixture);
        const entry = (member: number) => (member < 2 ? { scoreBps } : honest(member));
        for (const left of [2, 4, 6]) {
          await submit({
            members: MEMBERS.filter((m) => m !== left && m !== (left === 2 ? 3 : left - 1)),
            entry,
          });
          const [record] = await suite.oracle.score(all[0]!);
          expect(record.score).to.be.within(1_02n, 1_06n);
        }
      });
    }

    it("G6 three keys beside two honest observations decide the score: more than f is a whole committee", async () => {
      const { suite, all, ltvs, anchors, submit } = await networkHelpers.loadFixture(fixture);
      await submit({
        members: [0, 1, 2, 3, 4],
        entry: (member) => (member < 3 ? { scoreBps: 100_00 } : honest(member)),
      });
      const [record] = await suite.oracle.score(all[0]!);
      expect(record.score).to.equal(100_00n);
      await suite.steward.tighten(all);
      expect(await ltvs()).to.deep.equal(anchors.map((anchor) => anchor - 5_00n));
    });
  });

  describe("that says certainty for 48 rounds", () => {
    it("G6 H1 lowers each LTV by the drift and no further, and touches nothing else", async () => {
      const { suite, untouched, all, ltvs, anchors, lie } = await networkHelpers.loadFixture(fixture);
      const before = await untouched();
      for (let round = 1; round <= ROUNDS; ++round) {
        await lie(100_00);
        await suite.steward.connect(suite.stranger).tighten([...all, ...all]);
        const taken = BigInt(Math.min(round * 5_00, 20_00));
        expect(await ltvs()).to.deep.equal(anchors.map((anchor) => anchor - taken));
      }
      expect(await untouched()).to.deep.equal(before);
    });

    it("G6 H1 takes no more than the budget holds on the way", async () => {
      const { suite, all, ltvs, anchors, lie } = await networkHelpers.loadFixture(scarce);
      const paths: bigint[] = [];
      for (let round = 1; round <= 12; ++round) {
        await lie(100_00);
        // An hour apart to the second, however long the machine took.
        const now = await networkHelpers.time.latest();
        await networkHelpers.time.setNextBlockTimestamp(now - (now % 3_600) + 600);
        await suite.steward.tighten(all);
        paths.push(anchors[0]! - (await ltvs())[0]!);
      }
      // 10_00 at once; an hour recharges 10_00 / 24, rounded down.
      expect(paths).to.deep.equal([
        5_00n,
        10_00n,
        ...Array.from({ length: 10 }, (_, i) => 10_00n + 41n * BigInt(i + 2)),
      ]);
      for (let round = 13; round <= ROUNDS; ++round) {
        await lie(100_00);
        await suite.steward.tighten(all);
      }
      expect(await ltvs()).to.deep.equal(anchors.map((anchor) => anchor - 20_00n));
    });

    it("G6 G5 raises each ladder as often as the budget, whatever it says and however often the DAO lowers it", async () => {
      const { suite, untouched, all, lie, rungOf } = await networkHelpers.loadFixture(fixture);
      const { aave, dao, guardian, markets } = suite;
      const before = await untouched();
      const from = await ethers.provider.getBlockNumber();
      const configurator = aave.configurator.connect(dao);
      for (let round = 1; round <= ROUNDS; ++round) {
        // Two rounds of certainty fill a row, one of nothing arms the rung again.
        await lie(round % 3 === 0 ? 0 : 100_00);
        await guardian.connect(suite.stranger).trigger([...all, ...all]);
        for (const { symbol } of markets) {
          if ((await rungOf(symbol)) < RUNG.ltvZero) continue;
          await configurator.setReserveLtvzero(aave.tokens[symbol]!, false);
          await configurator.setReserveBorrowing(aave.tokens[symbol]!, true);
        }
      }
      for (const { marketId } of markets) {
        const raised = await guardian.queryFilter(guardian.filters.RungRaised(marketId), from);
        expect(raised.length).to.equal(2);
        expect((await guardian.stateOf(marketId)).raisesLeft).to.equal(0n);
      }
      expect(await untouched()).to.deep.equal(before);
    });

    it("G6 G1 freezes at most, where no policy has a higher rung, and the frozen market is the DAO's", async () => {
      const { suite, all, ltvs, lie, rungOf } = await networkHelpers.loadFixture(fixture);
      for (let round = 1; round <= ROUNDS; ++round) {
        await lie(100_00);
        await suite.guardian.trigger(all);
        await suite.steward.tighten(all);
      }
      for (const { symbol } of suite.markets) expect(await rungOf(symbol)).to.equal(RUNG.freeze);
      for (let round = 1; round <= ROUNDS; ++round) {
        await lie(0);
        await suite.guardian.trigger(all);
        await suite.steward.queueLoosening(all);
        await suite.steward.executeLoosening(all);
      }
      for (const { symbol } of suite.markets) expect(await rungOf(symbol)).to.equal(RUNG.freeze);
      expect(await ltvs()).to.deep.equal([0n, 0n, 0n, 0n]);
    });
  });

  describe("that says nothing can happen", () => {
    const tightened = async () => {
      const taken = await fixture();
      await taken.lie(100_00);
      await taken.suite.steward.tighten(taken.all);
      return { ...taken, low: taken.anchors.map((anchor) => anchor - 5_00n) };
    };

    it("G6 H2 loosens nothing before the delay", async () => {
      const { suite, all, ltvs, low, lie } = await networkHelpers.loadFixture(tightened);
      await lie(0);
      await suite.steward.queueLoosening(all);
      const { executableAt } = (await suite.steward.stateOf(all[0]!)).parameters[0];
      for (let round = 1; round < 6; ++round) {
        await lie(0);
        await suite.steward.queueLoosening([...all, ...all]);
        await suite.steward.executeLoosening([...all, ...all]);
        expect(await ltvs()).to.deep.equal(low);
      }
      await networkHelpers.time.setNextBlockTimestamp(executableAt - 1n);
      await expect(suite.steward.executeLoosening([all[0]!]))
        .to.emit(suite.steward, "MarketSkipped")
        .withArgs(all[0], STEWARD_REASON.stillWaiting, "0x");
      expect(await ltvs()).to.deep.equal(low);
      await networkHelpers.time.setNextBlockTimestamp(executableAt);
      await suite.steward.executeLoosening([all[0]!]);
      expect((await ltvs())[0]).to.equal(low[0]! + 2_50n);
    });

    it("G6 H2 loosens nothing past a canceller, for 48 rounds", async () => {
      const { suite, all, ltvs, low, lie } = await networkHelpers.loadFixture(tightened);
      for (let round = 1; round <= ROUNDS; ++round) {
        await lie(0);
        await suite.steward.executeLoosening(all);
        await suite.steward.queueLoosening(all);
        // The canceller looks every four hours, in less than the six that a loosening waits.
        if (round % 4 !== 0) continue;
        for (const id of all) await suite.steward.connect(suite.brake).cancelLoosening(id);
      }
      expect(await ltvs()).to.deep.equal(low);
    });

    it("G6 H1 loosens up to the DAO's anchor, never above, in steps a delay apart", async () => {
      const { suite, all, ltvs, anchors, low, lie } = await networkHelpers.loadFixture(tightened);
      let last = low;
      let changedAt = -6;
      for (let round = 1; round <= ROUNDS; ++round) {
        await lie(0);
        await suite.steward.executeLoosening([...all, ...all]);
        await suite.steward.queueLoosening(all);
        const now = await ltvs();
        if (now[0] !== last[0]) {
          expect(now).to.deep.equal(last.map((ltv) => ltv + 2_50n));
          expect(round - changedAt).to.be.at.least(6);
          changedAt = round;
        }
        last = now;
      }
      expect(last).to.deep.equal(anchors);
    });

    it("G6 H2 the brake stops a market at once, and only the timelock starts it again", async () => {
      const { suite, all, ltvs, low, lie } = await networkHelpers.loadFixture(tightened);
      await lie(0);
      await suite.steward.queueLoosening(all);
      for (const id of all) await suite.steward.connect(suite.brake).disable(id);
      for (let round = 1; round <= 12; ++round) {
        await lie(0);
        await suite.steward.executeLoosening(all);
        await suite.steward.queueLoosening(all);
      }
      expect(await ltvs()).to.deep.equal(low);
    });
  });

  it("G5 G6 once the committee is silent the DAO unfreezes and restores the LTV without it", async () => {
    const { suite, all, ltvs, anchors, lie, rungOf } = await networkHelpers.loadFixture(fixture);
    const { aave, dao, guardian, markets, steward } = suite;
    for (let round = 1; round <= 3; ++round) {
      await lie(100_00);
      await guardian.trigger(all);
    }
    for (const { symbol } of markets) expect(await rungOf(symbol)).to.equal(RUNG.freeze);
    await networkHelpers.time.increase(3 * HOUR);
    const configurator = aave.configurator.connect(dao);
    for (const { symbol } of markets) {
      await configurator.setReserveFreeze(aave.tokens[symbol]!, false);
      await configurator.setReserveLtvzero(aave.tokens[symbol]!, false);
      await configurator.setReserveBorrowing(aave.tokens[symbol]!, true);
    }
    await guardian.trigger(all);
    await steward.tighten(all);
    expect(await ltvs()).to.deep.equal(anchors);
    for (const { symbol } of markets) expect(await rungOf(symbol)).to.equal(RUNG.none);
  });
});
