import { expect } from "chai";
import { network } from "hardhat";
import { STATUS } from "../../fixtures/aScore.ts";
import {
  CLASS,
  DAY,
  HOUR,
  RISK_REASON,
  RISK_SETTINGS,
  deployGovernance,
  percentOfVotes,
} from "../../fixtures/deployGovernance.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernance(connection);

/** A proposal whose vote has begun. */
const voting = async () => {
  const dao = await networkHelpers.loadFixture(fixture);
  const proposal = await dao.propose();
  await dao.untilVote(proposal);
  return { ...dao, proposal };
};

describe("GovernorRiskGate.fixRisk: refuses", () => {
  it("reverts with GovernorNonexistentProposal for a proposal that nobody made", async () => {
    const { governor } = await networkHelpers.loadFixture(fixture);
    for (const call of [governor.fixRisk, governor.proposalRisk, governor.quorumRequired]) {
      await expect(call(1n))
        .to.be.revertedWithCustomError(governor, "GovernorNonexistentProposal")
        .withArgs(1n);
    }
  });

  it("V1 reverts with OutsideScoreWindow before the vote begins, and after the window", async () => {
    const { governor, propose, say, opensAt, time } = await networkHelpers.loadFixture(fixture);
    const proposal = await propose();
    const opens = await opensAt(proposal);
    const closes = opens - 1 + RISK_SETTINGS.scoreWindow;
    for (const timepoint of [opens - 1, closes + 1]) {
      await time.increaseTo(timepoint - 2);
      await say(proposal, 1_00);
      await time.setNextBlockTimestamp(timepoint);
      await expect(governor.fixRisk(proposal.id))
        .to.be.revertedWithCustomError(governor, "OutsideScoreWindow")
        .withArgs(proposal.id, timepoint, opens, closes);
    }
  });

  it("V1 takes the first and the last second of the window", async () => {
    for (const second of [1, RISK_SETTINGS.scoreWindow]) {
      const { governor, propose, say, opensAt, time } = await networkHelpers.loadFixture(fixture);
      const proposal = await propose();
      const at = (await opensAt(proposal)) - 1 + second;
      const round = await say(proposal, 1_00, { observedAt: at });
      await time.setNextBlockTimestamp(at);
      await expect(governor.fixRisk(proposal.id))
        .to.emit(governor, "RiskFixed")
        .withArgs(proposal.id, CLASS.low, 1_00, 0, round);
    }
  });

  it("V1 reverts with RiskFixedAlready once the class is fixed, whatever is scored later", async () => {
    const { governor, proposal, say } = await voting();
    await say(proposal, 20_00);
    await governor.fixRisk(proposal.id);
    const { fixedAt } = await governor.proposalRisk(proposal.id);
    for (const score of [0, 20_00, 100_00]) {
      await say(proposal, score);
      await expect(governor.fixRisk(proposal.id))
        .to.be.revertedWithCustomError(governor, "RiskFixedAlready")
        .withArgs(proposal.id, fixedAt);
    }
    expect((await governor.proposalRisk(proposal.id)).class).to.equal(CLASS.elevated);
  });

  for (const status of ["unknown", "stale", "degraded"] as const) {
    it(`V2 reverts with ScoreNotFresh on a score that is ${status}: it fixes nothing`, async () => {
      const { governor, proposal, say } = await voting();
      await say(proposal, 0, {}, STATUS[status]);
      await expect(governor.fixRisk(proposal.id))
        .to.be.revertedWithCustomError(governor, "ScoreNotFresh")
        .withArgs(proposal.id, STATUS[status]);
      expect((await governor.proposalRisk(proposal.id)).reason).to.equal(RISK_REASON.awaitingScore);
    });
  }

  it("V1 reverts with ScoreBeforeVote on a score that cannot have seen who holds the votes", async () => {
    const { governor, proposal, say, opensAt } = await voting();
    const snapshot = (await opensAt(proposal)) - 1;
    await say(proposal, 1_00, { observedAt: snapshot });
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "ScoreBeforeVote")
      .withArgs(proposal.id, snapshot, snapshot);
  });

  for (const fault of [1, 2, 3, 4]) {
    it(`V2 reverts while the oracle is broken (fault ${fault}), and fixes nothing`, async () => {
      const { governor, proposal, say, faulty } = await voting();
      await say(proposal, 1_00);
      await faulty.setFault(fault);
      await expect(governor.fixRisk(proposal.id, { gasLimit: 1_000_000 })).to.be.revert(ethers);
      expect((await governor.proposalRisk(proposal.id)).class).to.equal(CLASS.strict);
      await faulty.setFault(0);
      await governor.fixRisk(proposal.id);
      expect((await governor.proposalRisk(proposal.id)).class).to.equal(CLASS.low);
    });
  }
});

