import { expect } from "chai";
import {
  concentration,
  lateSwing,
  thinTurnout,
  unusualVote,
} from "../../../../committee/proposals/rules/vote.ts";
import { readProposal } from "../../../../committee/proposals/score.ts";
import { fitUsualVotes } from "../../../../committee/proposals/usual/usual-votes.ts";
import { CREATED, HOUR, aProposal, aVote, read, someVotes } from "../aProposal.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

/** A moment as a share of the voting period. */
const at = (share: number): number => CREATED + 24 * HOUR + Math.round(share * 72 * HOUR);

describe("concentration", () => {
  const oneOf = (weight: number) => ({
    votes: [aVote(0, { weight: String(weight) }), ...someVotes(11, { weight: "100" }).slice(1)],
  });

  it("speaks when one voter casts nearly all votes for it", () => {
    const found = concentration.judge(read(oneOf(19_000)));
    expect(found).to.deep.equal({
      severity: 1,
      sentence: "the largest voter cast 95.0 % of the votes for it, the five largest 97.0 %",
    });
  });

  it("is silent while the largest has no majority of them", () => {
    expect(concentration.judge(read(oneOf(1_000)))?.severity).to.equal(0);
  });

  it("says half as much of five voters with all of the votes", () => {
    expect(concentration.judge(read({ votes: someVotes(5) }))?.severity).to.equal(0.5);
  });

  it("does not count votes against it, and abstains without votes for it", () => {
    const opposed = {
      votes: [...someVotes(20), aVote(20, { support: "against" as const, weight: "999999" })],
    };
    expect(concentration.judge(read(opposed))?.severity).to.equal(0);
    expect(concentration.judge(read({ votes: [] }))).to.equal(null);
  });
});

describe("late swing", () => {
  const opponents = aVote(50, { support: "against", weight: "1500", castAt: at(0.1) });
  const swung = (share: number) => ({ votes: [opponents, ...someVotes(20, { castAt: at(share) })] });

  it("speaks when the majority turns in the last hours", () => {
    const found = lateSwing.judge(read(swung(0.99)));
    expectNearly(found?.severity, 0.96, 0.001);
    expect(found?.sentence).to.equal("until 99.0 % of the voting period the votes against it led");
  });

  it("is silent when it turned before the last quarter", () => {
    expect(lateSwing.judge(read(swung(0.75)))?.severity).to.equal(0);
    expectNearly(lateSwing.judge(read(swung(0.76)))?.severity, 0.04, 0.001);
  });

  it("says half as much when only the quorum came late", () => {
    const found = lateSwing.judge(read({ votes: someVotes(20, { castAt: at(0.99) }) }));
    expectNearly(found?.severity, 0.48, 0.001);
    expect(found?.sentence).to.contain("it lacked its quorum");
  });

  it("tells the last turn of several", () => {
    const back = aVote(51, { support: "against", weight: "900", castAt: at(0.9) });
    const again = aVote(52, { weight: "5000", castAt: at(0.95) });
    const found = lateSwing.judge(
      read({ votes: [opponents, ...someVotes(20, { castAt: at(0.5) }), back, again] }),
    );
    expect(found?.sentence).to.equal("until 95.0 % of the voting period the votes against it led");
  });

  it("is silent about a proposal that fails, and abstains without votes", () => {
    const failing = { votes: [...someVotes(5, { castAt: at(0.99) }), opponents] };
    expect(lateSwing.judge(read(failing))?.severity).to.equal(0);
    expect(lateSwing.judge(read({ votes: null }))).to.equal(null);
  });
});

describe("thin turnout", () => {
  it("speaks when a tenth of the usual voters came", () => {
    expect(thinTurnout.judge(read({ votes: someVotes(2) }))).to.deep.equal({
      severity: 1,
      sentence: "2 voted, where 20 do in the median",
    });
  });

  it("is silent when half of them came", () => {
    expect(thinTurnout.judge(read({ votes: someVotes(10) }))?.severity).to.equal(0);
    expect(thinTurnout.judge(read({ votes: someVotes(9) }))?.severity).to.be.greaterThan(0);
  });

  it("abstains while the vote runs, without votes, and in a young DAO", () => {
    const running = { votes: someVotes(2), observedAt: CREATED + 95 * HOUR };
    expect(thinTurnout.judge(read(running))).to.equal(null);
    expect(thinTurnout.judge(read({ votes: [] }))).to.equal(null);
    expect(
      thinTurnout.judge(read({ votes: someVotes(2), history: { proposals: 9, medianVoters: 20 } })),
    ).to.equal(null);
  });
});

describe("unusual vote", () => {
  /** A hundred votes that differ a little from each other. */
  const usual = fitUsualVotes(
    Array.from({ length: 100 }, (_, i) =>
      aProposal({
        votes: [
          ...Array.from({ length: 15 + (i % 7) }, (_unused, n) =>
            aVote(n, {
              weight: String(100 + ((i * 13 + n * 29) % 60)),
              castAt: at(((i + n * 7) % 90) / 100),
            }),
          ),
          aVote(60, { support: "against", weight: String(50 + (i % 11) * 10), castAt: at(0.4) }),
          aVote(61, { earlierVotes: 0, weight: String(20 + (i % 5) * 10), castAt: at(0.6) }),
        ],
      }),
    ),
  );

  it("speaks of a vote unlike all of them", () => {
    const strange = aProposal({ votes: [aVote(1, { weight: "90000", earlierVotes: 0, castAt: at(0.99) })] });
    expect(unusualVote.judge(readProposal(strange, usual))?.severity).to.equal(1);
  });

  it("is silent about one like them, and abstains while the vote runs, without a calibration, and without votes", () => {
    const alikeVotes = [
      ...Array.from({ length: 18 }, (_, n) => aVote(n, { weight: "130", castAt: at(((n * 7) % 90) / 100) })),
      aVote(60, { support: "against", weight: "100", castAt: at(0.4) }),
      aVote(61, { earlierVotes: 0, weight: "40", castAt: at(0.6) }),
    ];
    const alike = aProposal({ votes: alikeVotes });
    expect(unusualVote.judge(readProposal(alike, usual))?.severity).to.equal(0);
    expect(unusualVote.judge(readProposal(alike, null))).to.equal(null);
    const running = aProposal({ votes: alikeVotes, observedAt: CREATED + 95 * HOUR });
    expect(unusualVote.judge(readProposal(running, usual))).to.equal(null);
    expect(unusualVote.judge(readProposal(aProposal({ votes: [] }), usual))).to.equal(null);
  });

  it("calls nothing usual out of too few votes", () => {
    expect(fitUsualVotes(Array.from({ length: 79 }, () => aProposal()))).to.equal(null);
  });
});
