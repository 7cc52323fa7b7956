import { expect } from "chai";
import { borrowedPower, freshPower, unknownDeciders } from "../../../../committee/proposals/rules/power.ts";
import { aVote, read, someVotes } from "../aProposal.ts";

/** Twenty votes for it, of which some hold `held` of their 100 at another time. */
const moved = (field: "weightBefore" | "weightAfter", count: number, held: string) => ({
  votes: [...someVotes(count, { [field]: held }), ...someVotes(20).slice(count)],
});

describe("fresh voting power", () => {
  it("speaks when half of the votes were not there before", () => {
    const found = freshPower.judge(read(moved("weightBefore", 10, "0")));
    expect(found).to.deep.equal({
      severity: 1,
      sentence:
        "50.0 % of the votes for it are power that its voters did not have 7200 blocks before it was measured",
    });
  });

  it("is silent while no more than a tenth is fresh", () => {
    expect(freshPower.judge(read(moved("weightBefore", 2, "0")))?.severity).to.equal(0);
    expect(freshPower.judge(read(moved("weightBefore", 3, "0")))?.severity).to.be.closeTo(0.125, 1e-9);
  });

  it("counts what was added, not what was sold since, and no vote against", () => {
    expect(freshPower.judge(read(moved("weightBefore", 20, "5000")))?.severity).to.equal(0);
    const against = {
      votes: [...someVotes(19), aVote(19, { support: "against" as const, weightBefore: "0" })],
    };
    expect(freshPower.judge(read(against))?.severity).to.equal(0);
  });

  it("abstains where one vote for it was not looked up, and where nobody voted for it", () => {
    const unknown = { votes: [...someVotes(19), aVote(19, { weightBefore: null })] };
    expect(freshPower.judge(read(unknown))).to.equal(null);
    expect(freshPower.judge(read({ votes: someVotes(3, { support: "against" }) }))).to.equal(null);
    expect(freshPower.judge(read({ votes: null }))).to.equal(null);
  });
});

describe("borrowed voting power", () => {
  it("speaks when half of the votes are gone after the vote", () => {
    const found = borrowedPower.judge(read(moved("weightAfter", 10, "0")));
    expect(found?.severity).to.equal(1);
    expect(found?.sentence).to.equal(
      "50.0 % of the votes for it are power that was gone soon after the vote",
    );
  });

  it("is silent about a tenth, and abstains where it was not looked up", () => {
    expect(borrowedPower.judge(read(moved("weightAfter", 2, "0")))?.severity).to.equal(0);
    expect(borrowedPower.judge(read({ votes: someVotes(2, { weightAfter: null }) }))).to.equal(null);
  });
});

describe("strangers decide", () => {
  const strangers = (count: number) => ({
    votes: [...someVotes(count, { earlierVotes: 0 }), ...someVotes(20).slice(count)],
  });

  it("speaks when it passes through addresses that never voted here", () => {
    const found = unknownDeciders.judge(read(strangers(16)));
    expect(found).to.deep.equal({
      severity: 1,
      sentence:
        "80.0 % of the votes for it come from addresses that never voted here before, and without them it does not pass",
    });
  });

  it("says half as much when it would pass without them", () => {
    const quorum = { token: null, totalSupply: "100000", quorum: "300", freshBlocks: null };
    expect(unknownDeciders.judge(read({ ...strangers(16), power: quorum }))?.severity).to.equal(0.5);
  });

  it("is silent while a quarter of the votes are theirs", () => {
    expect(unknownDeciders.judge(read(strangers(5)))?.severity).to.equal(0);
  });

  it("abstains in a DAO of nine proposals, where everybody is a stranger", () => {
    const young = { ...strangers(20), history: { proposals: 9, medianVoters: 20 } };
    expect(unknownDeciders.judge(read(young))).to.equal(null);
    expect(
      unknownDeciders.judge(read({ ...strangers(20), history: { proposals: 10, medianVoters: 20 } }))
        ?.severity,
    ).to.equal(1);
  });
});