describe("GovernorRiskGate.fixRisk: the class", () => {
  const cases = [
    { score: 0, spread: 0, class: CLASS.low, quorum: 4n, delay: 0 },
    { score: 9_99, spread: 0, class: CLASS.low, quorum: 4n, delay: 0 },
    { score: 9_00, spread: 1_00, class: CLASS.elevated, quorum: 6n, delay: DAY },
    { score: 29_99, spread: 0, class: CLASS.elevated, quorum: 6n, delay: DAY },
    { score: 29_99, spread: 1, class: CLASS.strict, quorum: 8n, delay: 3 * DAY },
    { score: 100_00, spread: 100_00, class: CLASS.strict, quorum: 8n, delay: 3 * DAY },
  ];
  for (const { score, spread, class: expected, quorum, delay } of cases) {
    it(`V1 V4 is ${expected} at ${score} bps and a spread of ${spread}, with its quorum and its delay`, async () => {
      const { governor, proposal, say, stranger, opensAt } = await voting();
      const round = await say(proposal, score, { spread });
      await expect(governor.connect(stranger).fixRisk(proposal.id))
        .to.emit(governor, "RiskFixed")
        .withArgs(proposal.id, expected, score, spread, round);
      const opens = await opensAt(proposal);
      expect([...(await governor.proposalRisk(proposal.id))]).to.deep.equal([
        ...[expected, RISK_REASON.scored, true, BigInt(score), BigInt(spread)],
        ...[BigInt(await networkHelpers.time.latest()), BigInt(opens)],
        ...[BigInt(opens - 1 + RISK_SETTINGS.scoreWindow), percentOfVotes(1) * quorum, BigInt(delay)],
      ]);
      expect(await governor.quorumRequired(proposal.id)).to.equal(percentOfVotes(1) * quorum);
    });
  }
});

