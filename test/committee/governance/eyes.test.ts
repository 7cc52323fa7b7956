import { expect } from "chai";
import { loadCalibration } from "../../../committee/proposal-setup.ts";
import { scoreProposal } from "../../../committee/proposals/score.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import type { ViewId } from "../../../scripts/proposals/judge/views.ts";
import { VIEWS } from "../../../scripts/proposals/judge/views.ts";
import { MECHANICS, drawn } from "../../../scripts/proposals/mechanics/mechanics.ts";

/** What a node leaves unknown: ages, whether code can be replaced, and that a source is not published. */
const asANodeReads = (snapshot: ProposalSnapshot): ProposalSnapshot => ({
  ...snapshot,
  proposer: { ...snapshot.proposer, ageDays: null },
  contracts: Object.fromEntries(
    Object.entries(snapshot.contracts).map(([address, facts]) => [
      address,
      { ...facts, ageDays: null, replaceable: null, verified: facts.verified === true ? true : null },
    ]),
  ),
});

/** Mechanics that score less than a threshold, as a node reads them at a moment. */
const missed = (moment: ViewId, thresholdBps: number): string[] => {
  const view = VIEWS.find(({ id }) => id === moment)!;
  const calibration = loadCalibration();
  return MECHANICS.filter((mechanic) => {
    const snapshot = asANodeReads(view.of(drawn(mechanic, 1)));
    return scoreProposal(snapshot, calibration).scoreBps < thresholdBps;
  }).map(({ id }) => id);
};

describe("The mechanics of attacks as a node reads them", () => {
  it("stand out before the first vote, all but the vote that is bought late", () => {
    expect(missed("before", 3_800)).to.deep.equal(["compound-289"]);
  });

  it("hide code that is redeployed half-way, where a threshold that the aim allows is higher", () => {
    expect(missed("half", 4_700)).to.deep.equal(["tornado-cash", "compound-289"]);
  });

  it("show at the close, all but code that is redeployed", () => {
    expect(missed("all", 5_400)).to.deep.equal(["tornado-cash"]);
  });
});
