import { expect } from "chai";
import { formatEther } from "ethers";
import { network } from "hardhat";
import type { Action, Governance, Proposal } from "../fixtures/deployGovernance.ts";
import {
  CLASS,
  DAY,
  HOUR,
  RISK_LIMITS,
  RISK_REASON,
  RISK_SETTINGS,
  STATE,
  deployGovernance,
  percentOfVotes,
} from "../fixtures/deployGovernance.ts";
import { someMembers } from "../fixtures/deployOracle.ts";
import type { GovernanceCommittee } from "../fixtures/governanceCommittee.ts";
import { deployGovernanceCommittee } from "../fixtures/governanceCommittee.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const fixture = () => deployGovernanceCommittee(connection);
const load = () => networkHelpers.loadFixture(fixture);

interface Toll {
  readonly votes: bigint;
  readonly hours: number;
}

/** Takes a proposal through with the votes named and tells what it needed and how long it took, from first to last. */
const passes = async (
  dao: Governance,
  proposal: Proposal,
  scored: ((proposal: Proposal) => Promise<void>) | undefined,
): Promise<Toll> => {
  const { governor, time } = dao;
  const began = Number(await governor.proposalSnapshot(proposal.id)) - DAY;
  await dao.untilVote(proposal);
  await scored?.(proposal);
  await dao.vote(proposal, dao.proposer);
  await dao.vote(proposal, dao.minnow);
  await dao.vote(proposal, dao.whale);
  await dao.untilDecided(proposal);
  expect(await dao.stateOf(proposal)).to.equal(STATE.succeeded);
  const votes = await governor.quorumRequired(proposal.id);
  await dao.queue(proposal);
  await dao.untilReady(proposal);
  await dao.execute(proposal);
  const hours = ((await time.latest()) - began) / HOUR;
  expect(Math.abs(hours - Math.round(hours)) < 0.01).to.equal(true);
  return { votes, hours: Math.round(hours) };
};

const scoreAll =
  (dao: GovernanceCommittee, scoreBps: number) =>
  async (proposal: Proposal): Promise<void> => {
    await dao.report(proposal, scoreBps);
    await dao.governor.fixRisk(proposal.id);
  };

const tell = (what: string, toll: Toll, than: Toll): void => {
  console.info(
    `      ${what}: ${formatEther(toll.votes)} votes needed (${formatEther(toll.votes - than.votes)} more), ` +
      `${toll.hours} hours from proposal to effect (${toll.hours - than.hours} more).`,
  );
};

/** Without the gate: 4 % of all votes; a day, four of voting, two of timelock. */
const UNGATED: Toll = { votes: percentOfVotes(4), hours: 168 };

describe("A quorum of liars against a governor, with real reports", () => {
  it("V2 V4 that scores every proposal 100 %: twice the votes and 72 hours more, and each lawful proposal passes", async () => {
    const dao = await load();
    const toll = await passes(dao, await dao.propose(), scoreAll(dao, 100_00));
    tell("Every proposal scored 100 %", toll, UNGATED);
    expect(toll).to.deep.equal({ votes: percentOfVotes(8), hours: 240 });
  });

  it("V2 V4 that never scores: the same, since Strict is what no score gives", async () => {
    const dao = await load();
    const toll = await passes(dao, await dao.propose(), undefined);
    tell("No proposal scored", toll, UNGATED);
    expect(toll).to.deep.equal({ votes: percentOfVotes(8), hours: 240 });
  });

  it("V1 V4 that scores its own proposal 0: what the governor asks for without a gate, and nothing less", async () => {
    const dao = await load();
    const toll = await passes(dao, await dao.propose(), scoreAll(dao, 0));
    tell("A hostile proposal scored 0", toll, UNGATED);
    expect(toll).to.deep.equal(UNGATED);
  });

  it("V3 is voted out at the governor's own price meanwhile, in 168 hours, whatever it scores", async () => {
    const dao = await load();
    const { committee, governor } = dao;
    const data = committee.interface.encodeFunctionData("configure", [someMembers(4, 1), 1, 1, 1]);
    const proposal = await dao.propose([{ target: await committee.getAddress(), data }]);
    const toll = await passes(dao, proposal, (its) => dao.report(its, 100_00));
    tell("Its own removal, scored 100 %", toll, UNGATED);
    expect(toll).to.deep.equal(UNGATED);
    expect((await governor.proposalRisk(proposal.id)).reason).to.equal(RISK_REASON.exempt);
    expect(await committee.memberCount()).to.equal(4n);
  });

  it("V4 under the harshest settings that the limits allow: three times the votes and 168 hours more", async () => {
    const settings = {
      ...{ ...RISK_SETTINGS, elevatedFrom: 1, strictFrom: 1, elevatedQuorumBps: RISK_LIMITS.quorumBps },
      ...{ strictQuorumBps: RISK_LIMITS.quorumBps, strictDelay: RISK_LIMITS.extraDelay },
    };
    const dao = await deployGovernance(connection, { settings });
    const toll = await passes(dao, await dao.propose(), undefined);
    tell("At the limits", toll, UNGATED);
    expect(toll).to.deep.equal({ votes: percentOfVotes(12), hours: 336 });
  });
});

