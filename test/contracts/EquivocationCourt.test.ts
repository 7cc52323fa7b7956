import { expect } from "chai";
import { id, Signature, ZeroAddress, ZeroHash } from "ethers";
import type { TypedDataDomain } from "ethers";
import { network } from "hardhat";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import {
  anObservation,
  observationDigest,
  observationDomain,
  packScores,
  signObservation,
} from "../fixtures/anObservation.ts";
import type { Observation } from "../fixtures/anObservation.ts";
import { deployCourt } from "../fixtures/deployBonds.ts";
import { memberKey } from "../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();

const FIRST = anObservation();
const SECOND = anObservation({ scores: packScores([{ scoreBps: 9_000 }]) });
const LIAR = 2;

const load = () => networkHelpers.loadFixture(deploySuite);

async function deploySuite() {
  const suite = await deployCourt(ethers);
  const { chainId } = await ethers.provider.getNetwork();
  const domain = observationDomain(chainId, await suite.oracle.getAddress());
  return { ...suite, domain, signer: memberKey(LIAR).address };
}

/** The arguments of `prove`: two observations, each signed by a key of the fixture. */
function aProof(
  domain: TypedDataDomain,
  { a = FIRST, b = SECOND, keyA = LIAR, keyB = LIAR }: Partial<ProofParts> = {},
): [Observation, string, string, Observation, string, string] {
  const first = signObservation(domain, a, memberKey(keyA));
  const second = signObservation(domain, b, memberKey(keyB));
  return [a, first.r, first.vs, b, second.r, second.vs];
}

const digestsOf = (domain: TypedDataDomain): [string, string] => [
  observationDigest(domain, FIRST),
  observationDigest(domain, SECOND),
];

interface ProofParts {
  readonly a: Observation;
  readonly b: Observation;
  readonly keyA: number;
  readonly keyB: number;
}

describe("EquivocationCourt.constructor", () => {
  it("reverts without an oracle, a committee or bonds", async () => {
    const { court, oracle, committee, bonds } = await load();
    const cases = [
      { args: [ZeroAddress, committee, bonds], error: "ZeroOracle" },
      { args: [oracle, ZeroAddress, bonds], error: "ZeroCommittee" },
      { args: [oracle, committee, ZeroAddress], error: "ZeroBonds" },
    ];
    for (const { args, error } of cases) {
      await expect(ethers.deployContract("EquivocationCourt", args)).to.be.revertedWithCustomError(
        court,
        error,
      );
    }
  });
});

