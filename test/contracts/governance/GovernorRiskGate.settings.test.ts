import { expect } from "chai";
import { ZeroAddress, encodeBytes32String } from "ethers";
import { network } from "hardhat";
import type { RiskGatedGovernor } from "../../../types/ethers-contracts/index.js";
import {
  CLASS,
  DAY,
  EXEMPT,
  HOUR,
  MIN_DELAY,
  RISK_LIMITS,
  RISK_SETTINGS,
  STATE,
  deployGovernance,
  percentOfVotes,
} from "../../fixtures/deployGovernance.ts";
import { passed, self } from "../../fixtures/passProposal.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernance(connection);
const load = () => networkHelpers.loadFixture(fixture);

const HARSH = {
  ...{ elevatedFrom: 1_00, strictFrom: 2_00, elevatedQuorumBps: 250_00, strictQuorumBps: 300_00 },
  ...{ elevatedDelay: 5 * DAY, strictDelay: 7 * DAY, scoreWindow: 60 },
};
const toHarsh = (governor: RiskGatedGovernor): string =>
  governor.interface.encodeFunctionData("setRiskSettings", [HARSH]);

describe("GovernorRiskGate.constructor", () => {
  const limitCases = [
    [{ quorumBps: 99_99 }, "quorumBps", 99_99, 100_00, 400_00],
    [{ quorumBps: 400_01 }, "quorumBps", 400_01, 100_00, 400_00],
    [{ quorumShare: 0 }, "quorumShare", 0, 1, 50_00],
    [{ quorumShare: 50_01 }, "quorumShare", 50_01, 1, 50_00],
    [{ extraDelay: 30 * DAY + 1 }, "extraDelay", 30 * DAY + 1, 0, 30 * DAY],
  ] as const;
  for (const [limit, field, value, min, max] of limitCases) {
    it(`V4 reverts with ValueOutOfRange when the limit ${field} is ${value}`, async () => {
      const { governor } = await load();
      const limits = { ...RISK_LIMITS, ...limit };
      await expect(deployGovernance(connection, { limits }))
        .to.be.revertedWithCustomError(governor, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  it("reverts with ZeroOracle, and with TargetCarriesCalls for the timelock among the exempt", async () => {
    const { governor, token, timelock } = await load();
    await expect(deployGovernance(connection, { oracle: ZeroAddress })).to.be.revertedWithCustomError(
      governor,
      "ZeroOracle",
    );
    const terms = {
      votingDelay: 1,
      votingPeriod: 10,
      proposalThreshold: 0,
      quorumPercent: 4,
      voteExtension: 1,
    };
    const gate = {
      ...{ oracle: EXEMPT, settings: RISK_SETTINGS, limits: RISK_LIMITS },
      exemptTargets: [await timelock.getAddress()],
    };
    await expect(ethers.deployContract("RiskGatedGovernor", ["Gated", token, timelock, terms, gate] as never))
      .to.be.revertedWithCustomError(governor, "TargetCarriesCalls")
      .withArgs(await timelock.getAddress());
  });

  it("says what it begins with", async () => {
    const { governor, faulty } = await load();
    const tx = governor.deploymentTransaction();
    await expect(tx).to.emit(governor, "RiskSettingsSet").withArgs(Object.values(RISK_SETTINGS));
    await expect(tx)
      .to.emit(governor, "RiskOracleSet")
      .withArgs(await faulty.getAddress());
    await expect(tx).to.emit(governor, "ExemptTargetSet").withArgs(EXEMPT, true);
  });

  it("shows what it was given", async () => {
    const { governor, faulty } = await load();
    expect([...(await governor.riskSettings())]).to.deep.equal(Object.values(RISK_SETTINGS).map(BigInt));
    expect([...(await governor.riskLimits())]).to.deep.equal(Object.values(RISK_LIMITS).map(BigInt));
    expect(await governor.riskOracle()).to.equal(await faulty.getAddress());
    expect(await governor.isExemptTarget(EXEMPT)).to.equal(true);
    expect(await governor.isExemptTarget(ZeroAddress)).to.equal(false);
  });
});

describe("GovernorRiskGate.setRiskSettings", () => {
  const wrong = [
    [{ elevatedFrom: 0 }, "elevatedFrom", 0, 1, 100_00],
    [{ strictFrom: 100_01 }, "strictFrom", 100_01, 1, 100_00],
    [{ elevatedQuorumBps: 99_99 }, "elevatedQuorumBps", 99_99, 100_00, 300_00],
    [{ strictQuorumBps: 300_01 }, "strictQuorumBps", 300_01, 100_00, 300_00],
    [{ elevatedDelay: 7 * DAY + 1 }, "elevatedDelay", 7 * DAY + 1, 0, 7 * DAY],
    [{ strictDelay: 7 * DAY + 1 }, "strictDelay", 7 * DAY + 1, 0, 7 * DAY],
    [{ scoreWindow: 0 }, "scoreWindow", 0, 1, 2 ** 32 - 1],
  ] as const;
  for (const [setting, field, value, min, max] of wrong) {
    it(`V4 reverts with ValueOutOfRange when ${field} is ${value}`, async () => {
      const { governor } = await load();
      const settings = { ...RISK_SETTINGS, ...setting };
      await expect(deployGovernance(connection, { settings }))
        .to.be.revertedWithCustomError(governor, "ValueOutOfRange")
        .withArgs(encodeBytes32String(field), value, min, max);
    });
  }

  for (const [setting, field, elevated, strict] of [
    [{ elevatedFrom: 30_01 }, "bands", 30_01, 30_00],
    [{ elevatedQuorumBps: 200_01 }, "quorums", 200_01, 200_00],
    [{ elevatedDelay: 3 * DAY + 1 }, "delays", 3 * DAY + 1, 3 * DAY],
  ] as const) {
    it(`V2 reverts with ClassesNotAscending when Elevated's ${field} exceed Strict's`, async () => {
      const { governor } = await load();
      await expect(deployGovernance(connection, { settings: { ...RISK_SETTINGS, ...setting } }))
        .to.be.revertedWithCustomError(governor, "ClassesNotAscending")
        .withArgs(encodeBytes32String(field), elevated, strict);
    });
  }

  it("reverts with GovernorOnlyExecutor for anyone else than a proposal, as every setter does", async () => {
    const { governor, stranger, faulty } = await load();
    const as = governor.connect(stranger);
    for (const call of [
      () => as.setRiskSettings(RISK_SETTINGS),
      () => as.setRiskOracle(faulty),
      () => as.setExemptTarget(EXEMPT, false),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(governor, "GovernorOnlyExecutor")
        .withArgs(stranger.address);
    }
  });

  it("V1 holds for votes that begin from then on: one that has begun keeps its quorum, delay and window", async () => {
    const dao = await load();
    const { governor } = dao;
    const change = await passed(dao, [await self(dao, toHarsh(governor))], "Harsher");
    const begun = await dao.propose(undefined, "Begun");
    await dao.time.increase(HOUR);
    const pending = await dao.propose(undefined, "Pending");
    await dao.untilVote(begun);
    const opens = BigInt(await dao.opensAt(pending));
    const before = await governor.proposalRisk(pending.id);
    expect([before.closesAt, before.extraDelay]).to.deep.equal([
      ...[opens - 1n + BigInt(RISK_SETTINGS.scoreWindow), BigInt(RISK_SETTINGS.strictDelay)],
    ]);
    await expect(dao.execute(change)).to.emit(governor, "RiskSettingsSet").withArgs(Object.values(HARSH));
    expect([...(await governor.riskSettings())]).to.deep.equal(Object.values(HARSH).map(BigInt));
    const after = await governor.proposalRisk(pending.id);
    expect([after.closesAt, after.extraDelay, after.quorumRequired]).to.deep.equal([
      ...[opens - 1n + BigInt(HARSH.scoreWindow), BigInt(HARSH.strictDelay), 0n],
    ]);
    await dao.say(begun, 2_00);
    await governor.fixRisk(begun.id);
    expect((await governor.proposalRisk(begun.id)).class).to.equal(CLASS.low);
    await dao.untilVote(pending);
    await dao.say(pending, 2_00);
    await governor.fixRisk(pending.id);
    const risk = await governor.proposalRisk(pending.id);
    expect([risk.class, risk.quorumRequired, risk.extraDelay]).to.deep.equal([
      ...[CLASS.strict, percentOfVotes(12), BigInt(7 * DAY)],
    ]);
  });

  for (const [second, percent, delay] of [
    [0, 12, HARSH.strictDelay],
    [1, 8, RISK_SETTINGS.strictDelay],
  ] as const) {
    it(`V1 set ${second} seconds behind a snapshot, they ${second === 0 ? "hold" : "come too late"} for its vote`, async () => {
      const dao = await load();
      const { governor, time } = dao;
      const change = await passed(dao, [await self(dao, toHarsh(governor))], "Harsher");
      const proposal = await dao.propose();
      await time.setNextBlockTimestamp((await governor.proposalSnapshot(proposal.id)) + BigInt(second));
      await dao.execute(change);
      await dao.untilVote(proposal);
      const { quorumRequired, extraDelay } = await governor.proposalRisk(proposal.id);
      expect([quorumRequired, extraDelay]).to.deep.equal([percentOfVotes(percent), BigInt(delay)]);
    });
  }

  it("V1 no later setting, nor several, moves what an unscored vote needs or how long it waits", async () => {
    const dao = await load();
    const { governor, time } = dao;
    const failed = await dao.propose(undefined, "Failed");
    const won = await dao.propose(undefined, "Won");
    await dao.untilVote(won);
    await dao.vote(failed, dao.proposer);
    await dao.vote(won, dao.proposer);
    await dao.vote(won, dao.minnow);
    await dao.untilDecided(won);
    const changes = [
      ...[{ ...RISK_SETTINGS, elevatedQuorumBps: 100_00, strictQuorumBps: 100_00 }, HARSH],
      ...[{ ...RISK_SETTINGS, elevatedDelay: 0, strictDelay: 0 }, RISK_SETTINGS],
    ];
    for (const [index, settings] of changes.entries()) {
      const data = governor.interface.encodeFunctionData("setRiskSettings", [settings]);
      await dao.execute(await passed(dao, [await self(dao, data)], `Change ${index}`));
      expect([...(await governor.riskSettings())]).to.deep.equal(Object.values(settings).map(BigInt));
      for (const { id } of [failed, won]) {
        const { quorumRequired, extraDelay } = await governor.proposalRisk(id);
        expect([quorumRequired, extraDelay]).to.deep.equal([percentOfVotes(8), BigInt(3 * DAY)]);
      }
      expect([await dao.stateOf(failed), await dao.stateOf(won)]).to.deep.equal([
        ...[STATE.defeated, STATE.succeeded],
      ]);
    }
    await dao.queue(won);
    const eta = BigInt((await time.latest()) + MIN_DELAY + 3 * DAY);
    expect(await governor.proposalEta(won.id)).to.equal(eta);
  });

  it("V4 reverts with ValueOutOfRange where a vote would pass the limits", async () => {
    const dao = await load();
    const settings = { ...RISK_SETTINGS, strictQuorumBps: 300_01 };
    const data = dao.governor.interface.encodeFunctionData("setRiskSettings", [settings]);
    const change = await passed(dao, [await self(dao, data)], "Past the limits");
    await expect(dao.execute(change))
      .to.be.revertedWithCustomError(dao.governor, "ValueOutOfRange")
      .withArgs(encodeBytes32String("strictQuorumBps"), 300_01, 100_00, 300_00);
    expect([...(await dao.governor.riskSettings())]).to.deep.equal(Object.values(RISK_SETTINGS).map(BigInt));
  });

  it("V4 is gated itself: loosening the gate takes what the gate asks for", async () => {
    const dao = await load();
    const data = dao.governor.interface.encodeFunctionData("setRiskSettings", [RISK_SETTINGS]);
    const proposal = await dao.propose([await self(dao, data)]);
    expect((await dao.governor.proposalRisk(proposal.id)).class).to.equal(CLASS.strict);
  });
});
