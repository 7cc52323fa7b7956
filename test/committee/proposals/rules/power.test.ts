import { expect } from "chai";
import { borrowedPower, freshPower, unknownDeciders } from "../../../../committee/proposals/rules/power.ts";
import { address, aVote, read, someVotes } from "../aProposal.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

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
    expectNearly(freshPower.judge(read(moved("weightBefore", 3, "0")))?.severity, 0.125, 1e-9);
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

describe("fresh voting power before anybody votes", () => {
  const ready = (weight: string, weightBefore: string) => ({
    votes: null,
    power: {
      token: null,
      totalSupply: "100000",
      quorum: "1000",
      freshBlocks: 7_200,
      holders: [
        { holder: address(1), weight, weightBefore },
        { holder: address(2), weight: "5000", weightBefore: "9000" },
      ],
    },
  });

  it("speaks when holders have new power for the whole quorum", () => {
    expect(freshPower.judge(read(ready("1500", "500")))).to.deep.equal({
      severity: 1,
      sentence:
        "holders have new power for 100.0 % of the quorum, which they did not have 7200 blocks before it was measured",
    });
  });

  it("is silent about half of a quorum, and about power that was sold", () => {
    expect(freshPower.judge(read(ready("1500", "1000")))?.severity).to.equal(0);
    expect(freshPower.judge(read(ready("1500", "999")))?.severity).to.be.greaterThan(0);
  });

  it("tells the worse of votes and holders, and abstains without either", () => {
    const quiet = { ...ready("1500", "500"), votes: someVotes(20) };
    expect(freshPower.judge(read(quiet))?.sentence).to.match(/^holders have new power/);
    const loud = { ...ready("1000", "1000"), votes: someVotes(20, { weightBefore: "0" }) };
    expect(freshPower.judge(read(loud))?.sentence).to.match(/^100.0 % of the votes/);
    const { power } = ready("1", "1");
    expect(freshPower.judge(read({ votes: null, power: { ...power, quorum: null } }))).to.equal(null);
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