describe("GovernorRiskGate.proposalRisk", () => {
  it("V2 is Strict from the proposal on, awaits a score until the window closes, and is Strict for good then", async () => {
    const { governor, propose, untilVote, opensAt, time } = await networkHelpers.loadFixture(fixture);
    const proposal = await propose();
    const opens = await opensAt(proposal);
    const pending = await governor.proposalRisk(proposal.id);
    expect([pending.class, pending.reason, pending.isFinal, pending.quorumRequired]).to.deep.equal([
      ...[CLASS.strict, RISK_REASON.awaitingScore, false, 0n],
    ]);
    await untilVote(proposal);
    const open = await governor.proposalRisk(proposal.id);
    expect([open.class, open.reason, open.isFinal, open.quorumRequired]).to.deep.equal([
      ...[CLASS.strict, RISK_REASON.awaitingScore, false, percentOfVotes(8)],
    ]);
    await time.increaseTo(opens - 1 + RISK_SETTINGS.scoreWindow);
    expect((await governor.proposalRisk(proposal.id)).isFinal).to.equal(false);
    await time.increase(1);
    const closed = await governor.proposalRisk(proposal.id);
    expect([...closed]).to.deep.equal([
      ...[CLASS.strict, RISK_REASON.noScoreInTime, true, 0n, 0n, 0n, BigInt(opens)],
      ...[BigInt(opens - 1 + RISK_SETTINGS.scoreWindow), percentOfVotes(8), BigInt(3 * DAY)],
    ]);
  });

  it("V4 names no quorum in the second of the snapshot, when nobody knows who holds the votes, and does in the next", async () => {
    const { governor, propose, opensAt, time } = await networkHelpers.loadFixture(fixture);
    const proposal = await propose();
    const opens = await opensAt(proposal);
    await time.increaseTo(opens - 1);
    expect((await governor.proposalRisk(proposal.id)).quorumRequired).to.equal(0n);
    await time.increaseTo(opens);
    expect((await governor.proposalRisk(proposal.id)).quorumRequired).to.equal(percentOfVotes(8));
  });

  it("V1 the window is cut to half of the vote", async () => {
    const settings = { ...RISK_SETTINGS, scoreWindow: 100 * DAY };
    const { governor, propose, opensAt } = await deployGovernance(connection, { settings });
    const proposal = await propose();
    const { closesAt } = await governor.proposalRisk(proposal.id);
    expect(closesAt).to.equal(BigInt((await opensAt(proposal)) - 1 + 2 * DAY));
  });

  it("V1 neither a longer vote nor a late quorum opens the window again: half of the vote as it was proposed", async () => {
    const settings = { ...RISK_SETTINGS, scoreWindow: 100 * DAY };
    const dao = await deployGovernance(connection, { settings });
    const { governor, time } = dao;
    const target = await governor.getAddress();
    const data = governor.interface.encodeFunctionData("setVotingPeriod", [40 * DAY]);
    const change = await dao.propose([{ target, data }], "A longer vote");
    await dao.untilVote(change);
    await dao.vote(change, dao.whale);
    await dao.untilDecided(change);
    await dao.queue(change);
    await dao.untilReady(change);
    const proposal = await dao.propose();
    const closes = BigInt((await dao.opensAt(proposal)) - 1 + 2 * DAY);
    await dao.execute(change);
    expect((await governor.proposalRisk(proposal.id)).closesAt).to.equal(closes);
    const deadline = await governor.proposalDeadline(proposal.id);
    await time.increaseTo(deadline - 60n);
    await expect(dao.vote(proposal, dao.whale)).to.emit(governor, "ProposalExtended");
    const { closesAt, isFinal } = await governor.proposalRisk(proposal.id);
    expect([closesAt, isFinal]).to.deep.equal([closes, true]);
    await dao.say(proposal, 1_00);
    await time.setNextBlockTimestamp(deadline + 1n);
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "OutsideScoreWindow")
      .withArgs(proposal.id, deadline + 1n, closes - BigInt(2 * DAY) + 1n, closes);
  });

  it("V1 a proposal's market is its own: chain, governor and everything that its id commits to", async () => {
    const { governor, propose } = await networkHelpers.loadFixture(fixture);
    const one = await propose();
    const other = await propose(undefined, "Another");
    expect(one.marketId).not.to.equal(other.marketId);
    const { chainId } = await ethers.provider.getNetwork();
    const coder = ethers.AbiCoder.defaultAbiCoder();
    expect(one.marketId).to.equal(
      ethers.keccak256(
        coder.encode(
          ["uint256", "uint8", "address", "uint256"],
          [chainId, 3, await governor.getAddress(), one.id],
        ),
      ),
    );
  });
});

describe("GovernorRiskGate with a clock of blocks", () => {
  const voteTerms = {
    votingDelay: 5,
    votingPeriod: 40,
    proposalThreshold: 0n,
    quorumPercent: 4,
    voteExtension: 5,
  };
  const inBlocks = () =>
    deployGovernance(connection, {
      voteTerms,
      settings: { ...RISK_SETTINGS, scoreWindow: 10 },
      token: "BlockVotes",
    });

  it("V1 compares the snapshot's block, not its time, with the start of the vote", async () => {
    const { governor, propose, say } = await networkHelpers.loadFixture(inBlocks);
    const proposal = await propose();
    const snapshot = Number(await governor.proposalSnapshot(proposal.id));
    await networkHelpers.mine(6);
    const observedAt = (await networkHelpers.time.latest()) + HOUR;
    await say(proposal, 1_00, { blockNumber: snapshot, observedAt });
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "ScoreBeforeVote")
      .withArgs(proposal.id, snapshot, snapshot);
    await say(proposal, 12_00, { blockNumber: snapshot + 1, observedAt: 1 });
    await governor.fixRisk(proposal.id);
    expect((await governor.proposalRisk(proposal.id)).class).to.equal(CLASS.elevated);
  });

  it("V1 V2 closes by blocks: Strict from the block behind the window on", async () => {
    const { governor, propose, say } = await networkHelpers.loadFixture(inBlocks);
    const proposal = await propose();
    const snapshot = Number(await governor.proposalSnapshot(proposal.id));
    await networkHelpers.mine(snapshot + 9 - (await ethers.provider.getBlockNumber()));
    await say(proposal, 1_00);
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "OutsideScoreWindow")
      .withArgs(proposal.id, snapshot + 11, snapshot + 1, snapshot + 10);
    await networkHelpers.mine();
    expect((await governor.proposalRisk(proposal.id)).reason).to.equal(RISK_REASON.noScoreInTime);
  });
});
