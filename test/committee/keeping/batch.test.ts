import { expect } from "chai";
import { concat, keccak256 } from "ethers";
import {
  batchHash,
  batchOf,
  likelyBatches,
  membersOf,
  only,
  without,
} from "../../../committee/keeping/batch.ts";
import { encodeMessage } from "../../../committee/network/messages.ts";
import { observationDigest } from "../../../committee/report/observation.ts";
import type { Observation } from "../../../committee/report/observation.ts";
import type { StoredObservation } from "../../../committee/store/store.ts";
import { DOMAIN, HEADER, signedBy } from "../../fixtures/committee/anObservation.ts";

const stored = (member: number, overrides: Partial<Observation> = {}): StoredObservation => {
  const signed = signedBy(member, overrides);
  const digest = observationDigest(DOMAIN, signed.observation);
  const payload = encodeMessage({ type: "reveal", signed, seen: [] });
  return { round: HEADER.round, member, digest, payload };
};

describe("A batch of observations", () => {
  it("holds what is kept of a header, ascending by member", () => {
    const observations = [4, 0, 6, 2].map((member) => stored(member));
    const batch = batchOf(observations, HEADER);
    expect(membersOf(batch)).to.deep.equal([0, 2, 4, 6]);
    expect(batch.digests).to.deep.equal([1, 3, 0, 2].map((index) => observations[index]!.digest));
  });

  it("R2 leaves out what was signed of another block or under another configuration", () => {
    const other = `0x${"ee".repeat(32)}` as const;
    const observations = [stored(0), stored(1, { blockHash: other }), stored(2, { configDigest: other })];
    expect(membersOf(batchOf(observations, HEADER))).to.deep.equal([0]);
  });

  it("R11 leaves out whoever signed twice, and what is not an observation", () => {
    const twice = stored(3, { snapshotRoot: `0x${"ab".repeat(32)}` });
    const broken = { ...stored(5), payload: "{}" };
    expect(membersOf(batchOf([stored(1), stored(3), twice, broken], HEADER))).to.deep.equal([1]);
  });

  it("is named by the hash of its digests, one after the other", () => {
    const batch = batchOf([stored(0), stored(1)], HEADER);
    expect(batchHash(batch.digests)).to.equal(keccak256(concat([...batch.digests])));
  });

  it("can be cut to some members, or without some", () => {
    const batch = batchOf(
      [0, 1, 2].map((member) => stored(member)),
      HEADER,
    );
    expect(membersOf(only(batch, [2, 0, 9]))).to.deep.equal([0, 2]);
    expect(without(batch, [1]).digests).to.deep.equal([batch.digests[0], batch.digests[2]]);
  });

  it("may have been witnessed by another without one or two, never by less than a quorum", () => {
    const batch = batchOf(
      [0, 1, 2, 3, 4, 5, 6].map((member) => stored(member)),
      HEADER,
    );
    const likely = likelyBatches(batch, 5).map(membersOf);
    expect(likely).to.have.length(1 + 7 + 21);
    expect(likely[0]).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(likely.map(String)).size).to.equal(29);
    expect(likelyBatches(only(batch, [0, 1, 2, 3, 4]), 5).map(membersOf)).to.deep.equal([[0, 1, 2, 3, 4]]);
    expect(likelyBatches(only(batch, [0]), 5)).to.deep.equal([]);
  });
});
