import { expect } from "chai";
import { classOf, hindsightOf, outcomeOf, scoreOf } from "../../../scripts/governance/timeline.ts";
import type { TimelineEvent } from "../../../scripts/governance/timeline.ts";
import { aClass, aHindsight, aScored } from "../../fixtures/aTimeline.ts";

const HOUR = 3_600;
const proposed: TimelineEvent = { kind: "proposed", at: 0, by: "Ada" };
const tally = { forVotes: 65_000, againstVotes: 30_000, quorumVotes: 80_000 };

describe("outcomeOf", () => {
  it("counts the hours from the proposal to its execution", () => {
    const events: TimelineEvent[] = [proposed, { kind: "executed", at: 169 * HOUR }];
    expect(outcomeOf({ events }, 300 * HOUR)).to.deep.equal({ end: "executed", hours: 169 });
  });

  it("says how many votes were missing, and none where those against decided", () => {
    const defeated: TimelineEvent = { kind: "defeated", at: 121 * HOUR, ...tally };
    expect(outcomeOf({ events: [proposed, defeated] }, 0)).to.deep.equal({
      ...{ end: "defeated", hours: 121, missingVotes: 15_000 },
    });
    const outvoted: TimelineEvent = { ...defeated, forVotes: 90_000, againstVotes: 95_000 };
    expect(outcomeOf({ events: [proposed, outvoted] }, 0)).to.deep.include({ missingVotes: 0 });
  });

  it("waits with the last reason while nothing ended it, and without one until somebody tried", () => {
    const waiting = [proposed, { kind: "queued", at: HOUR, until: 9 * HOUR } as const];
    expect(outcomeOf({ events: waiting }, 10 * HOUR)).to.deep.equal({
      ...{ end: "waiting", hours: 10, why: "its time has not come" },
    });
    const refused = [
      ...waiting,
      { kind: "refused", at: 9 * HOUR, why: "first" } as const,
      { kind: "refused", at: 10 * HOUR, why: "last" } as const,
    ];
    expect(outcomeOf({ events: refused }, 10 * HOUR)).to.deep.include({ end: "waiting", why: "last" });
    const done = [...refused, { kind: "executed", at: 11 * HOUR } as const];
    expect(outcomeOf({ events: done }, 12 * HOUR)).to.deep.equal({ end: "executed", hours: 11 });
  });
});

describe("scoreOf", () => {
  it("is the score that stood when the class was fixed, not a later one", () => {
    const events = [aScored({ at: 1, scoreBps: 10 }), aScored({ at: 5, scoreBps: 20 }), aClass({ at: 6 })];
    const later = aScored({ at: 9, scoreBps: 99 });
    expect(scoreOf({ events: [...events, later] })?.scoreBps).to.equal(20);
    expect(classOf({ events })?.at).to.equal(6);
  });

  it("is the latest while no class is fixed, and none where nobody scored", () => {
    expect(scoreOf({ events: [aScored({ at: 1 }), aScored({ at: 2, scoreBps: 7 })] })?.scoreBps).to.equal(7);
    expect(scoreOf({ events: [proposed] })).to.equal(undefined);
  });

  it("is not the last one, which is known apart from it", () => {
    const events = [aScored({ at: 5, scoreBps: 35_60 }), aClass({ at: 6 }), aHindsight({ at: 90 })];
    expect(scoreOf({ events })?.scoreBps).to.equal(35_60);
    expect(hindsightOf({ events })?.scoreBps).to.equal(69_10);
    expect(hindsightOf({ events: [proposed] })).to.equal(undefined);
  });
});
