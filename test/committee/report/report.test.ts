import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id } from "ethers";
import type { Hex } from "../../../committee/lib/hex.ts";
import { ReportError } from "../../../committee/report/errors.ts";
import { observationDigest } from "../../../committee/report/observation.ts";
import { packScores, unpackScores } from "../../../committee/report/scores.ts";
import { createObservationSigner } from "../../../committee/report/signer.ts";
import { verifyObservation } from "../../../committee/report/verify.ts";
import type { Refusal } from "../../../committee/report/verify.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";
import {
  DOMAIN,
  HEADER,
  MEMBERS,
  anObservation,
  scoresOf,
  signedBy,
} from "../../fixtures/committee/anObservation.ts";
import { observationDomain, observationDigest as referenceDigest } from "../../fixtures/anObservation.ts";
import { memberKey } from "../../fixtures/deployOracle.ts";

describe("packScores", () => {
  const entry = (scoreBps: number | null, outOfDistribution = false, degraded = false) => ({
    scoreBps,
    outOfDistribution,
    degraded,
  });

  it("writes two bytes a market with the flags on top", () => {
    const packed = packScores([entry(0), entry(10_000), entry(null), entry(1, true), entry(1, false, true)]);
    expect(packed).to.equal("0x000027103fff40018001");
  });

  it("reads back what it wrote", () => {
    const entries = [entry(0), entry(9_999, true, true), entry(null, false, true)];
    expect(unpackScores(packScores(entries), 3)).to.deep.equal(entries);
  });

  it("refuses a score that is no whole number of bps up to one", () => {
    for (const score of [10_001, -1, 0.5, NaN]) {
      expect(() => packScores([entry(score)])).to.throw(ReportError, /is not a whole number from 0 to 10000/);
    }
  });

  it("reads nothing from a vector of the wrong length or with a value above one", () => {
    expect(unpackScores("0x0001", 2)).to.equal(null);
    expect(unpackScores("0x2711", 1)).to.equal(null);
    expect(unpackScores("0x3ffe", 1)).to.equal(null);
  });
});

describe("observationDigest", () => {
  it("is the digest that the contracts' fixture signs", () => {
    const observation = anObservation(3);
    const expected = referenceDigest(observationDomain(DOMAIN.chainId, DOMAIN.oracle), observation);
    expect(observationDigest(DOMAIN, observation)).to.equal(expected);
  });

  it("R2 changes with every field, the chain and the contract", () => {
    const base = anObservation(0);
    const other = id("other") as Hex;
    const digests = [
      base,
      { ...base, configDigest: other },
      { ...base, round: 1n },
      { ...base, observedAt: 1n },
      { ...base, blockNumber: 1n },
      { ...base, blockHash: other },
      { ...base, snapshotRoot: other },
      { ...base, modelHash: other },
      { ...base, explanationRoot: other },
      { ...base, scores: scoresOf(1, 2) },
    ].map((observation) => observationDigest(DOMAIN, observation));
    digests.push(observationDigest({ ...DOMAIN, chainId: 1n }, base));
    digests.push(observationDigest({ ...DOMAIN, oracle: `0x${"0b".repeat(20)}` }, base));
    expect(new Set(digests).size).to.equal(digests.length);
  });
});

describe("An observation signer", () => {
  let folder: string;
  const open = () => {
    const store = openSqliteStore(join(folder, "node.sqlite"));
    return { store, signer: createObservationSigner(memberKey(2).signingKey, DOMAIN, store) };
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-signer-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("gives the same signature for the same observation after a restart", () => {
    const before = open();
    const first = before.signer.sign(2, anObservation(2));
    before.store.close();
    const after = open();
    expect(after.signer.sign(2, anObservation(2))).to.deep.equal(first);
    after.store.close();
  });

  it("R11 never signs a second observation of one round, after a restart either", () => {
    const before = open();
    before.signer.sign(2, anObservation(2));
    const other = anObservation(2, { scores: scoresOf(1, 1) });
    expect(() => before.signer.sign(2, other)).to.throw(ReportError, /Round 500000 was signed before/);
    before.store.close();
    const after = open();
    expect(() => after.signer.sign(2, other)).to.throw(ReportError, /Round 500000 was signed before/);
    after.signer.sign(2, anObservation(2, { round: 500_001n }));
    after.store.close();
  });

  it("has written the claim before the key is used", () => {
    const order: string[] = [];
    const key = memberKey(2).signingKey;
    const watched = new Proxy(key, {
      get: (target, name) => {
        if (name === "sign") order.push("sign");
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const record = { claim: ({ digest }: { digest: Hex }) => (order.push("record"), digest) };
    createObservationSigner(watched, DOMAIN, record).sign(2, anObservation(2));
    expect(order).to.deep.equal(["record", "sign"]);
  });
});

describe("verifyObservation", () => {
  const deps = { domain: DOMAIN, header: HEADER, members: MEMBERS, markets: 2 };
  const refusals: readonly [string, Refusal, ReturnType<typeof signedBy>][] = [
    ["of nobody", "member", { ...signedBy(1), member: 9 }],
    ["of another configuration", "digest", signedBy(1, { configDigest: id("old") as Hex })],
    ["of another round", "round", signedBy(1, { round: 499_999n })],
    ["of another block", "block", signedBy(1, { blockHash: id("fork") as Hex })],
    ["of another time", "block", signedBy(1, { observedAt: 1n })],
    ["of another model", "model", signedBy(1, { modelHash: MEMBERS[2]!.modelHash })],
    ["of too few markets", "scores", signedBy(1, { scores: scoresOf(1) })],
    ["signed by somebody else", "signature", signedBy(1, {}, 4)],
    [
      "changed after signing",
      "signature",
      { ...signedBy(1), observation: anObservation(1, { scores: scoresOf(0, 0) }) },
    ],
  ];
  for (const [what, reason, signed] of refusals) {
    it(`refuses an observation ${what} as "${reason}"`, () => {
      expect(verifyObservation(signed, deps)).to.equal(reason);
    });
  }

  it("refuses a suspended member", () => {
    const members = MEMBERS.map((member) => ({ ...member, suspended: member.index === 1 }));
    expect(verifyObservation(signedBy(1), { ...deps, members })).to.equal("suspended");
  });

  it("accepts what the member signed for this round", () => {
    expect(verifyObservation(signedBy(1), deps)).to.equal(null);
  });
});
