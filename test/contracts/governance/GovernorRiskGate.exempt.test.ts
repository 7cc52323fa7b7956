import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";
import { STATUS, aScore } from "../../fixtures/aScore.ts";
import type { Governance } from "../../fixtures/deployGovernance.ts";
import { CLASS, EXEMPT, RISK_REASON, deployGovernance } from "../../fixtures/deployGovernance.ts";
import { passed, self } from "../../fixtures/passProposal.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernance(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("GovernorRiskGate.setRiskOracle", () => {
  it("V1 V3 is exempt, and fixes classes from then on: one that is fixed stays", async () => {
    const dao = await load();
    const { governor } = dao;
    const other = await ethers.deployContract("ScriptedOracle");
    const data = governor.interface.encodeFunctionData("setRiskOracle", [await other.getAddress()]);
    const change = await passed(dao, [await self(dao, data)], "Another oracle");
    expect((await governor.proposalRisk(change.id)).reason).to.equal(RISK_REASON.exempt);
    const fixed = await dao.propose(undefined, "Fixed");
    const open = await dao.propose(undefined, "Open");
    await dao.untilVote(open);
    for (const proposal of [fixed, open]) await dao.say(proposal, 15_00);
    await governor.fixRisk(fixed.id);
    await expect(dao.execute(change))
      .to.emit(governor, "RiskOracleSet")
      .withArgs(await other.getAddress());
    expect(await governor.riskOracle()).to.equal(await other.getAddress());
    await expect(governor.fixRisk(open.id))
      .to.be.revertedWithCustomError(governor, "ScoreNotFresh")
      .withArgs(open.id, STATUS.unknown);
    const observedAt = await dao.time.latest();
    for (const { marketId } of [fixed, open])
      await other.set(marketId, aScore({ score: 1_00, round: 1, observedAt }), STATUS.fresh);
    await governor.fixRisk(open.id);
    expect((await governor.proposalRisk(open.id)).class).to.equal(CLASS.low);
    await expect(governor.fixRisk(fixed.id)).to.be.revertedWithCustomError(governor, "RiskFixedAlready");
    expect((await governor.proposalRisk(fixed.id)).class).to.equal(CLASS.elevated);
  });

  it("reverts with ZeroOracle when it is executed without an oracle", async () => {
    const dao = await load();
    const data = dao.governor.interface.encodeFunctionData("setRiskOracle", [ZeroAddress]);
    const change = await passed(dao, [await self(dao, data)], "No oracle");
    await expect(dao.execute(change)).to.be.revertedWithCustomError(dao.governor, "ZeroOracle");
  });
});

describe("GovernorRiskGate.setExemptTarget", () => {
  const NEW = ethers.getAddress(`0x${"77".repeat(20)}`);
  const reasonOf = async (dao: Governance, target: string, description: string) => {
    const { id } = await dao.propose([{ target, data: "0x" }], description);
    return (await dao.governor.proposalRisk(id)).reason;
  };

  it("V3 names a contract and takes it off, for proposals made from then on", async () => {
    const dao = await load();
    const { governor } = dao;
    const set = (target: string, exempt: boolean) =>
      governor.interface.encodeFunctionData("setExemptTarget", [target, exempt]);
    const change = await passed(
      dao,
      [await self(dao, set(NEW, true)), await self(dao, set(EXEMPT, false))],
      "Another committee",
    );
    expect((await governor.proposalRisk(change.id)).class).to.equal(CLASS.strict);
    expect(await reasonOf(dao, NEW, "before")).to.equal(RISK_REASON.awaitingScore);
    const executed = dao.execute(change);
    await expect(executed).to.emit(governor, "ExemptTargetSet").withArgs(NEW, true);
    await expect(executed).to.emit(governor, "ExemptTargetSet").withArgs(EXEMPT, false);
    expect(await reasonOf(dao, NEW, "after")).to.equal(RISK_REASON.exempt);
    expect(await reasonOf(dao, EXEMPT, "after, the old one")).to.equal(RISK_REASON.awaitingScore);
  });

  it("V3 says which proposals are exempt, and exempts none that moves a wei", async () => {
    const dao = await load();
    const { governor } = dao;
    const propose = (value: bigint, text: string) =>
      governor.connect(dao.proposer).propose([EXEMPT], [value], ["0x"], text);
    const idOf = (value: bigint, text: string) =>
      governor.getProposalId([EXEMPT], [value], ["0x"], ethers.id(text));
    await expect(propose(0n, "Exempt"))
      .to.emit(governor, "ProposalExempt")
      .withArgs(await idOf(0n, "Exempt"));
    await expect(propose(1n, "With a wei")).not.to.emit(governor, "ProposalExempt");
    expect((await governor.proposalRisk(await idOf(1n, "With a wei"))).reason).to.equal(
      RISK_REASON.awaitingScore,
    );
  });

  it("V3 reverts with TargetCarriesCalls for the governor and the timelock", async () => {
    const dao = await load();
    const { governor, timelock } = dao;
    for (const target of [await governor.getAddress(), await timelock.getAddress()]) {
      const data = governor.interface.encodeFunctionData("setExemptTarget", [target, true]);
      const change = await passed(dao, [await self(dao, data)], target);
      await expect(dao.execute(change))
        .to.be.revertedWithCustomError(governor, "TargetCarriesCalls")
        .withArgs(target);
    }
  });
});
