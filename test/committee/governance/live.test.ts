import { expect } from "chai";
import { readTerms } from "../../../committee/governance/terms.ts";
import { lowerHex } from "../../../committee/lib/hex.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { deployOracle } from "../../fixtures/deployOracle.ts";
import { NEVER } from "./aChainOfLogs.ts";
import { ethers, inSeconds, networkHelpers, openRpc, read } from "./aReadDao.ts";
import type { World } from "./aReadDao.ts";

describe("Which proposals are scored", () => {
  it("are those that wait or are voted on, not those that are over", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao } = world;
    const over = await dao.propose(undefined, "one");
    await dao.untilDecided(over);
    const cancelled = await dao.propose(undefined, "two");
    await dao.cancel(cancelled);
    const voted = await dao.propose(undefined, "three");
    await dao.untilVote(voted);
    const waits = await dao.propose(undefined, "four");
    const live = await read(world);
    expect(live.map(({ proposal }) => proposal.id)).to.deep.equal([voted.id, waits.id]);
  });

  it("begin with those whose class can be fixed now, sixteen at most", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { dao } = world;
    const first = await dao.propose(undefined, "first");
    await dao.untilVote(first);
    await dao.time.increase(dao.options.settings.scoreWindow + 1);
    const urgent = await dao.propose(undefined, "urgent");
    await dao.untilVote(urgent);
    for (let i = 0; i < 16; i++) await dao.propose(undefined, `another ${i}`);
    const live = await read(world);
    expect(live).to.have.length(16);
    expect(live.slice(0, 2).map(({ proposal }) => proposal.id)).to.deep.equal([urgent.id, first.id]);
    const decisive = live.filter(({ decides }) => decides).map(({ proposal }) => proposal.id);
    expect(decisive, "only where a score can fix the class").to.deep.equal([urgent.id]);
  });
});

describe("The terms of a round of proposals", () => {
  const termsOf = async (
    { addresses }: World,
    given: Partial<Parameters<typeof readTerms>[1]> = {},
    governors = [addresses.governor],
  ) => {
    const rpc = openRpc();
    const at = { reader: rpc, multicall: addresses.multicall, blockHash: (await rpc.head(NEVER)).hash };
    const { riskOracle, committee, multicall, oracle: proposalOracle } = addresses;
    return readTerms(governors, { riskOracle, committee, multicall, proposalOracle, ...given }, at, NEVER);
  };

  it("are the committee's, and tell registered governors from others", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const stranger = lowerHex(world.dao.stranger.address);
    const { roster, registered } = await termsOf(world, {}, [world.addresses.governor, stranger]);
    expect([roster.quorum, roster.members.length]).to.deep.equal([5, 7]);
    expect([...registered]).to.deep.equal([world.addresses.governor]);
    await world.oracle.connect(world.suite.revoker).retire(world.addresses.governor);
    expect((await termsOf(world)).registered.size).to.equal(0);
  });

  it("refuse an oracle of another committee, or of rounds of another length", async () => {
    const world = await networkHelpers.loadFixture(inSeconds);
    const { suite, addresses } = world;
    const { admin, revoker, options } = suite;
    const deploy = async (committee: string, roundLength: number) =>
      lowerHex(
        await (
          await ethers.deployContract("ProposalOracle", [
            ...[committee, roundLength, 2 * options.maxAge, admin.address, revoker.address],
          ] as never)
        ).getAddress(),
      );
    const fails = async (proposalOracle: Hex) => {
      const error = await termsOf(world, { proposalOracle }, []).catch((caught: unknown) => caught);
      expect(error).to.have.property("code", "ORACLE_UNFIT");
      return (error as Error).message;
    };
    const other = await deployOracle(ethers);
    expect(await fails(await deploy(await other.committee.getAddress(), options.roundLength))).to.contain(
      `"chain.committee" is ${addresses.committee}`,
    );
    expect(await fails(await deploy(addresses.committee, 2 * options.roundLength))).to.contain(
      "has rounds of 7200 s and the RiskOracle of 3600 s",
    );
  });
});
