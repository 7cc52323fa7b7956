import { expect } from "chai";
import { network } from "hardhat";
import type { Governance, Proposal } from "../../fixtures/deployGovernance.ts";
import {
  CLASS,
  DAY,
  MIN_DELAY,
  RISK_LIMITS,
  RISK_SETTINGS,
  STATE,
  VOTE,
  VOTE_TERMS,
  deployGovernance,
  percentOfVotes,
  withHash,
} from "../../fixtures/deployGovernance.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernance(connection);
const load = () => networkHelpers.loadFixture(fixture);

/** A score in the window fixes the class; undefined leaves it to nobody. */
const scoreIt = async (dao: Governance, proposal: Proposal, score: number | undefined): Promise<void> => {
  await dao.untilVote(proposal);
  if (score === undefined) return;
  await dao.say(proposal, score);
  await dao.governor.fixRisk(proposal.id);
};

const SCORES = [
  { name: "Low", score: 1_00, delay: 0 },
  { name: "Elevated", score: 15_00, delay: DAY },
  { name: "Strict", score: 50_00, delay: 3 * DAY },
  { name: "unscored", score: undefined, delay: 3 * DAY },
] as const;

describe("GovernorRiskGate: the life of a proposal", () => {
  for (const { name, score, delay } of SCORES) {
    it(`V2 V4 ${name}: Pending, Active, Succeeded, Queued for its delay, Executed`, async () => {
      const dao = await load();
      const { governor, timelock, stateOf, whale, stranger, time } = dao;
      const proposal = await dao.propose();
      expect(await stateOf(proposal)).to.equal(STATE.pending);
      await scoreIt(dao, proposal, score);
      expect(await stateOf(proposal)).to.equal(STATE.active);
      await dao.vote(proposal, whale);
      await dao.untilDecided(proposal);
      expect(await stateOf(proposal)).to.equal(STATE.succeeded);
      const queued = await dao.queue(proposal);
      const eta = BigInt((await time.latest()) + MIN_DELAY + delay);
      await expect(queued).to.emit(governor, "ProposalQueued").withArgs(proposal.id, eta);
      if (delay > 0) await expect(queued).to.emit(governor, "RiskDelayed").withArgs(proposal.id, eta, delay);
      else await expect(queued).not.to.emit(governor, "RiskDelayed");
      expect(await stateOf(proposal)).to.equal(STATE.queued);
      expect(await governor.proposalEta(proposal.id)).to.equal(eta);
      const operation = await dao.operationOf(proposal);
      expect(await timelock.getTimestamp(operation)).to.equal(eta);
      await time.setNextBlockTimestamp(eta - 1n);
      await expect(dao.execute(proposal))
        .to.be.revertedWithCustomError(timelock, "TimelockUnexpectedOperationState")
        .withArgs(operation, `0x${"00".repeat(31)}04`);
      await time.setNextBlockTimestamp(eta);
      await expect(governor.connect(stranger).execute(...withHash(proposal.call)))
        .to.emit(governor, "ProposalExecuted")
        .withArgs(proposal.id);
      expect(await stateOf(proposal)).to.equal(STATE.executed);
    });
  }

  it("V4 the way stays open: what is queued can be executed a year later", async () => {
    const dao = await load();
    const proposal = await dao.propose();
    await scoreIt(dao, proposal, undefined);
    await dao.vote(proposal, dao.whale);
    await dao.untilDecided(proposal);
    await dao.time.increase(100 * DAY);
    await dao.queue(proposal);
    await dao.time.increase(365 * DAY);
    expect(await dao.stateOf(proposal)).to.equal(STATE.queued);
    await expect(dao.execute(proposal)).to.emit(dao.governor, "ProposalExecuted");
  });

  it("is Defeated by more votes against than for, whatever the class", async () => {
    const dao = await load();
    const proposal = await dao.propose();
    await scoreIt(dao, proposal, 1_00);
    await dao.vote(proposal, dao.proposer);
    await dao.vote(proposal, dao.whale, VOTE.against);
    await dao.untilDecided(proposal);
    expect(await dao.stateOf(proposal)).to.equal(STATE.defeated);
    await expect(dao.queue(proposal))
      .to.be.revertedWithCustomError(dao.governor, "GovernorUnexpectedProposalState")
      .withArgs(proposal.id, STATE.defeated, `0x${"00".repeat(31)}10`);
  });

  it("is Canceled by its proposer while it is pending, and then no score is of use", async () => {
    const dao = await load();
    const proposal = await dao.propose();
    await expect(dao.cancel(proposal)).to.emit(dao.governor, "ProposalCanceled").withArgs(proposal.id);
    await scoreIt(dao, proposal, 0);
    expect(await dao.stateOf(proposal)).to.equal(STATE.canceled);
    await expect(dao.vote(proposal, dao.whale)).to.be.revertedWithCustomError(
      dao.governor,
      "GovernorUnexpectedProposalState",
    );
  });

  it("is Canceled where a canceller of the timelock cancels the delayed operation", async () => {
    const dao = await load();
    const { governor, timelock } = dao;
    const proposal = await dao.propose();
    await scoreIt(dao, proposal, undefined);
    await dao.vote(proposal, dao.whale);
    await dao.untilDecided(proposal);
    await dao.queue(proposal);
    const asGovernor = await ethers.getImpersonatedSigner(await governor.getAddress());
    await networkHelpers.setBalance(asGovernor.address, 10n ** 18n);
    await timelock.connect(asGovernor).cancel(await dao.operationOf(proposal));
    expect(await dao.stateOf(proposal)).to.equal(STATE.canceled);
  });

  it("is Executed where somebody executes the delayed operation in the timelock itself", async () => {
    const dao = await load();
    const { governor, timelock } = dao;
    const proposal = await dao.propose();
    await scoreIt(dao, proposal, 50_00);
    await dao.vote(proposal, dao.whale);
    await dao.untilDecided(proposal);
    await dao.queue(proposal);
    await dao.untilReady(proposal);
    const [targets, values, calldatas, hash] = withHash(proposal.call);
    const salt = ethers.toBeHex(
      BigInt(`${await governor.getAddress()}${"00".repeat(12)}`) ^ BigInt(hash),
      32,
    );
    await timelock.executeBatch(targets, values, calldatas, ethers.ZeroHash, salt);
    expect(await dao.stateOf(proposal)).to.equal(STATE.executed);
  });
});

