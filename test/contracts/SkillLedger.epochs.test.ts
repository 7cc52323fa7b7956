import { expect } from "chai";
import { network } from "hardhat";
import { aReport } from "../fixtures/aReport.ts";
import type { Entry } from "../fixtures/anObservation.ts";
import {
  DAY,
  aCountedRound,
  aFallOf,
  aWitnessedRound,
  batchHashOf,
  deployLedger,
  passWindow,
  settleRound,
  writeHours,
} from "../fixtures/deployLedger.ts";
import type { LedgerSuite } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const deploy = () => deployLedger(ethers);
const load = () => networkHelpers.loadFixture(deploy);

const EPOCH = 7 * DAY;
const ROUND = 3_600n;

/** Three days of which the second sees the event: member 0 says so, the others say the base rate each day. */
async function threeDays(suite: LedgerSuite): Promise<void> {
  for (const falls of [false, true, false]) {
    const entry = (member: number): Entry => ({ scoreBps: member === 0 ? (falls ? 90_00 : 1_00) : 33_00 });
    await aCountedRound(ethers, suite, { entry, ...(falls ? { prices: aFallOf(6_00n) } : {}) });
  }
}

/** The first second in the half of a round in which the present epoch can be closed. */
async function closableAt(suite: LedgerSuite): Promise<bigint> {
  const { startedAt } = await suite.ledger.epoch();
  const end = startedAt + BigInt(EPOCH);
  return (end / ROUND) * ROUND + ROUND + ROUND / 2n;
}

/** A term that begins `intoRound` seconds into the next round, since the DAO configured anew. */
async function newTerm(suite: LedgerSuite, intoRound: bigint): Promise<bigint> {
  await suite.committee.configure([...suite.memberInputs], 2, 2, 1);
  const now = BigInt(await networkHelpers.time.latest());
  const startedAt = (now / ROUND + 1n) * ROUND + intoRound;
  await networkHelpers.time.setNextBlockTimestamp(startedAt);
  await suite.ledger.closeEpoch();
  return startedAt;
}

const endEpoch = async (suite: LedgerSuite): Promise<void> =>
  networkHelpers.time.setNextBlockTimestamp(await closableAt(suite));

