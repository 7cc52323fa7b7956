import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { governanceMarkdown } from "../../../scripts/governance/screen/markdown.ts";
import type { GovernanceResult, ProposalResult } from "../../../scripts/governance/result.ts";
import type { TimelineEvent } from "../../../scripts/governance/timeline.ts";
import { aClass, aHindsight, aScored } from "../../fixtures/aTimeline.ts";

const HOUR = Date.parse("2020-03-12T12:00:00Z") / 1000;
const RAIDER = "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc";

const proposed: TimelineEvent = { kind: "proposed", at: HOUR, by: "the raider" };
const tally = { forVotes: 65_000, againstVotes: 30_000 };

const TAKEOVER: ProposalResult = {
  ...{ key: "takeover", title: "Hand over control", about: "", hostile: true, by: "the raider" },
  gated: {
    ...{ proposalId: "1", quorumVotes: 80_000, riskClass: "Strict", reason: "scored" },
    ...{ scoreBps: 75_10, spreadBps: 0, extraDelayHours: 72 },
    sentences: [`it gives ${RAIDER} a role`],
    hindsight: { scoreBps: 91_60, spreadBps: 0, riskClass: "Strict", sentences: ["strangers decide"] },
    outcome: { end: "defeated", hours: 121, missingVotes: 15_000 },
    events: [
      ...[proposed, aScored(), aClass({ at: HOUR })],
      { kind: "defeated", at: HOUR, ...tally, quorumVotes: 80_000 },
    ],
  },
  ungated: {
    ...{ proposalId: "2", quorumVotes: 40_000, outcome: { end: "executed", hours: 169 } },
    events: [proposed, { kind: "executed", at: HOUR + 60 }],
  },
};

/** One that passes with the gate too, while its score says at the end what nobody could know before. */
const SWING: ProposalResult = {
  ...{ key: "swing", title: "Invest in a vault", about: "", hostile: true, by: "the syndicate" },
  gated: {
    ...TAKEOVER.gated,
    ...{ quorumVotes: 60_000, riskClass: "Elevated", scoreBps: 35_60, extraDelayHours: 24 },
    hindsight: { scoreBps: 69_10, spreadBps: 0, riskClass: "Strict", sentences: [`${RAIDER} decides`] },
    outcome: { end: "executed", hours: 215 },
    events: [proposed, aHindsight({ at: HOUR }), { kind: "executed", at: HOUR }],
  },
  ungated: TAKEOVER.ungated,
};

const RESULT: GovernanceResult = {
  ...{ scenario: "governance", source: "reconstructed", rounds: 3, notes: ["A note."], files: [] },
  committee: { members: 7, killed: 0, reportsAccepted: 3, reportsMissed: 0 },
  names: { [RAIDER]: "the raider" },
  proposals: [TAKEOVER, SWING],
  gated: {
    losses: { WETH: 0, USDC: 0, VOTE: 60_000, usd: 240_000 },
    ratio: { ltvBps: 80_00, liquidationThresholdBps: 83_00 },
  },
  ungated: {
    losses: { USDC: 2_980_000, WETH: 5_000, VOTE: 60_000, usd: 3_819_742.3 },
    ratio: { ltvBps: 81_50, liquidationThresholdBps: 84_00 },
  },
};

describe("governanceMarkdown", () => {
  const page = governanceMarkdown(RESULT);

  it("sets each proposal's end beside that of the twin, with the votes that each needed", () => {
    expect(page).to.include(
      "| Hand over control | 75.1 % | Strict | 91.6 % | 65,000 / 80,000 | 40,000 | defeated, 15,000 votes short | executed after 169 h |",
    );
    expect(page).to.include(
      "- With the gate the treasury lost 60,000 VOTE, USD 240,000; the market lends 80.0 %",
    );
    expect(page).to.include(
      "lost 5,000 WETH, 2,980,000 USDC and 60,000 VOTE, USD 3,819,742; the market lends 81.5 %",
    );
  });

  it("says of an attack that passed with the gate that it did, how much later, and what was seen too late", () => {
    expect(page).to.include(
      "- **Invest in a vault** passed with the gate too, 46 h later than without; it stayed Elevated, and its last score of 69.1 % came too late to make it Strict.",
    );
    expect(page).to.include("When the vote ended they said: the raider decides.");
    expect(page).to.not.include("- **Hand over control**").and.not.include("strangers decide");
  });

  it("says that nothing was lost where the figures do", () => {
    const nothing = { WETH: 0, USDC: 0, VOTE: 0, usd: 0 };
    const spared = governanceMarkdown({ ...RESULT, gated: { ...RESULT.gated, losses: nothing } });
    expect(spared).to.include("- With the gate the treasury lost nothing; the market lends 80.0 %");
  });

  it("tells both lives as one, without the scores, with names for addresses", () => {
    const rows = page.split("\n").filter((row) => row.startsWith("| 12 Mar"));
    expect(rows.map((row) => row.split(" | ")[1])).to.deep.equal([
      ...["both", "gate", "gate", "none"],
      ...["both", "gate", "gate", "none"],
    ]);
    expect(page).to.include("The nodes say: it gives the raider a role.").and.not.include("is scored");
  });

  it("is what docs/governance.md was written by: its table has these columns, and rows for all six", () => {
    const file = join(import.meta.dirname, "../../../docs/governance.md");
    const cells = (row: string): string[] => row.split("|").map((cell) => cell.trim());
    const rows = readFileSync(file, "utf8").split("\n").map(cells);
    const head = cells(page.split("\n")[0] ?? "");
    expect(rows).to.deep.include(head);
    const ends = rows
      .filter(({ length }) => length === head.length)
      .map((row) => `${row[1]}: ${row[3]}, ${row[7]}`);
    expect(ends.slice(2)).to.deep.equal([
      "Pay the auditors: Low, executed after 169 h",
      "Raise WETH's ratio: Low, not executed after 241 h",
      "Set a reserve factor: Strict, defeated, 5,000 votes short",
      "Hand over control: Strict, defeated, 15,000 votes short",
      "Donate the treasury: Strict, defeated, 8,500 votes short",
      "Invest in a vault: Elevated, executed after 215 h",
    ]);
  });
});
