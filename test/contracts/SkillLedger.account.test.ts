import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import type { Report } from "../fixtures/aReport.ts";
import type { Entry } from "../fixtures/anObservation.ts";
import {
  DAY,
  HOUR,
  OUTCOME,
  POLICY,
  aCountedRound,
  aFallOf,
  aWitnessedRound,
  batchHashOf,
  deployLedger,
  passWindow,
  settleRound,
  tallyOf,
  writeHours,
} from "../fixtures/deployLedger.ts";
import type { LedgerSuite, RoundOptions, WitnessedRound } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const deploy = () => deployLedger(ethers);
const deployPair = () => deployLedger(ethers, { markets: 2 });
const load = () => networkHelpers.loadFixture(deploy);

const ABSTAIN = 0x3fff;
const MAX_AGE = 7_200n;

const account = (suite: LedgerSuite, round: WitnessedRound, report: Report = round.report) =>
  suite.ledger.account(report, round.committeeDigest, round.marketsDigest);

async function aSettledRound(suite: LedgerSuite, options: RoundOptions = {}): Promise<WitnessedRound> {
  const round = await aWitnessedRound(ethers, suite, options);
  await passWindow(ethers, round);
  await settleRound(suite, round);
  return round;
}

/** Member i says this many bps of every market. */
const saying =
  (scores: readonly (number | "abstain")[]) =>
  (member: number): Entry => ({ scoreBps: scores[member] ?? 1_00 });

/** Some members of a report, in a report of their own. */
const only = (report: Report, members: readonly number[]): Report => ({
  ...report,
  observations: report.observations.filter(({ member }) => members.includes(member)),
});

describe("SkillLedger constructor", () => {
  it("reverts with ZeroSource without a committee or an oracle", async () => {
    const { ledger, committee, oracle } = await load();
    for (const [a, b] of [
      [ZeroAddress, await oracle.getAddress()],
      [await committee.getAddress(), ZeroAddress],
    ] as const) {
      await expect(ethers.deployContract("SkillLedger", [a, b, 26 * HOUR, 7 * DAY, POLICY]))
        .to.be.revertedWithCustomError(ledger, "ZeroSource")
        .withArgs(a, b);
    }
  });

  it("R12 reverts with ValueOutOfRange for a parameter outside its bound", async () => {
    const { ledger, committee, oracle } = await load();
    const wrong = [
      { gapLimit: HOUR - 1 },
      { gapLimit: 7 * DAY + 1 },
      { epochLength: DAY - 1 },
      { epochLength: 90 * DAY + 1 },
      { minEvents: 0 },
      { learningRate: 0 },
      { learningRate: 1_001 },
      { stepBps: 0 },
      { stepBps: 50_01 },
      { floorBps: 0 },
      { operatorCapBps: 100_01 },
      { modelCapBps: 0 },
    ];
    for (const { gapLimit = 26 * HOUR, epochLength = 7 * DAY, ...policy } of wrong) {
      await expect(
        ethers.deployContract("SkillLedger", [
          committee,
          oracle,
          gapLimit,
          epochLength,
          { ...POLICY, ...policy },
        ]),
      ).to.be.revertedWithCustomError(ledger, "ValueOutOfRange");
    }
  });
});

describe("SkillLedger.witness", () => {
  it("R12 keeps the first time: a repeat changes nothing and does not revert", async () => {
    const { ledger, stranger } = await load();
    const hash = id("a batch");
    await expect(ledger.connect(stranger).witness(hash)).to.emit(ledger, "Witnessed");
    const seenAt = await ledger.witnessedAt(hash);
    await networkHelpers.time.increase(HOUR);
    await expect(ledger.witness(hash)).not.to.emit(ledger, "Witnessed");
    expect(await ledger.witnessedAt(hash)).to.equal(seenAt);
  });
});

