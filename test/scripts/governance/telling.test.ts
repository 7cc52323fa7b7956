import { expect } from "chai";
import type { RoundRecord } from "../../../scripts/governance/live.ts";
import { PROPOSALS } from "../../../scripts/governance/proposals.ts";
import { createTelling } from "../../../scripts/governance/screen/telling.ts";
import type { Told } from "../../../scripts/governance/screen/telling.ts";
import type { TimelineEvent } from "../../../scripts/governance/timeline.ts";
import { aClass, aHindsight, aScored } from "../../fixtures/aTimeline.ts";

const HOUR = Date.parse("2020-03-12T12:00:00Z") / 1000;

const STRANGER = "0xAbCdAbCdAbCdAbCdAbCdAbCdAbCdAbCdAbCdAbCd";

const aRecord = (overrides: Partial<RoundRecord> = {}): RoundRecord => ({
  ...{ hour: HOUR, wethUsd: 134.4, accepted: true, alive: 7 },
  market: { scoreBps: 20_00, spreadBps: 1_00, status: "fresh" },
  ...overrides,
});

/** One proposal on one DAO, with events that a test adds. */
function aLife(dao: "gated" | "ungated") {
  const events: TimelineEvent[] = [];
  const [plan] = PROPOSALS;
  const life: Told = { plan: plan!, timeline: { dao, proposalId: "1", events } };
  return { events, life };
}

describe("The telling of a run", () => {
  it("begins a round with the market's score, and what its status is", () => {
    const telling = createTelling(new Map());
    expect(telling.lines(aRecord(), [])).to.deep.equal([
      "12 Mar 12:00  WETH 134 USD, its score 20.0 % ±1.0 %",
    ]);
    const flagged = { scoreBps: 48_00, spreadBps: 0, status: "degraded" } as const;
    expect(telling.lines(aRecord({ market: flagged }), [])[0]).to.include("48.0 % ±0.0 %, flagged");
    expect(telling.lines(aRecord({ market: { ...flagged, status: "unknown" } }), [])[0]).to.include("none");
  });

  it("says once that reports stop, and once that they come back", () => {
    const telling = createTelling(new Map());
    const silence = aRecord({ accepted: false, alive: 4 });
    const words = [aRecord(), silence, silence, aRecord()].map((record) =>
      telling.lines(record, []).slice(1),
    );
    expect(words).to.deep.equal([
      ...[[], ["    no quorum: 4 nodes live; scores age"], [], ["    reports are accepted again"]],
    ]);
  });

  it("tells once what happens on both DAOs, and names the twin where it alone goes on", () => {
    const telling = createTelling(new Map());
    const [gated, twin] = [aLife("gated"), aLife("ungated")];
    for (const { events } of [gated, twin]) events.push({ kind: "proposed", at: HOUR, by: "Ada" });
    twin.events.push({ kind: "executed", at: HOUR });
    expect(telling.lines(aRecord(), [gated.life, twin.life]).slice(1)).to.deep.equal([
      "  12 Mar 12:00  Pay the auditors      Ada proposes it",
      "  12 Mar 12:00  Pay the auditors      without the gate: is executed",
    ]);
    expect(telling.lines(aRecord(), [gated.life, twin.life])).to.have.lengthOf(1);
  });

  it("gives a node's sentences under a score, until the class stands; and a refusal once", () => {
    const telling = createTelling(new Map([[STRANGER.toLowerCase(), "the raider"]]));
    const { events, life } = aLife("gated");
    events.push(aScored({ sentences: [`it gives ${STRANGER} a role`] }));
    expect(telling.lines(aRecord(), [life]).at(-1)).to.equal(`${" ".repeat(38)}- it gives the raider a role`);
    events.push(aClass(), aScored({ round: 2 }));
    expect(telling.lines(aRecord(), [life]).filter((line) => line.includes("is scored"))).to.deep.equal([]);
    const refused = { kind: "refused", at: HOUR, why: "too high: 60 %" } as const;
    events.push(refused);
    expect(telling.lines(aRecord(), [life]).at(-1)).to.include("is not executed: too high: 60 %");
    events.push({ ...refused, why: "too high: 61 %" });
    expect(telling.lines(aRecord(), [life])).to.have.lengthOf(1);
    events.push({ ...refused, why: "not known: flagged" });
    expect(telling.lines(aRecord(), [life]).at(-1)).to.include("is not executed: not known: flagged");
  });

  it("gives the sentences of a last score where it came too late to change the class, and only there", () => {
    const telling = createTelling(new Map());
    const { events, life } = aLife("gated");
    const sentences = ["strangers decide: a third of the votes"];
    events.push(aHindsight({ sentences, standing: "Strict" }));
    expect(telling.lines(aRecord(), [life])).to.have.lengthOf(2);
    events.push(aHindsight({ sentences }));
    expect(telling.lines(aRecord(), [life]).slice(1)).to.deep.equal([
      `  01 Jan 00:00  Pay the auditors      has a last score and spread of 69.1 %: Strict, had it come in time; it stays Elevated`,
      `${" ".repeat(38)}- strangers decide: a third of the votes`,
    ]);
  });
});