describe("A proposer who hides a payload", () => {
  type Make = (dao: GovernanceCommittee) => Promise<readonly Action[]>;
  const payment = async ({ token, stranger }: GovernanceCommittee): Promise<Action> => ({
    target: await token.getAddress(),
    data: token.interface.encodeFunctionData("transfer", [stranger.address, 1n]),
  });
  const harmless = async ({ committee }: GovernanceCommittee): Promise<Action> => ({
    target: await committee.getAddress(),
    data: committee.interface.encodeFunctionData("suspend", [0]),
  });
  const toSelf = async ({ governor }: GovernanceCommittee, data: string): Promise<Action> => ({
    target: await governor.getAddress(),
    data,
  });
  const toTimelock = async ({ timelock }: GovernanceCommittee, data: string): Promise<Action> => ({
    target: await timelock.getAddress(),
    data,
  });
  const payloads: readonly (readonly [string, Make])[] = [
    ["behind one call to the committee", async (dao) => [await harmless(dao), await payment(dao)]],
    [
      "before twenty calls to the committee",
      async (dao) => [
        await payment(dao),
        ...(await Promise.all(Array.from({ length: 20 }, () => harmless(dao)))),
      ],
    ],
    [
      "in a relay of the governor's",
      async (dao) => {
        const { target, data } = await payment(dao);
        return [await toSelf(dao, dao.governor.interface.encodeFunctionData("relay", [target, 0n, data]))];
      },
    ],
    [
      "in a batch that the timelock schedules in itself",
      async (dao) => {
        const { target, data } = await payment(dao);
        const inner = dao.timelock.interface.encodeFunctionData("schedule", [
          ...[target, 0n, data, ethers.ZeroHash, ethers.ZeroHash, 2n * BigInt(DAY)],
        ] as never);
        return [await toTimelock(dao, inner)];
      },
    ],
    [
      "in the timelock's own roles",
      async (dao) => [
        await toTimelock(
          dao,
          dao.timelock.interface.encodeFunctionData("grantRole", [ethers.ZeroHash, dao.stranger.address]),
        ),
      ],
    ],
    ["as ether to the committee's contracts", async (dao) => [{ ...(await harmless(dao)), value: 1n }]],
    [
      "behind another oracle",
      async (dao) => [
        await toSelf(dao, dao.governor.interface.encodeFunctionData("setRiskOracle", [dao.stranger.address])),
        await payment(dao),
      ],
    ],
    [
      "in the exempt set itself",
      async (dao) => [
        await toSelf(
          dao,
          dao.governor.interface.encodeFunctionData("setExemptTarget", [await dao.token.getAddress(), true]),
        ),
      ],
    ],
    [
      "in the gate's settings",
      async (dao) => [
        await toSelf(dao, dao.governor.interface.encodeFunctionData("setRiskSettings", [RISK_SETTINGS])),
      ],
    ],
    [
      "in another timelock",
      async (dao) => [
        await toSelf(
          dao,
          dao.governor.interface.encodeFunctionData("updateTimelock", [dao.stranger.address]),
        ),
      ],
    ],
    [
      "in a call to the governor that is too short for a selector",
      async (dao) => [
        await toSelf(dao, dao.governor.interface.getFunction("setRiskOracle").selector.slice(0, 8)),
      ],
    ],
  ];
  for (const [where, make] of payloads) {
    it(`V3 ${where}: it is gated`, async () => {
      const dao = await load();
      const proposal = await dao.propose(await make(dao));
      const risk = await dao.governor.proposalRisk(proposal.id);
      expect([risk.class, risk.reason]).to.deep.equal([CLASS.strict, RISK_REASON.awaitingScore]);
    });
  }

  it("V3 what is exempt, for comparison: any number of calls to the committee's contracts, and another oracle", async () => {
    const dao = await load();
    const calls = [
      await harmless(dao),
      await toSelf(dao, dao.governor.interface.encodeFunctionData("setRiskOracle", [dao.stranger.address])),
      { target: await dao.proposalOracle.getAddress(), data: "0x" },
    ];
    const proposal = await dao.propose(calls);
    expect((await dao.governor.proposalRisk(proposal.id)).reason).to.equal(RISK_REASON.exempt);
  });

  it("V3 over two votes, the committee's removal first: the governor's own quorum twice, and 307 hours in public", async () => {
    const dao = await load();
    const { committee, governor, time } = dao;
    const began = await time.latest();
    const accomplices = someMembers(4, 1);
    const data = committee.interface.encodeFunctionData("configure", [accomplices, 1, 1, 1]);
    const removal = await dao.propose([{ target: await committee.getAddress(), data }], "Removal");
    await dao.untilVote(removal);
    await dao.vote(removal, dao.minnow);
    await dao.untilDecided(removal);
    await dao.queue(removal);
    // His own members must score the theft while its window is open: its vote may begin before the removal takes effect,
    // by less than the window.
    const ahead = RISK_SETTINGS.scoreWindow - HOUR;
    await time.increaseTo((await governor.proposalEta(removal.id)) - BigInt(DAY + ahead));
    const theft = await dao.propose([await payment(dao)], "Theft");
    await dao.untilVote(theft);
    await dao.untilReady(removal);
    await dao.execute(removal);
    await dao.report(theft, 0, { members: [0, 1, 2], memberInputs: accomplices });
    await governor.fixRisk(theft.id);
    await dao.vote(theft, dao.minnow);
    await dao.untilDecided(theft);
    await dao.queue(theft);
    await dao.untilReady(theft);
    const hours = (Number(await governor.proposalEta(theft.id)) - began) / HOUR;
    console.info(
      `      The committee voted out first, then the theft: ${hours.toFixed(0)} hours, 4 % of all votes twice.`,
    );
    expect(await dao.stateOf(theft)).to.equal(STATE.queued);
    expect(hours).to.be.within(307, 308);
  });
});