describe("SkillLedger.closeEpoch", () => {
  it("R12 reverts with EpochNotOver in the epoch's last second", async () => {
    const suite = await load();
    const end = (await suite.ledger.epoch()).startedAt + BigInt(EPOCH);
    await networkHelpers.time.setNextBlockTimestamp(end - 1n);
    await expect(suite.ledger.closeEpoch())
      .to.be.revertedWithCustomError(suite.ledger, "EpochNotOver")
      .withArgs(end - 1n, end);
  });

  it("R12 closes in the second in which the epoch is over, and counts the next one's rounds from zero", async () => {
    const suite = await load();
    const startedAt = await newTerm(suite, ROUND / 2n);
    await aCountedRound(ethers, suite);
    expect((await suite.ledger.epoch()).rounds).to.equal(1n);
    const end = startedAt + BigInt(EPOCH);
    await networkHelpers.time.setNextBlockTimestamp(end);
    await expect(suite.ledger.closeEpoch()).to.emit(suite.ledger, "EpochClosed");
    const { index, rounds, startedAt: next, termStartedAt } = await suite.ledger.epoch();
    expect([index, rounds, next, termStartedAt]).to.deep.equal([3n, 0n, end, startedAt]);
  });

  it("R12 counts what was observed in the second in which the term began", async () => {
    const suite = await load();
    const startedAt = await newTerm(suite, 0n);
    const report = await aReport(ethers, suite);
    expect(report.observedAt).to.equal(startedAt);
    await suite.ledger.witness(await batchHashOf(ethers, suite, report));
    const [committeeDigest, marketsDigest] = [
      await suite.committee.digest(),
      await suite.oracle.marketsDigest(),
    ];
    const startRoundId = await writeHours(suite, report.observedAt);
    const round = { report, committeeDigest, marketsDigest, startRoundId };
    await passWindow(ethers, round);
    await settleRound(suite, round);
    await suite.ledger.account(report, committeeDigest, marketsDigest);
    expect((await suite.ledger.epoch()).rounds).to.equal(1n);
  });

  it("R12 reverts with RoundUnderWay in the first half of a round, whose report is on the way", async () => {
    const suite = await load();
    await networkHelpers.time.setNextBlockTimestamp((await closableAt(suite)) - 1n);
    await expect(suite.ledger.closeEpoch())
      .to.be.revertedWithCustomError(suite.ledger, "RoundUnderWay")
      .withArgs(ROUND / 2n - 1n, ROUND / 2n);
  });

  it("R12 gives weight from who forecasts the base rate to who knows, to the step and no further", async () => {
    const suite = await load();
    await threeDays(suite);
    await endEpoch(suite);
    // Equal weights of 1429 and 1428: the one that knows is multiplied by 1.1, the others by 0.9, then all scaled.
    const weights = [16_94n, 13_85n, 13_85n, 13_85n, 13_85n, 13_85n, 13_81n];
    const version = await suite.committee.version();
    const closing = suite.ledger.connect(suite.stranger).closeEpoch();
    await expect(closing).to.emit(suite.ledger, "EpochClosed");
    await expect(closing).to.emit(suite.committee, "WeightsAdopted");
    const adopted = [...(await suite.committee.weights())];
    expect(adopted.reduce((sum, weight) => sum + weight, 0n)).to.equal(100_00n);
    expect(adopted[0]).to.be.greaterThan(weights[1]!);
    for (const [member, weight] of adopted.entries()) {
      expect(Number(weight)).to.be.closeTo(Number(weights[member]), 5);
    }
    expect(await suite.committee.version()).to.equal(version + 1n);
    expect((await suite.ledger.epoch()).index).to.equal(2n);
  });

  it("R12 moves no weight inside an epoch, and takes the next from the adopted one", async () => {
    const suite = await load();
    const before = [...(await suite.committee.weights())];
    await threeDays(suite);
    expect([...(await suite.committee.weights())]).to.deep.equal(before);
    await endEpoch(suite);
    await suite.ledger.closeEpoch();
    const first = [...(await suite.committee.weights())];
    await threeDays(suite);
    await endEpoch(suite);
    await suite.ledger.closeEpoch();
    const second = [...(await suite.committee.weights())];
    expect(second[0]).to.be.greaterThan(first[0]!);
    expect(second[1]).to.be.lessThan(first[1]!);
  });

  it("R12 leaves weights and digest alone where too few events were counted", async () => {
    const suite = await load();
    await aCountedRound(ethers, suite, { entry: (member) => ({ scoreBps: member * 10_00 }) });
    const digest = await suite.committee.digest();
    await endEpoch(suite);
    await expect(suite.ledger.closeEpoch())
      .to.emit(suite.ledger, "EpochClosed")
      .withArgs(1, 1, 0, [...(await suite.committee.weights())]);
    expect(await suite.committee.digest()).to.equal(digest);
  });

  it("R12 mixes the base in before the two that know best outweigh the three lightest, far below a third", async () => {
    const suite = await load();
    let mixed = 0n;
    for (let epoch = 0; epoch < 4; ++epoch) {
      await threeDays(suite);
      await endEpoch(suite);
      await suite.ledger.closeEpoch();
      const [closed] = await suite.ledger.queryFilter(suite.ledger.filters.EpochClosed(), "latest");
      mixed = closed!.args.baseSixteenths;
    }
    expect(mixed).to.be.greaterThan(0n);
    const weights = [...(await suite.committee.weights())];
    expect(weights[0]).to.be.lessThanOrEqual(33_33n);
    const ascending = weights.map(Number).sort((a, b) => a - b);
    const lightest = ascending.slice(0, 3).reduce((sum, weight) => sum + weight, 0);
    const heaviest = ascending.slice(-2).reduce((sum, weight) => sum + weight, 0);
    expect(heaviest).to.be.lessThan(lightest);
  });

  it("R12 notes what each member missed in the rounds that a quorum observed", async () => {
    const suite = await load();
    await aCountedRound(ethers, suite, { members: [0, 1, 2, 3, 4] });
    await aCountedRound(ethers, suite);
    await endEpoch(suite);
    await suite.ledger.closeEpoch();
    const missed = await Promise.all(
      suite.keys.map(async ({ address }) => (await suite.ledger.standingOf(address)).missed),
    );
    expect(missed).to.deep.equal([0n, 0n, 0n, 0n, 0n, 1n, 1n]);
  });

  it("R12 leaves a miss noted where a member is brought to the round only in the next epoch", async () => {
    const suite = await load();
    const missed = async () =>
      Promise.all(suite.keys.map(async ({ address }) => (await suite.ledger.standingOf(address)).missed));
    const round = await aWitnessedRound(ethers, suite);
    const { report, committeeDigest, marketsDigest } = round;
    const [begun, late] = [
      [1, 2, 3, 4, 5],
      [0, 6],
    ].map((members) => ({
      ...report,
      observations: report.observations.filter(({ member }) => members.includes(member)),
    }));
    for (const batch of [begun!, late!]) await suite.ledger.witness(await batchHashOf(ethers, suite, batch));
    await passWindow(ethers, round);
    await settleRound(suite, round);
    await suite.ledger.account(begun!, committeeDigest, marketsDigest);
    await endEpoch(suite);
    await suite.ledger.closeEpoch();
    expect(await missed()).to.deep.equal([1n, 0n, 0n, 0n, 0n, 0n, 1n]);
    await suite.ledger.account(late!, committeeDigest, marketsDigest);
    const { attended, epochAttended } = await suite.ledger.standingOf(suite.keys[0]!.address);
    expect([attended, epochAttended, (await suite.ledger.epoch()).rounds]).to.deep.equal([1n, 1n, 0n]);
    await endEpoch(suite);
    await suite.ledger.closeEpoch();
    expect(await missed()).to.deep.equal([1n, 0n, 0n, 0n, 0n, 0n, 1n]);
  });

  it("R12 starts anew at any time where the DAO configured anew; records stay", async () => {
    const suite = await load();
    await threeDays(suite);
    const before = await suite.ledger.standingOf(suite.keys[0]!.address);
    await suite.committee.configure([...suite.memberInputs], 2, 2, 1);
    const version = await suite.committee.configuredVersion();
    await expect(suite.ledger.closeEpoch()).to.emit(suite.ledger, "TermBegun").withArgs(2, version);
    const epoch = await suite.ledger.epoch();
    expect([epoch.index, epoch.configuredVersion, epoch.rounds]).to.deep.equal([2n, version, 0n]);
    expect(epoch.termStartedAt).to.equal(epoch.startedAt);
    await aCountedRound(ethers, suite);
    const after = await suite.ledger.standingOf(suite.keys[0]!.address);
    expect([after.epoch, after.epochEvents, after.events]).to.deep.equal([2n, 1n, before.events + 1n]);
  });

  it("R12 keeps the epoch open where the committee does not take its weights", async () => {
    const suite = await load();
    const role = await suite.committee.WEIGHER_ROLE();
    await threeDays(suite);
    await suite.committee.revokeRole(role, suite.ledger);
    await endEpoch(suite);
    await expect(suite.ledger.closeEpoch())
      .to.be.revertedWithCustomError(suite.committee, "AccessControlUnauthorizedAccount")
      .withArgs(await suite.ledger.getAddress(), role);
    expect((await suite.ledger.epoch()).index).to.equal(1n);
  });
});
