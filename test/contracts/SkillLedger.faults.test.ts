import { expect } from "chai";
import { network } from "hardhat";
import type { Entry } from "../fixtures/anObservation.ts";
import {
  aWitnessedRound,
  batchHashOf,
  deployLedger,
  passWindow,
  settleRound,
} from "../fixtures/deployLedger.ts";
import type { LedgerSuite, WitnessedRound } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const deploy = () => deployLedger(ethers);

/** With f = 1, members 0 and 1 outweigh the next three; with f = 2, members 3 to 5 any other three. */
const EARLIER_WEIGHTS: Readonly<Record<number, readonly number[]>> = {
  1: [19_00, 19_00, 12_00, 12_00, 12_00, 13_00, 13_00],
  2: [13_00, 13_00, 13_00, 16_00, 16_00, 16_00, 13_00],
};

/** A settled round, signed under the configuration that stood before the present one with f = 2. */
async function aRoundUnder(
  suite: LedgerSuite,
  faults: 1 | 2,
  members: readonly number[],
  entry: (member: number) => Entry,
): Promise<WitnessedRound> {
  const weights = EARLIER_WEIGHTS[faults]!;
  const earlier = suite.memberInputs.map((input, i) => ({ ...input, weightBps: weights[i]! }));
  await suite.committee.configure(earlier, faults, 2, 1);
  const committeeDigest = await suite.committee.digest();
  const configDigest = await suite.oracle.configDigest();
  await suite.committee.configure([...suite.memberInputs], 2, 2, 1);
  await suite.ledger.closeEpoch();
  const options = { members, entry, observation: { configDigest } };
  const round = { ...(await aWitnessedRound(ethers, suite, options)), committeeDigest };
  await suite.ledger.witness(await batchHashOf(ethers, suite, round.report, configDigest));
  await passWindow(ethers, round);
  await settleRound(suite, round);
  return round;
}

async function medianOf(suite: LedgerSuite, round: WitnessedRound): Promise<bigint> {
  const { configuredVersion } = await suite.ledger.epoch();
  const attendance = await suite.ledger.attendanceOf(
    configuredVersion,
    suite.marketIds[0]!,
    round.report.round,
  );
  return attendance.medianBps;
}

describe("SkillLedger.account of what was signed under other weights", () => {
  it("R12 takes the median by the weights that it was signed under, where f is the same", async () => {
    const suite = await networkHelpers.loadFixture(deploy);
    const round = await aRoundUnder(suite, 2, [0, 1, 2, 3, 4, 5], (member) => ({
      scoreBps: member < 3 ? 50_00 : 1_00,
    }));
    await suite.ledger.account(round.report, round.committeeDigest, round.marketsDigest);
    // By the present weights the first three decide.
    expect(await medianOf(suite, round)).to.equal(1_00n);
  });
});

describe("SkillLedger.account of what was signed under a lower f", () => {
  it("R12 reverts with TooFewObservations for a quorum of the lower f alone", async () => {
    const suite = await networkHelpers.loadFixture(deploy);
    const round = await aRoundUnder(suite, 1, [0, 1, 2], () => ({ scoreBps: 1_00 }));
    await expect(suite.ledger.account(round.report, round.committeeDigest, round.marketsDigest))
      .to.be.revertedWithCustomError(suite.ledger, "TooFewObservations")
      .withArgs(suite.marketIds[0], 3, 5);
  });

  it("R12 takes the median by the present weights", async () => {
    const suite = await networkHelpers.loadFixture(deploy);
    const round = await aRoundUnder(suite, 1, [0, 1, 2, 3, 4], (member) => ({
      scoreBps: member < 2 ? 50_00 : 1_00,
    }));
    await suite.ledger.account(round.report, round.committeeDigest, round.marketsDigest);
    const { configuredVersion } = await suite.ledger.epoch();
    const marketId = suite.marketIds[0]!;
    const attendance = await suite.ledger.attendanceOf(configuredVersion, marketId, round.report.round);
    expect(attendance.members).to.equal(0x1fn);
    expect(attendance.medianBps).to.equal(1_00n);
  });
});
