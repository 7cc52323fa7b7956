import { expect } from "chai";
import { network } from "hardhat";
import {
  CLASS,
  DAY,
  RISK_REASON,
  STATE,
  deployGovernance,
  percentOfVotes,
} from "../fixtures/deployGovernance.ts";
import type { GovernanceCommittee } from "../fixtures/governanceCommittee.ts";
import { deployGovernanceCommittee } from "../fixtures/governanceCommittee.ts";
import { aMarket, someMembers } from "../fixtures/deployOracle.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernanceCommittee(connection);
const load = () => networkHelpers.loadFixture(fixture);
const HOUR = 3_600;

const transfer = async ({ token, stranger }: GovernanceCommittee) => ({
  target: await token.getAddress(),
  data: token.interface.encodeFunctionData("transfer", [stranger.address, 1n]),
});

describe("A proposal that the running committee scores", () => {
  it("V1 R1 from a quorum's report to its class, its votes, its wait and its effect", async () => {
    const dao = await load();
    const { governor, token, timelock, stranger } = dao;
    await token.mint(timelock, 5n);
    const proposal = await dao.propose([await transfer(dao)]);
    await dao.untilVote(proposal);
    await dao.report(proposal, 15_00);
    await governor.connect(stranger).fixRisk(proposal.id);
    const risk = await governor.proposalRisk(proposal.id);
    expect([risk.class, risk.reason, risk.score]).to.deep.equal([CLASS.elevated, RISK_REASON.scored, 15_00n]);
    await dao.vote(proposal, dao.proposer);
    await dao.vote(proposal, dao.minnow);
    await dao.untilDecided(proposal);
    await dao.queue(proposal);
    await dao.untilReady(proposal);
    await dao.execute(proposal);
    expect(await token.balanceOf(stranger)).to.equal(1n);
  });

  it("V1 the market that members score is the governor's: the two compute one id", async () => {
    const dao = await load();
    const proposal = await dao.propose();
    const { marketId } = await dao.proposalOracle.proposalMarketOf(dao.governor, proposal.id);
    expect(marketId).to.equal(proposal.marketId);
  });

  it("V1 a score from before the vote does not count, however calm: it cannot have seen who holds the votes", async () => {
    const dao = await load();
    const { governor } = dao;
    const proposal = await dao.propose();
    const snapshot = await governor.proposalSnapshot(proposal.id);
    await dao.time.increaseTo(snapshot - BigInt(HOUR));
    await dao.report(proposal, 0);
    await dao.untilVote(proposal);
    const observed = (await dao.proposalOracle.score(proposal.marketId)).record.observedAt;
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "ScoreBeforeVote")
      .withArgs(proposal.id, observed, snapshot);
  });
});

describe("A ratio change with a condition", () => {
  const BOUND = 5_00;
  /** A change of the market's event stands for the ratio: it runs only where the condition before it holds. */
  const conditional = async (dao: GovernanceCommittee) => {
    const condition = await ethers.deployContract("ScoreCondition", [dao.oracle]);
    const marketId = dao.suite.marketIds[0]!;
    const proposal = await dao.propose([
      {
        target: await condition.getAddress(),
        data: condition.interface.encodeFunctionData("requireScoreBelow", [marketId, BOUND, 2 * HOUR]),
      },
      {
        target: await dao.oracle.getAddress(),
        data: dao.oracle.interface.encodeFunctionData("configureMarkets", [
          [aMarket(0, { threshold: 7_00 })],
        ]),
      },
    ]);
    await dao.untilVote(proposal);
    await dao.vote(proposal, dao.whale);
    await dao.untilDecided(proposal);
    await dao.queue(proposal);
    await dao.untilReady(proposal);
    return { condition, marketId, proposal };
  };

  it("waits out a score that rose between vote and execution, with both numbers, and is executed once it fell", async () => {
    const dao = await load();
    const { condition, marketId, proposal } = await conditional(dao);
    await dao.reportMarket(9_00);
    await expect(dao.execute(proposal))
      .to.be.revertedWithCustomError(condition, "ScoreNotBelow")
      .withArgs(marketId, 9_00, BOUND);
    expect(await dao.stateOf(proposal)).to.equal(STATE.queued);
    await dao.reportMarket(4_00);
    await dao.execute(proposal);
    expect((await dao.oracle.marketOf(marketId)).threshold).to.equal(7_00n);
  });

  it("R9 does not take a stale score for a calm one: it waits for the committee, as long as that takes", async () => {
    const dao = await load();
    const { condition, marketId, proposal } = await conditional(dao);
    await expect(dao.execute(proposal))
      .to.be.revertedWithCustomError(condition, "ScoreNotFresh")
      .withArgs(marketId, 0);
    await dao.reportMarket(1_00);
    await dao.time.increase(3 * HOUR);
    await expect(dao.execute(proposal))
      .to.be.revertedWithCustomError(condition, "ScoreNotFresh")
      .withArgs(marketId, 1);
    await dao.time.increase(60 * DAY);
    await dao.reportMarket(1_00);
    await expect(dao.execute(proposal)).to.emit(dao.governor, "ProposalExecuted").withArgs(proposal.id);
  });

  it("V3 is gated like any other: a condition before an exempt call makes it none", async () => {
    const dao = await load();
    const { proposal } = await conditional(dao);
    expect((await dao.governor.proposalRisk(proposal.id)).reason).to.equal(RISK_REASON.noScoreInTime);
  });
});

describe("The committee's own removal", () => {
  it("V3 takes what the governor alone asks for, from the proposal to the new committee", async () => {
    const dao = await load();
    const { governor, committee } = dao;
    const data = committee.interface.encodeFunctionData("configure", [someMembers(4, 1), 1, 1, 1]);
    const proposal = await dao.propose([{ target: await committee.getAddress(), data }]);
    const [made] = await governor.queryFilter(governor.filters.ProposalExempt(proposal.id));
    expect(made?.args.proposalId).to.equal(proposal.id);
    await dao.untilVote(proposal);
    await dao.report(proposal, 100_00);
    const { fixedAt } = await governor.proposalRisk(proposal.id);
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "RiskFixedAlready")
      .withArgs(proposal.id, fixedAt);
    const risk = await governor.proposalRisk(proposal.id);
    expect([risk.class, risk.reason, risk.quorumRequired, risk.extraDelay]).to.deep.equal([
      ...[CLASS.low, RISK_REASON.exempt, percentOfVotes(4), 0n],
    ]);
    await dao.vote(proposal, dao.minnow);
    await dao.untilDecided(proposal);
    await expect(dao.queue(proposal)).not.to.emit(governor, "RiskDelayed");
    await dao.untilReady(proposal);
    await dao.execute(proposal);
    expect(await committee.memberCount()).to.equal(4n);
  });
});

describe("Without the gate's oracle", () => {
  for (const [name, fault] of [
    ["reverts", 1],
    ["burns all gas", 2],
    ["returns nothing", 3],
    ["returns junk", 4],
  ] as const) {
    it(`V2 an oracle that ${name} from the first day on holds up nothing`, async () => {
      const dao = await deployGovernance(connection);
      await dao.faulty.setFault(fault);
      const proposal = await dao.propose();
      await dao.untilVote(proposal);
      await dao.vote(proposal, dao.whale);
      await dao.untilDecided(proposal);
      await dao.queue(proposal);
      await dao.untilReady(proposal);
      await dao.execute(proposal);
      expect(await dao.stateOf(proposal)).to.equal(STATE.executed);
    });
  }
});
