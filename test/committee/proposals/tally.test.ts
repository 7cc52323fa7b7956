import { expect } from "chai";
import { distanceTo, fitBulk } from "../../../committee/proposals/usual/robust-distance.ts";
import { lastTurn, passes, tally, topShare } from "../../../committee/proposals/tally.ts";
import { aProposal, aVote, someVotes } from "./aProposal.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

describe("passes", () => {
  const counted = (forVotes: bigint, againstVotes: bigint) => ({ forVotes, againstVotes, abstainVotes: 9n });

  it("needs more for than against: a tie fails", () => {
    expect(passes(counted(10n, 10n), null)).to.equal(false);
    expect(passes(counted(11n, 10n), null)).to.equal(true);
  });

  it("needs the quorum in votes for it, and no more; abstentions do not help", () => {
    expect(passes(counted(11n, 0n), 12n)).to.equal(false);
    expect(passes(counted(12n, 0n), 12n)).to.equal(true);
  });
});

describe("tally", () => {
  const votes = aProposal({
    votes: [
      aVote(1),
      aVote(2, { support: "against", weight: "30" }),
      aVote(3, { support: "abstain", weight: "7" }),
    ],
  }).votes!;

  it("sums each side", () => {
    expect(tally(votes)).to.deep.equal({ forVotes: 100n, againstVotes: 30n, abstainVotes: 7n });
    expect(topShare(votes, 1)).to.equal(1);
    expect(topShare([], 5)).to.equal(0);
  });

  it("turns no result on a tie", () => {
    const tied = aProposal({ votes: [...someVotes(15), aVote(40, { support: "against", weight: "1500" })] });
    expect(lastTurn(tied)).to.equal(null);
  });
});

describe("distanceTo", () => {
  const rows = Array.from({ length: 200 }, (_, i) => [
    Math.sin(i),
    Math.cos(i * 2),
    Math.sin(i * 3) + Math.sin(i),
  ]);
  const bulk = fitBulk(rows);

  it("is nothing at the centre, and grows away from it", () => {
    expect(distanceTo(bulk, bulk.centres)).to.equal(0);
    const away = [1, 2, 3].map((steps) =>
      distanceTo(
        bulk,
        bulk.centres.map((centre) => centre + steps * 0.5),
      ),
    );
    expect(away).to.deep.equal(away.toSorted((a, b) => a - b));
    expect(away[0]).to.be.greaterThan(0);
  });

  it("does not care in which unit a feature is told", () => {
    const scaled = (row: readonly number[]) =>
      row.map((value, c) => value * [1_000, 1, 1][c]! + [5, 0, 0][c]!);
    const other = fitBulk(rows.map(scaled));
    for (const row of rows.slice(0, 20)) {
      expectNearly(distanceTo(other, scaled(row)), distanceTo(bulk, row), 1e-6);
    }
  });

  it("lets an outlier among its rows count for little", () => {
    const spoiled = fitBulk([...rows.slice(1), [1e9, -1e9, 1e9]]);
    for (const row of rows.slice(1, 20)) {
      expect(Math.abs(distanceTo(spoiled, row) - distanceTo(bulk, row))).to.be.lessThan(0.6);
    }
  });
});
