import { expect } from "chai";
import { readGovernanceParameters } from "../../../scripts/deploy/governanceParameters.ts";
import { readParameters } from "../../../scripts/deploy/parameters.ts";
import { HOUR_S } from "../../../scripts/demo/hours.ts";
import { calendarOf } from "../../../scripts/governance/calendar.ts";
import { laterEndings, roundHours, stepsOf, voteTimesOf } from "../../../scripts/governance/clock.ts";
import { governancePlot, indexAt } from "../../../scripts/governance/plot.ts";
import { PROPOSALS } from "../../../scripts/governance/proposals.ts";

const DAY = 24 * HOUR_S;
const TIMES = {
  votingDelayS: DAY,
  votingPeriodS: 4 * DAY,
  timelockS: 2 * DAY,
  voteExtensionS: DAY,
  extraDelaysS: [DAY, 3 * DAY],
};

describe("stepsOf", () => {
  it("names the rounds of a proposal's life, two of them to fix its class in", () => {
    expect(stepsOf(12, TIMES)).to.deep.equal({
      ...{ proposed: 12, snapshot: 36, scored: [37, 38], closing: 132 },
      ...{ decided: 133, ready: 181, delayed: [205, 253] },
    });
  });
});

describe("laterEndings", () => {
  it("names what follows where a vote of the last day reaches the quorum, and nothing for earlier votes", () => {
    expect(laterEndings(12, [2, 72], TIMES)).to.deep.equal([]);
    expect(laterEndings(12, [2, 94], TIMES)).to.deep.equal([
      { closing: 154, decided: 155, ready: 203, delayed: [227, 275] },
    ]);
  });
});

describe("roundHours", () => {
  it("holds a round at each appointment once, one a day before, and one every six hours near the execution", () => {
    const hours = roundHours({ appointments: [0, 25, 25, 26, 55, 90], watchfulFrom: 48, end: 61 });
    expect(hours).to.deep.equal([0, 24, 25, 26, 48, 54, 55, 60, 61]);
  });
});

describe("The scenario's calendar", () => {
  const times = async () => voteTimesOf(await readGovernanceParameters("demo"), await readParameters("demo"));

  it("ends when the delegates' proposals could be executed, had nobody scored them, and before the prices end", async () => {
    const calendar = calendarOf(await times());
    expect(calendar.end).to.equal(241);
    const plot = governancePlot();
    expect(indexAt(plot, calendar.end) < plot.path.hours.length).to.equal(true);
  });

  it("has a round in every hour in which somebody acts, and in a vote's last, extended or not", async () => {
    const held = new Set(roundHours(calendarOf(await times())));
    for (const { at, votes } of PROPOSALS) {
      const steps = stepsOf(at, await times());
      const after = votes.map((vote) => vote.after);
      const acts = [at, steps.snapshot, ...steps.scored, ...after.map((hours) => steps.snapshot + hours)];
      for (const { closing, decided, ready } of [steps, ...laterEndings(at, after, await times())])
        acts.push(closing, decided, ready);
      expect(acts.filter((hour) => !held.has(hour))).to.deep.equal([]);
    }
  });

  it("leaves time for an Elevated class after a vote that a late quorum extended", async () => {
    const { end } = calendarOf(await times());
    const late = await Promise.all(
      PROPOSALS.map(async ({ at, votes }) =>
        laterEndings(
          at,
          votes.map(({ after }) => after),
          await times(),
        ),
      ),
    );
    const elevated = late.flat().map(({ delayed: [hour] }) => hour);
    expect(elevated).to.deep.equal([239]);
    expect(end >= 239).to.equal(true);
  });

  it("casts no vote before the class can be fixed, nor after the vote", async () => {
    const { votingPeriodS } = await times();
    for (const { votes } of PROPOSALS) {
      for (const { after } of votes) expect(after > 1 && after < votingPeriodS / HOUR_S).to.equal(true);
    }
  });
});