describe("EquivocationCourt.prove", () => {
  it("R11 reverts with SignersDiffer for two members who disagree", async () => {
    const { court, domain } = await load();
    await expect(court.prove(...aProof(domain, { keyB: 3 })))
      .to.be.revertedWithCustomError(court, "SignersDiffer")
      .withArgs(memberKey(LIAR).address, memberKey(3).address);
  });

  it("R11 reverts with RoundsDiffer for a member's observations of two rounds", async () => {
    const { court, domain } = await load();
    const later = { ...SECOND, round: FIRST.round + 1n };
    await expect(court.prove(...aProof(domain, { b: later })))
      .to.be.revertedWithCustomError(court, "RoundsDiffer")
      .withArgs(FIRST.round, later.round);
  });

  it("R11 reverts with SameObservation for one observation shown twice", async () => {
    const { court, domain } = await load();
    await expect(court.prove(...aProof(domain, { b: FIRST })))
      .to.be.revertedWithCustomError(court, "SameObservation")
      .withArgs(observationDigest(domain, FIRST));
  });

  it("R11 reverts with SignersDiffer when a field was changed after signing", async () => {
    const { court, domain, signer } = await load();
    const [a, ra, vsa, b, rb, vsb] = aProof(domain);
    const forged = { ...b, snapshotRoot: id("another") };
    const recovered = ethers.recoverAddress(
      observationDigest(domain, forged),
      Signature.from({ r: rb, yParityAndS: vsb }),
    );
    await expect(court.prove(a, ra, vsa, forged, rb, vsb))
      .to.be.revertedWithCustomError(court, "SignersDiffer")
      .withArgs(signer, recovered);
  });

  it("R11 R2 reverts for observations signed for another oracle or another chain", async () => {
    const { court, domain, committee, signer } = await load();
    for (const foreign of [
      { ...domain, chainId: 1n },
      { ...domain, verifyingContract: await committee.getAddress() },
    ]) {
      const [a, ra, vsa] = aProof(domain);
      const [, , , b, rb, vsb] = aProof(foreign);
      const recovered = ethers.recoverAddress(
        observationDigest(domain, b),
        Signature.from({ r: rb, yParityAndS: vsb }),
      );
      await expect(court.prove(a, ra, vsa, b, rb, vsb))
        .to.be.revertedWithCustomError(court, "SignersDiffer")
        .withArgs(signer, recovered);
    }
  });

  it("R11 R5 reverts with NobodySigned for zero recovery and for a high s, in either place", async () => {
    const { court, domain } = await load();
    const [a, ra, vsa, b, rb, vsb] = aProof(domain);
    // s of EIP-2098 has 255 bits: this one is above half the order.
    const high = `0x${"7f".padEnd(64, "f")}`;
    for (const vs of [ZeroHash, high]) {
      await expect(court.prove(a, ra, vs, b, rb, vsb))
        .to.be.revertedWithCustomError(court, "NobodySigned")
        .withArgs(observationDigest(domain, a));
      await expect(court.prove(a, ra, vsa, b, rb, vs))
        .to.be.revertedWithCustomError(court, "NobodySigned")
        .withArgs(observationDigest(domain, b));
    }
    await expect(court.prove(a, ZeroHash, vsa, b, ZeroHash, vsb)).to.be.revertedWithCustomError(
      court,
      "NobodySigned",
    );
  });

  it("R11 suspends the member and slashes its bond, at anyone's call, in one transaction", async () => {
    const { court, domain, signer, committee, bonds, reporter, terms } = await load();
    const transaction = court.connect(reporter).prove(...aProof(domain));
    await expect(transaction)
      .to.emit(court, "EquivocationProven")
      .withArgs(signer, FIRST.round, ...digestsOf(domain), reporter.address, true, terms.minimumBond);
    await expect(transaction)
      .to.emit(committee, "MemberSuspended")
      .withArgs(2, LIAR, await committee.digest());
    expect((await committee.memberAt(LIAR)).suspended).to.equal(true);
    expect(await bonds.isSlashed(signer)).to.equal(true);
    expect(await bonds.owedTo(reporter)).to.equal(terms.minimumBond / 10n);
  });

  for (const field of Object.keys(FIRST).filter((key) => key !== "round" && key !== "scores")) {
    it(`R11 takes two observations that differ in ${field} alone`, async () => {
      const { court, domain, signer, bonds } = await load();
      const value = FIRST[field as keyof Observation];
      const other = { ...FIRST, [field]: typeof value === "bigint" ? value + 1n : id("another") };
      await court.prove(...aProof(domain, { b: other }));
      expect(await bonds.isSlashed(signer)).to.equal(true);
    });
  }

  it("R11 reverts with ProvenAlready the second time, with another proof too", async () => {
    const { court, domain, signer } = await load();
    await court.prove(...aProof(domain));
    const third = { ...SECOND, blockNumber: 7n };
    for (const proof of [aProof(domain), aProof(domain, { b: third })]) {
      await expect(court.prove(...proof))
        .to.be.revertedWithCustomError(court, "ProvenAlready")
        .withArgs(signer);
    }
  });

  it("R11 slashes a member that is suspended already, and suspends nobody", async () => {
    const { court, domain, signer, committee, bonds, revoker, reporter, terms } = await load();
    await committee.connect(revoker).suspend(LIAR);
    const transaction = court.connect(reporter).prove(...aProof(domain));
    await expect(transaction).to.not.emit(committee, "MemberSuspended");
    await expect(transaction)
      .to.emit(court, "EquivocationProven")
      .withArgs(signer, FIRST.round, ...digestsOf(domain), reporter.address, false, terms.minimumBond);
    expect(await bonds.isSlashed(signer)).to.equal(true);
  });

  it("R11 slashes the bond of a signer that is a member no more", async () => {
    const { court, domain, signer, committee, bonds, memberInputs, owner, reporter, terms } = await load();
    const successor = memberKey(50).address;
    await bonds.connect(owner).deposit(successor, owner, terms.minimumBond);
    const rotated = memberInputs.map((member, i) => (i === LIAR ? { ...member, signer: successor } : member));
    await committee.configure(rotated, 2, 2, 1);
    await bonds.connect(owner).requestExit(signer);
    const version = await committee.version();
    await expect(court.connect(reporter).prove(...aProof(domain)))
      .to.emit(court, "EquivocationProven")
      .withArgs(signer, FIRST.round, ...digestsOf(domain), reporter.address, false, terms.minimumBond);
    expect(await committee.version()).to.equal(version);
    expect((await committee.memberAt(LIAR)).suspended).to.equal(false);
    expect(await bonds.liableOf(signer)).to.equal(0n);
    expect(await bonds.owedTo(reporter)).to.equal(terms.minimumBond / 10n);
  });

  it("C1 suspends below the quorum: no report is accepted any more", async () => {
    const suite = await load();
    const { court, domain, oracle, committee } = suite;
    for (const liar of [4, 5, 6]) await court.prove(...aProof(domain, { keyA: liar, keyB: liar }));
    await mineNextRound(ethers, suite);
    await expect(oracle.submit(await aReport(ethers, suite, { members: [0, 1, 2, 3] })))
      .to.be.revertedWithCustomError(oracle, "TooFewObservations")
      .withArgs(4n, 5n);
    await expect(oracle.submit(await aReport(ethers, suite)))
      .to.be.revertedWithCustomError(committee, "MembersSuspended")
      .withArgs(1n << 4n);
  });

  it("R11 leaves the committee at work without the liar", async () => {
    const suite = await load();
    await suite.court.prove(...aProof(suite.domain));
    await mineNextRound(ethers, suite);
    const report = await aReport(ethers, suite, { members: [0, 1, 3, 4, 5] });
    await expect(suite.oracle.submit(report)).to.emit(suite.oracle, "ReportAccepted");
  });

  it("R11 proves observations as members sign them for a report, one of which was accepted", async () => {
    const suite = await load();
    const { court, oracle, domain, signer, bonds } = suite;
    await mineNextRound(ethers, suite);
    const report = await aReport(ethers, suite);
    await oracle.submit(report);
    const { round, observedAt, blockNumber, blockHash } = report;
    const { snapshotRoot, explanationRoot, scores, r, vs } = report.observations[LIAR]!;
    const accepted = {
      ...{ configDigest: await oracle.configDigest(), round, observedAt, blockNumber, blockHash },
      ...{ snapshotRoot, modelHash: suite.memberInputs[LIAR]!.modelHash, explanationRoot, scores },
    };
    const other = { ...accepted, scores: packScores([{ scoreBps: "abstain" }]) };
    const second = signObservation(domain, other, memberKey(LIAR));
    await court.prove(other, second.r, second.vs, accepted, r, vs);
    expect(await bonds.isSlashed(signer)).to.equal(true);
  });
});
