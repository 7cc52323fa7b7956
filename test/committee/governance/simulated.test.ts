import { expect } from "chai";
import { network } from "hardhat";
import { parseEther } from "ethers";
import { eventually } from "../../fixtures/committee/aCommittee.ts";
import {
  deployGovernedChain,
  notesOf,
  startGovernedCommittee,
} from "../../fixtures/committee/aGovernedCommittee.ts";
import type { GovernedChain, GovernedCommittee } from "../../fixtures/committee/aGovernedCommittee.ts";
import type { Hex } from "../../../committee/lib/hex.ts";

describe("A committee that simulates proposals", function () {
  this.timeout(300_000);
  let committee: GovernedCommittee | null = null;

  afterEach(async () => {
    await committee?.close();
    committee = null;
  });

  /** A contract that the treasury trusts with all that it holds, under a proposal that only calls it. */
  const proposeUpkeep = async ({ dao, chain: { connection } }: GovernedChain) => {
    const { ethers, networkHelpers } = connection;
    const payload = await ethers.deployContract("HostilePayload");
    const [holder, asset] = [await dao.timelock.getAddress(), await dao.token.getAddress()];
    await networkHelpers.impersonateAccount(holder);
    await networkHelpers.setBalance(holder, parseEther("1"));
    await dao.token.connect(await ethers.getSigner(holder)).approve(payload, parseEther("100000"));
    await networkHelpers.stopImpersonatingAccount(holder);
    const data = payload.interface.encodeFunctionData("execute", [asset, holder]);
    return dao.propose([{ target: await payload.getAddress(), data }], "# Upkeep\nRuns the vault's upkeep.");
  };

  it("scores a harmless-looking payload by what it does, the same in every node, and has it on chain", async () => {
    const world = await deployGovernedChain(await network.create());
    committee = await startGovernedCommittee(world);
    const proposal = await proposeUpkeep(world);
    const round = await world.beginVote(proposal);
    await eventually(
      "the proposal is scored on chain",
      async () => (await world.proposalOracle.score(proposal.marketId))[0].round === round,
      60_000,
    );
    const kept = [...committee.stores.values()]
      .map((store) => store.proposalScore(proposal.marketId as Hex))
      .filter((score) => score?.round === round);
    expect(kept.length).to.be.at.least(5);
    expect(new Set(kept.map((score) => score?.snapshot)).size).to.equal(1);
    expect(new Set(kept.map((score) => score?.explanationRoot)).size).to.equal(1);
    const said = [...committee.nodes.values()].flatMap((node) =>
      notesOf(node).flatMap(({ sentences }) => sentences),
    );
    expect(said).to.include(
      "treasury outflow: simulated, it takes 100.0 % of the treasury's value, where its calls say 0.0 %",
    );
  });
});