describe("SkillLedger.account", () => {
  describe("refuses", () => {
    it("a mask that names no market or one that the set has not, with MarketMaskOutOfRange", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      for (const marketMask of [0n, 2n]) {
        await expect(account(suite, round, { ...round.report, marketMask }))
          .to.be.revertedWithCustomError(suite.ledger, "MarketMaskOutOfRange")
          .withArgs(marketMask, 1n);
      }
    });

    it("R2 a round that is not observedAt's, with WrongRound", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const wrong = round.report.round + 1n;
      await expect(account(suite, round, { ...round.report, round: wrong }))
        .to.be.revertedWithCustomError(suite.ledger, "WrongRound")
        .withArgs(wrong, round.report.round);
    });

    it("an empty batch and members out of order, with EmptyBatch and MembersNotAscending", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      await expect(account(suite, round, only(round.report, []))).to.be.revertedWithCustomError(
        suite.ledger,
        "EmptyBatch",
      );
      const [first, second] = round.report.observations;
      await expect(account(suite, round, { ...round.report, observations: [second!, first!] }))
        .to.be.revertedWithCustomError(suite.ledger, "MembersNotAscending")
        .withArgs(1, 0);
    });

    it("R2 a committee digest that never was, with UnknownDigest", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      await expect(account(suite, { ...round, committeeDigest: ZeroHash }))
        .to.be.revertedWithCustomError(suite.committee, "UnknownDigest")
        .withArgs(ZeroHash);
    });

    it("R2 a signature over other scores or under another digest, with InvalidSignature", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const [first, ...others] = round.report.observations;
      const changed = { ...round.report, observations: [{ ...first!, scores: "0x0001" }, ...others] };
      await expect(account(suite, round, changed)).to.be.revertedWithCustomError(
        suite.ledger,
        "InvalidSignature",
      );
      await suite.committee.suspend(6);
      const later = { ...round, committeeDigest: await suite.committee.digest() };
      await expect(account(suite, later)).to.be.revertedWithCustomError(suite.ledger, "InvalidSignature");
    });

    it("R2 a vector of another length or with an entry out of range", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const [first, ...others] = round.report.observations;
      const withScores = (scores: string) => ({
        ...round.report,
        observations: [{ ...first!, scores }, ...others],
      });
      await expect(account(suite, round, withScores("0x00010001")))
        .to.be.revertedWithCustomError(suite.ledger, "WrongScoresLength")
        .withArgs(0, 4, 2);
      await expect(account(suite, round, withScores("0x2711")))
        .to.be.revertedWithCustomError(suite.ledger, "ScoreOutOfRange")
        .withArgs(0, 0, 10_001);
      const two = await deployLedger(ethers, { markets: 2 });
      const wider = await aSettledRound(two);
      const [short, ...rest] = wider.report.observations;
      const cut = { ...wider.report, observations: [{ ...short!, scores: "0x0001" }, ...rest] };
      await expect(account(two, wider, cut))
        .to.be.revertedWithCustomError(two.ledger, "WrongScoresLength")
        .withArgs(0, 2, 4);
    });

    it("R12 observations that nobody witnessed, or only after maxAge, with NotWitnessed", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const some = only(round.report, [0, 1, 2, 3, 4]);
      const hash = await batchHashOf(ethers, suite, some);
      const latest = round.report.observedAt + MAX_AGE;
      await expect(account(suite, round, some))
        .to.be.revertedWithCustomError(suite.ledger, "NotWitnessed")
        .withArgs(hash, 0, latest);
      await suite.ledger.witness(hash);
      await expect(account(suite, round, some))
        .to.be.revertedWithCustomError(suite.ledger, "NotWitnessed")
        .withArgs(hash, await suite.ledger.witnessedAt(hash), latest);
    });

    it("R12 takes a witness in the last second of maxAge", async () => {
      const suite = await load();
      await mineNextRound(ethers, suite);
      const report = await aReport(ethers, suite);
      await networkHelpers.time.setNextBlockTimestamp(report.observedAt + MAX_AGE);
      await suite.ledger.witness(await batchHashOf(ethers, suite, report));
      const round = {
        report,
        committeeDigest: await suite.committee.digest(),
        marketsDigest: await suite.oracle.marketsDigest(),
        startRoundId: await writeHours(suite, report.observedAt),
      };
      await passWindow(ethers, round);
      await settleRound(suite, round);
      await expect(account(suite, round)).to.emit(suite.ledger, "RoundAccounted");
    });

    it("R12 a market that is not settled, or void, with NotSettled", async () => {
      const suite = await load();
      const unsettled = await aWitnessedRound(ethers, suite);
      await passWindow(ethers, unsettled);
      const args = [suite.marketIds[0], unsettled.report.observedAt] as const;
      await expect(account(suite, unsettled))
        .to.be.revertedWithCustomError(suite.ledger, "NotSettled")
        .withArgs(...args, OUTCOME.Unsettled);
      const empty = await aSettledRound(suite, { prices: [0n, 1n, 1n] });
      await expect(account(suite, empty))
        .to.be.revertedWithCustomError(suite.ledger, "NotSettled")
        .withArgs(suite.marketIds[0], empty.report.observedAt, OUTCOME.Void);
    });

    it("R12 a round that is over for longer than an epoch, with AccountedTooLate", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const latest = round.report.observedAt + BigInt(DAY + 7 * DAY);
      await networkHelpers.time.setNextBlockTimestamp(latest + 1n);
      await expect(account(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "AccountedTooLate")
        .withArgs(suite.marketIds[0], latest, latest + 1n);
      const inTime = await load();
      const other = await aSettledRound(inTime);
      await networkHelpers.time.setNextBlockTimestamp(other.report.observedAt + BigInt(DAY + 7 * DAY));
      await expect(account(inTime, other)).to.emit(inTime.ledger, "RoundAccounted");
    });

    it("R12 a first batch below the quorum, with TooFewObservations", async () => {
      const suite = await load();
      const round = await aSettledRound(suite, { members: [0, 1, 2, 3] });
      await expect(account(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "TooFewObservations")
        .withArgs(suite.marketIds[0], 4, 5);
    });

    it("R11 a second observation of one round: the same members at another time are OtherObservation", async () => {
      const suite = await load();
      const round = await aWitnessedRound(ethers, suite);
      await networkHelpers.mine();
      const twice = await aReport(ethers, suite, { members: [0, 1, 2, 3, 4, 5, 6] });
      expect(twice.round).to.equal(round.report.round);
      expect(twice.observedAt).not.to.equal(round.report.observedAt);
      await suite.ledger.witness(await batchHashOf(ethers, suite, twice));
      const other = { ...round, report: twice };
      await passWindow(ethers, round);
      await networkHelpers.time.increase(60);
      await settleRound(suite, round);
      await settleRound(suite, other);
      await account(suite, round);
      await expect(account(suite, other))
        .to.be.revertedWithCustomError(suite.ledger, "OtherObservation")
        .withArgs(suite.marketIds[0], round.report.round);
    });

    it("R12 what was counted before, with NothingToAccount", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      await account(suite, round);
      await expect(account(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "NothingToAccount")
        .withArgs(round.report.round);
    });

    it("R12 rounds under a configuration that the ledger has not begun with, or from before it did", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      const before = await suite.committee.configuredVersion();
      await suite.committee.configure([...suite.memberInputs], 2, 2, 1);
      await expect(account(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "TermOutdated")
        .withArgs(before, await suite.committee.configuredVersion());
      await suite.ledger.closeEpoch();
      await expect(account(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "ObservedBeforeTerm")
        .withArgs(round.report.observedAt, (await suite.ledger.epoch()).termStartedAt);
    });

    it("R12 what was signed under an earlier configuration's seats, with SeatChanged", async () => {
      const suite = await load();
      const old = await suite.committee.digest();
      const [first, second, ...others] = suite.memberInputs;
      await suite.committee.configure([second!, first!, ...others], 2, 2, 1);
      await suite.ledger.closeEpoch();
      const round = await aWitnessedRound(ethers, suite);
      await expect(account(suite, { ...round, committeeDigest: old }))
        .to.be.revertedWithCustomError(suite.ledger, "SeatChanged")
        .withArgs(0);
    });

    it("R12 what a signer signed with another model than its present one, with SeatChanged", async () => {
      const suite = await load();
      const old = await suite.committee.digest();
      const [first, ...others] = suite.memberInputs;
      const modelHash = others.find((member) => member.modelHash !== first!.modelHash)!.modelHash;
      await suite.committee.configure([{ ...first!, modelHash }, ...others], 2, 2, 1);
      await suite.ledger.closeEpoch();
      const round = await aWitnessedRound(ethers, suite);
      await expect(account(suite, { ...round, committeeDigest: old }))
        .to.be.revertedWithCustomError(suite.ledger, "SeatChanged")
        .withArgs(0);
    });
  });

  describe("counts", () => {
    it("R12 each member's loss and its regret against the others, and says so", async () => {
      const suite = await load();
      const round = await aSettledRound(suite, {
        prices: aFallOf(5_00n),
        entry: saying([90_00, 50_00, 50_00, 50_00, 50_00, 50_00, 50_00]),
      });
      await expect(account(suite, round))
        .to.emit(suite.ledger, "RoundAccounted")
        .withArgs(
          suite.marketIds[0],
          round.report.round,
          1,
          OUTCOME.Yes,
          0,
          0x7f,
          [90_00, 50_00, 50_00, 50_00, 50_00, 50_00, 50_00],
        );
      expect(await tallyOf(suite, 0)).to.deep.equal([1n, 1n, 1_000_000n, 24_000_000n]);
      // Peers: five losses of 25e6 and one of 1e6, 21e6 on average.
      expect(await tallyOf(suite, 1)).to.deep.equal([1n, 1n, 25_000_000n, -4_000_000n]);
      expect(await suite.ledger.standingOf(suite.keys[1]!.address)).to.deep.equal([
        1n,
        1n,
        1n,
        -4_000_000n,
        1n,
        1n,
        0n,
        25_000_000n,
      ]);
      expect((await suite.ledger.epoch()).rounds).to.equal(1n);
    });

    it("R12 the committee's median beside it, as a report would have stored it", async () => {
      const suite = await load();
      const round = await aCountedRound(ethers, suite, { entry: saying([1, 2, 3, 4, 5, 6, 7]) });
      const { configuredVersion } = await suite.ledger.epoch();
      const attendance = await suite.ledger.attendanceOf(
        configuredVersion,
        suite.marketIds[0]!,
        round.report.round,
      );
      expect(attendance.members).to.equal(0x7fn);
      expect(attendance.voters).to.equal(7n);
      expect(attendance.lossSum).to.equal(140n);
      expect(attendance.medianBps).to.equal(4n);
    });

    it("R12 an abstention as attended and as no loss", async () => {
      const suite = await load();
      await aCountedRound(ethers, suite, { entry: saying(["abstain", 10_00]) });
      expect(await tallyOf(suite, 0)).to.deep.equal([0n, 1n, 0n, 0n]);
      // Five peers of 1 % and itself: the one that abstained is nobody's peer.
      expect(await tallyOf(suite, 1)).to.deep.equal([1n, 1n, 1_000_000n, 10_000n - 1_000_000n]);
    });

    it("R12 no median and no regret where all but one abstain", async () => {
      const suite = await load();
      const silent = Array.from({ length: 6 }, () => "abstain" as const);
      const round = await aCountedRound(ethers, suite, { entry: saying([10_00, ...silent]) });
      expect(await tallyOf(suite, 0)).to.deep.equal([1n, 1n, 1_000_000n, 0n]);
      const { configuredVersion } = await suite.ledger.epoch();
      const attendance = await suite.ledger.attendanceOf(
        configuredVersion,
        suite.marketIds[0]!,
        round.report.round,
      );
      expect(attendance.medianBps).to.equal(ABSTAIN);
    });

    it("R12 members that a report left out, brought in a batch of their own, against everyone so far", async () => {
      const suite = await load();
      const round = await aWitnessedRound(ethers, suite, { entry: saying([0, 0, 0, 0, 0, 0, 10_00]) });
      const report = only(round.report, [0, 1, 2, 3, 4]);
      const rest = only(round.report, [5, 6]);
      for (const batch of [report, rest]) await suite.ledger.witness(await batchHashOf(ethers, suite, batch));
      await passWindow(ethers, round);
      await settleRound(suite, round);
      await account(suite, round, report);
      await account(suite, round, rest);
      expect(await tallyOf(suite, 6)).to.deep.equal([1n, 1n, 1_000_000n, -1_000_000n]);
      expect(await tallyOf(suite, 5)).to.deep.equal([1n, 1n, 0n, 166_666n]);
      expect(await tallyOf(suite, 0)).to.deep.equal([1n, 1n, 0n, 0n]);
      expect((await suite.ledger.epoch()).rounds).to.equal(1n);
    });

    it("R11 a member once, though two batches bring it", async () => {
      const suite = await load();
      const round = await aWitnessedRound(ethers, suite);
      const some = only(round.report, [0, 1, 2, 3, 4]);
      await suite.ledger.witness(await batchHashOf(ethers, suite, some));
      await passWindow(ethers, round);
      await settleRound(suite, round);
      await account(suite, round, some);
      await account(suite, round);
      for (const member of [0, 4, 5, 6]) {
        expect((await tallyOf(suite, member))[0]).to.equal(1n);
      }
    });

    it("R12 several markets at once, those that the mask names", async () => {
      const suite = await networkHelpers.loadFixture(deployPair);
      const round = await aSettledRound(suite, { entry: (_, market) => ({ scoreBps: (market + 1) * 1_00 }) });
      await account(suite, round, { ...round.report, marketMask: 2n });
      expect(await tallyOf(suite, 0)).to.deep.equal([1n, 1n, 40_000n, 0n]);
      await account(suite, round);
      expect(await tallyOf(suite, 0)).to.deep.equal([2n, 2n, 50_000n, 0n]);
      expect((await suite.ledger.epoch()).rounds).to.equal(2n);
    });

    it("R12 the last of as many markets as a set can hold, alone", async () => {
      const suite = await deployLedger(ethers, { markets: 64 });
      const round = await aWitnessedRound(ethers, suite);
      await passWindow(ethers, round);
      const { report, marketsDigest, startRoundId } = round;
      await suite.ledger.settle(marketsDigest, suite.marketIds[63]!, report.observedAt, startRoundId, 100);
      await account(suite, round, { ...report, marketMask: 1n << 63n });
      expect((await tallyOf(suite, 0)).slice(0, 2)).to.deep.equal([1n, 1n]);
      expect((await suite.ledger.epoch()).rounds).to.equal(1n);
    });

    it("R12 what was signed before a suspension, of the suspended too", async () => {
      const suite = await load();
      const round = await aSettledRound(suite);
      await suite.committee.suspend(3);
      await account(suite, round);
      expect((await tallyOf(suite, 3))[0]).to.equal(1n);
    });
  });
});