describe("Whoever chooses when to call", () => {
  it("V1 chooses among the window's rounds as long as nobody else calls, and no longer than the window", async () => {
    const dao = await load();
    const { governor } = dao;
    const proposal = await dao.propose();
    await dao.untilVote(proposal);
    let rounds = 0;
    const { closesAt } = await governor.proposalRisk(proposal.id);
    while (BigInt((await dao.time.latest()) + HOUR) <= closesAt) {
      await dao.report(proposal, 50_00);
      ++rounds;
    }
    await dao.time.increaseTo(closesAt);
    await dao.report(proposal, 0);
    await expect(governor.fixRisk(proposal.id)).to.be.revertedWithCustomError(governor, "OutsideScoreWindow");
    console.info(
      `      A window of ${RISK_SETTINGS.scoreWindow / HOUR} hours holds ${rounds} rounds to choose from.`,
    );
    expect(rounds).to.be.within(5, 6);
    expect((await governor.proposalRisk(proposal.id)).class).to.equal(CLASS.strict);
  });

  it("V1 V2 gains nothing by a score that was calm and is stale", async () => {
    const dao = await load();
    const { governor } = dao;
    const proposal = await dao.propose();
    await dao.untilVote(proposal);
    await dao.report(proposal, 0);
    await dao.time.increase(2 * HOUR + 1);
    await expect(governor.fixRisk(proposal.id))
      .to.be.revertedWithCustomError(governor, "ScoreNotFresh")
      .withArgs(proposal.id, 1);
  });
});
