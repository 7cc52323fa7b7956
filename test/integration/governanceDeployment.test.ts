import { expect } from "chai";
import { ZeroAddress, parseEther } from "ethers";
import { network } from "hardhat";
import { deployGovernance } from "../../scripts/deploy/deployGovernance.ts";
import {
  parseGovernanceParameters,
  readGovernanceParameters,
} from "../../scripts/deploy/governanceParameters.ts";
import { ParametersError } from "../../scripts/deploy/parameters.ts";
import { RISK_REASON, STATE } from "../fixtures/deployGovernance.ts";
import { deploySuite } from "../fixtures/deploySuite.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const fixture = async () => {
  const suite = await deploySuite(connection);
  const [deployer, voter] = await ethers.getSigners();
  if (!deployer || !voter) throw new Error("The chain has fewer than two funded accounts.");
  const token = await ethers.deployContract("DemoVotes", ["Votes", "VOTE"]);
  await token.mint(voter, parseEther("1000000"));
  await token.connect(voter).delegate(voter);
  const feed = suite.aave.feeds["WETH"]!;
  const parameters = await readGovernanceParameters("localhost");
  const dao = await deployGovernance(connection, {
    ...{ breakwater: suite, token: await token.getAddress(), treasuryFeed: feed, parameters },
    wait: (seconds) => networkHelpers.time.increase(seconds).then(() => undefined),
  });
  await networkHelpers.mine();
  return { suite, dao, deployer, voter, feed, parameters };
};
const load = () => networkHelpers.loadFixture(fixture);

describe("deployGovernance", () => {
  it("C1 leaves the deployer without a role: the governor alone proposes and cancels, and anyone executes", async () => {
    const { suite, dao, deployer } = await load();
    const { timelock } = suite;
    for (const role of [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()]) {
      expect(await timelock.hasRole(role, dao.governor)).to.equal(true);
      expect(await timelock.hasRole(role, deployer)).to.equal(false);
    }
    expect(await timelock.hasRole(await timelock.EXECUTOR_ROLE(), ZeroAddress)).to.equal(true);
    for (const role of [
      await dao.proposalOracle.DEFAULT_ADMIN_ROLE(),
      await dao.proposalOracle.CONFIGURATOR_ROLE(),
    ]) {
      expect(await dao.proposalOracle.hasRole(role, timelock)).to.equal(true);
      expect(await dao.proposalOracle.hasRole(role, deployer)).to.equal(false);
    }
  });

  it("V3 V4 sets the gate as the parameters say, with the committee's contracts exempt and the steward not", async () => {
    const { suite, dao, parameters, feed } = await load();
    const { governor, proposalOracle } = dao;
    const { risk, limits, event } = parameters;
    expect([...(await governor.riskSettings())]).to.deep.equal(Object.values(risk).map(BigInt));
    expect([...(await governor.riskLimits())]).to.deep.equal(Object.values(limits).map(BigInt));
    expect(await governor.riskOracle()).to.equal(await proposalOracle.getAddress());
    const { committee, registry, oracle, bonds, guardian } = suite;
    for (const contract of [committee, registry, oracle, bonds, guardian, proposalOracle]) {
      expect(await governor.isExemptTarget(contract)).to.equal(true);
    }
    expect(await governor.isExemptTarget(suite.steward)).to.equal(false);
    const { market } = await proposalOracle.proposalMarketOf(governor, 1n);
    expect([market.threshold, market.horizon, market.referenceFeed]).to.deep.equal([
      ...[BigInt(event.thresholdBps), BigInt(event.horizon), feed],
    ]);
    expect(await dao.condition.oracle()).to.equal(await oracle.getAddress());
  });

  it("V3 the DAO suspends a member of its committee by a vote", async () => {
    const { suite, dao, voter } = await load();
    const { governor } = dao;
    const data = suite.committee.interface.encodeFunctionData("suspend", [3]);
    const call = [[await suite.committee.getAddress()], [0n], [data]] as const;
    await governor.connect(voter).propose(...mutable(call), "Suspend a member");
    const args = [...mutable(call), ethers.id("Suspend a member")] as const;
    const proposalId = await governor.getProposalId(...args);
    expect((await governor.proposalRisk(proposalId)).reason).to.equal(RISK_REASON.exempt);
    await networkHelpers.time.increaseTo((await governor.proposalSnapshot(proposalId)) + 1n);
    await governor.connect(voter).castVote(proposalId, 1);
    await networkHelpers.time.increaseTo((await governor.proposalDeadline(proposalId)) + 1n);
    await governor.queue(...args);
    await networkHelpers.time.increaseTo(await governor.proposalEta(proposalId));
    await governor.execute(...args);
    expect(await governor.state(proposalId)).to.equal(STATE.executed);
    expect((await suite.committee.memberAt(3)).suspended).to.equal(true);
  });
});

describe("parseGovernanceParameters", () => {
  const cases = [
    [{ elevatedFromBps: 3_001 }, "risk.elevatedFromBps is above risk.strictFromBps"],
    [{ elevatedQuorumBps: 20_001 }, "risk.elevatedQuorumBps is above risk.strictQuorumBps"],
    [{ elevatedDelay: 259_201 }, "risk.elevatedDelay is above risk.strictDelay"],
    [{ strictQuorumBps: 30_001 }, "risk.strictQuorumBps is above limits.quorumBps"],
    [{ strictDelay: 604_801 }, "risk.strictDelay is above limits.extraDelay"],
    [{ scoreWindow: 172_801 }, "risk.scoreWindow is more than half of votes.votingPeriod"],
    [{ scoreWindow: 0 }, "risk.scoreWindow is not usable"],
    [{ unheardOf: 1 }, "risk is not usable"],
  ] as const;
  for (const [change, sentence] of cases) {
    it(`V4 refuses parameters of which it says: ${sentence}`, async () => {
      const parameters = await readGovernanceParameters("localhost");
      const wrong = { ...parameters, risk: { ...parameters.risk, ...change } };
      expect(() => parseGovernanceParameters("a.json", wrong)).to.throw(
        ParametersError,
        `a.json: ${sentence}`,
      );
    });
  }

  it("says where a file is missing", async () => {
    const missing = await readGovernanceParameters("nowhere").catch((error: unknown) => error);
    expect(missing).to.be.instanceOf(ParametersError);
    expect(String(missing)).to.include("deployments/parameters/nowhere.governance.json cannot be read");
  });
});

function mutable([targets, values, calldatas]: readonly [
  readonly string[],
  readonly bigint[],
  readonly string[],
]): [string[], bigint[], string[]] {
  return [[...targets], [...values], [...calldatas]];
}
