import { expect } from "chai";
import { id } from "ethers";
import type { Hex } from "../../../committee/lib/hex.ts";
import { ReportError } from "../../../committee/report/errors.ts";
import { domainSeparator } from "../../../committee/report/observation.ts";
import { createProposalSigner } from "../../../committee/report/proposal-signer.ts";
import { createObservationSigner } from "../../../committee/report/signer.ts";
import { signerOf } from "../../../committee/report/verify.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import { DOMAIN, MEMBERS, anObservation, scoresOf } from "../../fixtures/committee/anObservation.ts";
import { memberKey } from "../../fixtures/deployOracle.ts";

const [P, Q] = [id("proposal p") as Hex, id("proposal q") as Hex];
const KEY = memberKey(0).signingKey;

const setup = () => {
  const store = openSqliteStore(":memory:");
  const signer = createProposalSigner(KEY, DOMAIN.chainId, DOMAIN.oracle, store);
  return { store, signer };
};
const about = (scoreBps: number) => anObservation(0, { scores: scoresOf(scoreBps) });

describe("The signer of proposals' observations", () => {
  it("signs under the ProposalOracle's domain, as the member", () => {
    const { signer } = setup();
    const signed = signer.sign(0, P, about(9_000));
    expect(signer.address).to.equal(MEMBERS[0]!.signer);
    expect(signerOf(signed, signer.domain)).to.equal(MEMBERS[0]!.signer);
    expect(domainSeparator(signer.domain)).not.to.equal(domainSeparator(DOMAIN));
  });

  it("signs about every proposal of a round once, and the same again", () => {
    const { signer } = setup();
    const first = signer.sign(0, P, about(100));
    expect(signer.sign(0, Q, about(200)).observation.scores).to.equal(scoresOf(200));
    expect(signer.sign(0, P, about(100))).to.deep.equal(first);
    expect(() => signer.sign(0, P, about(101)))
      .to.throw(ReportError, /was signed before as 0x[0-9a-f]{64}/)
      .with.property("code", "ALREADY_SIGNED");
    expect(signer.sign(0, P, anObservation(0, { round: 500_001n, scores: scoresOf(101) })).member).to.equal(
      0,
    );
  });

  it("R11 signs nothing that recovers the member under the RiskOracle's domain", () => {
    const { signer } = setup();
    for (const [marketId, scoreBps] of [
      [P, 100],
      [Q, 200],
    ] as const) {
      const signed = signer.sign(0, marketId, about(scoreBps));
      expect(signerOf(signed, DOMAIN)).not.to.equal(MEMBERS[0]!.signer);
    }
  });

  it("R11 neither spends nor spares what the signer of the rounds may sign", () => {
    const { store, signer } = setup();
    const rounds = createObservationSigner(KEY, DOMAIN, store);
    signer.sign(0, P, about(100));
    rounds.sign(0, anObservation(0));
    expect(() => rounds.sign(0, about(100))).to.throw(ReportError, /was signed before/);
    expect(() => signer.sign(0, P, anObservation(0))).to.throw(ReportError, /was signed before/);
  });
});