describe("GovernorRiskGate: the quorum", () => {
  const outcomes = [
    { votes: "minnow", percent: 4, low: true, elevated: false, strict: false },
    { votes: "proposer", percent: 5, low: true, elevated: false, strict: false },
    { votes: "both", percent: 9, low: true, elevated: true, strict: true },
  ] as const;
  for (const { votes, percent, ...passes } of outcomes) {
    for (const [name, score] of [
      ["low", 1_00],
      ["elevated", 15_00],
      ["strict", 50_00],
    ] as const) {
      it(`V4 ${percent} % of all votes ${passes[name] ? "suffice" : "do not suffice"} where the class is ${name}`, async () => {
        const dao = await load();
        const proposal = await dao.propose();
        await scoreIt(dao, proposal, score);
        if (votes !== "minnow") await dao.vote(proposal, dao.proposer);
        if (votes !== "proposer") await dao.vote(proposal, dao.minnow, VOTE.for);
        await dao.untilDecided(proposal);
        expect(await dao.stateOf(proposal)).to.equal(passes[name] ? STATE.succeeded : STATE.defeated);
      });
    }
  }

  it("V4 abstentions count towards it, as they do without the gate", async () => {
    const dao = await load();
    const proposal = await dao.propose();
    await scoreIt(dao, proposal, 50_00);
    await dao.vote(proposal, dao.proposer);
    await dao.untilDecided(proposal);
    expect(await dao.stateOf(proposal)).to.equal(STATE.defeated);
    const other = await dao.propose(undefined, "Another");
    await scoreIt(dao, other, 50_00);
    await dao.vote(other, dao.proposer);
    await dao.vote(other, dao.minnow, VOTE.abstain);
    await dao.untilDecided(other);
    expect(await dao.stateOf(other)).to.equal(STATE.succeeded);
  });

  it("V4 stops at the share of all votes; a governor's own quorum above the share stays", async () => {
    const settings = { ...RISK_SETTINGS, strictQuorumBps: 300_00 };
    for (const [quorumPercent, required] of [
      [20, 40],
      [35, 40],
      [60, 60],
    ] as const) {
      const dao = await deployGovernance(connection, {
        settings,
        voteTerms: { ...VOTE_TERMS, quorumPercent },
      });
      const proposal = await dao.propose();
      await dao.untilVote(proposal);
      expect(await dao.governor.quorumRequired(proposal.id)).to.equal(percentOfVotes(required));
      const snapshot = await dao.governor.proposalSnapshot(proposal.id);
      expect(await dao.governor.quorum(snapshot)).to.equal(percentOfVotes(quorumPercent));
    }
    expect(RISK_LIMITS.quorumShare).to.equal(40_00);
  });

  it("V1 no score, no call and no setting flips what is decided", async () => {
    for (const score of [undefined, 15_00]) {
      const dao = await load();
      const { governor, stateOf } = dao;
      const proposal = await dao.propose();
      await scoreIt(dao, proposal, score);
      await dao.vote(proposal, dao.proposer);
      await dao.untilDecided(proposal);
      expect(await stateOf(proposal)).to.equal(STATE.defeated);
      await dao.say(proposal, 0);
      await expect(governor.fixRisk(proposal.id)).to.be.revert(ethers);
      await dao.token.mint(dao.proposer, percentOfVotes(50));
      expect(await stateOf(proposal)).to.equal(STATE.defeated);
      expect((await governor.proposalRisk(proposal.id)).class).not.to.equal(CLASS.low);
    }
  });

  it("V1 a late quorum is judged by the Strict one until the class is fixed, then by the class's", async () => {
    const dao = await load();
    const { governor } = dao;
    const proposal = await dao.propose();
    await dao.untilVote(proposal);
    const deadline = await governor.proposalDeadline(proposal.id);
    await dao.vote(proposal, dao.proposer);
    await dao.say(proposal, 1_00);
    await governor.fixRisk(proposal.id);
    await dao.time.increaseTo(deadline - 60n);
    await expect(dao.vote(proposal, dao.minnow)).to.emit(governor, "ProposalExtended");
    expect(await governor.proposalDeadline(proposal.id)).to.be.greaterThan(deadline);
  });
});

describe("GovernorRiskGate: in one transaction", () => {
  it("V1 a voter fixes the class with its vote", async () => {
    const dao = await load();
    const { governor, whale } = dao;
    const proposal = await dao.propose();
    await dao.untilVote(proposal);
    const round = await dao.say(proposal, 15_00);
    const both = [
      governor.interface.encodeFunctionData("fixRisk", [proposal.id]),
      governor.interface.encodeFunctionData("castVote", [proposal.id, VOTE.for]),
    ];
    const sent = governor.connect(whale).multicall(both);
    await expect(sent).to.emit(governor, "RiskFixed").withArgs(proposal.id, CLASS.elevated, 15_00, 0, round);
    await expect(sent)
      .to.emit(governor, "VoteCast")
      .withArgs(whale.address, proposal.id, VOTE.for, percentOfVotes(30), "");
  });
});
