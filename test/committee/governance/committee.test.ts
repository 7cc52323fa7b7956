import { expect } from "chai";
import { network } from "hardhat";
import { CLASS, RISK_REASON } from "../../fixtures/deployGovernance.ts";
import type { Proposal } from "../../fixtures/deployGovernance.ts";
import { eventually } from "../../fixtures/committee/aCommittee.ts";
import {
  deployGovernedChain,
  startGovernedCommittee,
  untilBeforeVote,
} from "../../fixtures/committee/aGovernedCommittee.ts";
import type { GovernedChain, GovernedCommittee } from "../../fixtures/committee/aGovernedCommittee.ts";

describe("A committee that scores governance proposals", function () {
  this.timeout(240_000);
  let world: GovernedChain;
  let committee: GovernedCommittee | null = null;

  beforeEach(async () => {
    world = await deployGovernedChain(await network.create());
  });

  afterEach(async () => {
    await committee?.close();
    committee = null;
  });

  const scoreOf = ({ marketId }: Proposal) => world.proposalOracle.score(marketId);
  const isScored = (proposal: Proposal, round: bigint) =>
    eventually("the proposal is scored on chain", async () => (await scoreOf(proposal))[0].round === round);

  const isFixed = async ({ id }: Proposal): Promise<boolean> =>
    (await world.dao.governor.proposalRisk(id)).isFinal;

  it("scores a hostile proposal above a harmless one, and fixes both classes", async () => {
    committee = await startGovernedCommittee(world);
    const harmless = await world.proposeHarmless();
    await isScored(harmless, await world.beginVote(harmless));
    const [calm] = await scoreOf(harmless);
    await world.settle();
    const hostile = await world.proposeHostile();
    await untilBeforeVote(world, hostile);
    await world.borrow(20);
    await isScored(hostile, await world.beginVote(hostile));
    const [alarm] = await scoreOf(hostile);
    expect(alarm.score > calm.score).to.equal(true);
    await eventually("its class is fixed", () => isFixed(hostile));
    const risk = await world.dao.governor.proposalRisk(hostile.id);
    expect([risk.class, risk.reason]).to.deep.equal([CLASS.strict, RISK_REASON.scored]);
  });
});
