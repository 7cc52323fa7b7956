import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import {
  anObservation,
  observationDigest,
  observationDomain,
  packScores,
  signObservation,
} from "../fixtures/anObservation.ts";
import type { Observation } from "../fixtures/anObservation.ts";
import { memberKey } from "../fixtures/deployOracle.ts";
import { homeAndAway } from "../fixtures/homeAndAway.ts";
import { AWAY_CHAIN, HOME_CHAIN } from "../fixtures/twoChains.ts";
import type { MirrorCommittee } from "../../types/ethers-contracts/index.js";

const { away, deploy } = await homeAndAway();

async function deployForProof() {
  const { suite, mirror } = await deploy();
  const [, , stranger] = await away.ethers.getSigners();
  if (!stranger) throw new Error("The chain has fewer than three funded accounts.");
  const homeOracle = await suite.oracle.getAddress();
  return { home: suite, homeOracle, committee: mirror.committee, stranger };
}

describe("MirrorCommittee.suspendEquivocator", () => {
  type Proof = Parameters<MirrorCommittee["suspendEquivocator"]>;

  /** Two observations of one round, of scores 1 and 2 unless told, signed with member keys under the home's domain. */
  const aProof = (
    oracle: string,
    {
      first = {},
      second = { scores: packScores([{ scoreBps: 2 }]) },
      keys = [3, 3],
      chainId = HOME_CHAIN,
    }: {
      first?: Partial<Observation>;
      second?: Partial<Observation>;
      keys?: [number, number];
      chainId?: bigint;
    } = {},
  ): Proof => {
    const domain = observationDomain(chainId, oracle);
    const [a, b] = [anObservation(first), anObservation(second)];
    const signed = [
      signObservation(domain, a, memberKey(keys[0])),
      signObservation(domain, b, memberKey(keys[1])),
    ];
    return [a, signed[0]!.r, signed[0]!.vs, b, signed[1]!.r, signed[1]!.vs];
  };

  it("R11 suspends who signed two observations of one round, for anyone, below the quorum too", async () => {
    const { home, homeOracle, committee, stranger } = await deployForProof();
    const open = committee.connect(stranger);
    const proof = aProof(homeOracle);
    const domain = observationDomain(HOME_CHAIN, homeOracle);
    const transaction = open.suspendEquivocator(...proof);
    await expect(transaction).to.emit(committee, "MemberSuspended").withArgs(1n, 3n);
    await expect(transaction)
      .to.emit(committee, "EquivocationProven")
      .withArgs(
        3n,
        anObservation().round,
        observationDigest(domain, anObservation()),
        observationDigest(domain, anObservation({ scores: packScores([{ scoreBps: 2 }]) })),
      );
    for (const member of [0, 1]) {
      await open.suspendEquivocator(...aProof(homeOracle, { keys: [member, member] }));
    }
    await expect(committee.roster(0b1111n))
      .to.be.revertedWithCustomError(home.committee, "MembersSuspended")
      .withArgs(0b1011n);
  });

  it("R11 takes two observations under different config digests for an equivocation", async () => {
    const { homeOracle, committee } = await deployForProof();
    const proof = aProof(homeOracle, { second: { configDigest: id("another configuration") } });
    await expect(committee.suspendEquivocator(...proof)).to.emit(committee, "EquivocationProven");
  });

  it("R11 reverts with MemberSuspendedAlready the second time, and proves again after a reinstatement", async () => {
    const { home, homeOracle, committee } = await deployForProof();
    const proof = aProof(homeOracle);
    await committee.suspendEquivocator(...proof);
    await expect(committee.suspendEquivocator(...proof))
      .to.be.revertedWithCustomError(home.committee, "MemberSuspendedAlready")
      .withArgs(3n);
    await committee.reinstate(3);
    await expect(committee.suspendEquivocator(...proof)).to.emit(committee, "EquivocationProven");
  });

  it("R11 reverts with NoMemberSigns for a key that is no member's", async () => {
    const { homeOracle, committee } = await deployForProof();
    await expect(committee.suspendEquivocator(...aProof(homeOracle, { keys: [9, 9] })))
      .to.be.revertedWithCustomError(committee, "NoMemberSigns")
      .withArgs(memberKey(9).address);
  });

  const innocent: Record<string, [string, Parameters<typeof aProof>[1]]> = {
    "one observation twice": ["SameObservation", { second: {} }],
    "two rounds": ["RoundsDiffer", { second: { round: 500_001n } }],
    "two keys": ["SignersDiffer", { keys: [3, 4] }],
    "two observations for another chain": ["SignersDiffer", { chainId: AWAY_CHAIN }],
  };
  for (const [what, [error, options]] of Object.entries(innocent)) {
    it(`R11 reverts with ${error} for ${what}`, async () => {
      const { homeOracle, committee } = await deployForProof();
      await expect(
        committee.suspendEquivocator(...aProof(homeOracle, options)),
      ).to.be.revertedWithCustomError(committee, error);
    });
  }

  it("R11 reverts with NobodySigned for a signature of zeros", async () => {
    const { homeOracle, committee } = await deployForProof();
    const [a, , , ...rest] = aProof(homeOracle);
    await expect(committee.suspendEquivocator(a, ZeroHash, ZeroHash, ...rest)).to.be.revertedWithCustomError(
      committee,
      "NobodySigned",
    );
  });
});
