import { expect } from "chai";
import { id, recoverAddress, Signature } from "ethers";
import { network } from "hardhat";
import type { Hex } from "../../../committee/lib/hex.ts";
import { lowerHex } from "../../../committee/lib/hex.ts";
import { observationDigest } from "../../../committee/report/observation.ts";
import type { SignedObservation, SigningDomain } from "../../../committee/report/observation.ts";
import { createProposalSigner } from "../../../committee/report/proposal-signer.ts";
import { createObservationSigner } from "../../../committee/report/signer.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import { anObservation, scoresOf } from "../../fixtures/committee/anObservation.ts";
import { deployCourt } from "../../fixtures/deployBonds.ts";
import { memberKey } from "../../fixtures/deployOracle.ts";

const { ethers, networkHelpers } = await network.create();
const MEMBER = 2;

async function deployCourtOver() {
  const { court, oracle, bonds } = await deployCourt(ethers);
  const { chainId } = await ethers.provider.getNetwork();
  return { court, bonds, chainId, address: lowerHex(await oracle.getAddress()) };
}

/** A court over the markets' oracle, and a node's two signers; the proposals' oracle stands even at the same address. */
async function load() {
  const { court, bonds, chainId, address } = await networkHelpers.loadFixture(deployCourtOver);
  const domain: SigningDomain = { chainId, oracle: address };
  const store = openSqliteStore(":memory:");
  const key = memberKey(MEMBER).signingKey;
  return {
    ...{ court, bonds, domain },
    ofMarkets: createObservationSigner(key, domain, store),
    ofProposals: createProposalSigner(key, chainId, address, store),
  };
}

/** Whom a signature recovers under the markets' domain. */
const recovered = (domain: SigningDomain, { observation, r, vs }: SignedObservation): string =>
  recoverAddress(observationDigest(domain, observation), Signature.from({ r, yParityAndS: vs }));

describe("What a node signs about proposals, before the court of the markets' rounds", () => {
  it("R11 proves nothing, though it is of one round and says different things", async () => {
    const { court, bonds, domain, ofProposals } = await load();
    const sign = (market: string, scoreBps: number) =>
      ofProposals.sign(MEMBER, id(market) as Hex, anObservation(MEMBER, { scores: scoresOf(scoreBps) }));
    const [a, b] = [sign("p", 100), sign("q", 9_000)];
    await expect(court.prove(a.observation, a.r, a.vs, b.observation, b.r, b.vs))
      .to.be.revertedWithCustomError(court, "SignersDiffer")
      .withArgs(recovered(domain, a), recovered(domain, b));
    expect(await bonds.isSlashed(memberKey(MEMBER))).to.equal(false);
  });

  it("R11 proves nothing beside what it signed for the markets in the same round", async () => {
    const { court, bonds, domain, ofMarkets, ofProposals } = await load();
    const a = ofMarkets.sign(MEMBER, anObservation(MEMBER));
    const b = ofProposals.sign(MEMBER, id("p") as Hex, anObservation(MEMBER, { scores: scoresOf(9_000) }));
    expect(a.observation.round).to.equal(b.observation.round);
    await expect(court.prove(a.observation, a.r, a.vs, b.observation, b.r, b.vs))
      .to.be.revertedWithCustomError(court, "SignersDiffer")
      .withArgs(memberKey(MEMBER).address, recovered(domain, b));
    expect(await bonds.isSlashed(memberKey(MEMBER))).to.equal(false);
  });
});
