import { percent } from "../../demo/screen/words.ts";
import type { DaoResult, GovernanceResult, ProposalResult } from "../result.ts";
import type { Outcome } from "../timeline.ts";
import { count, lostInWords } from "./words.ts";

const TITLE = 20;
const SCORE = 8;
const CLASS = 10;
const LAST = 10;
const VOTES = 22;
const ENDED = 34;

/** The end of a run for people: each proposal's class and end beside what came of it without the gate. */
export function summaryLines(result: GovernanceResult): string[] {
  const { proposals, gated, ungated, committee, rounds } = result;
  return [
    "",
    row(["", "score", "class", "last score", "votes for / needed", "with the gate", "without the gate"]),
    ...proposals.map(proposalRow),
    "",
    ...daoLines("with the gate", gated),
    ...daoLines("without the gate", ungated),
    ...endingLines(proposals),
    `  Committee: ${committee.reportsAccepted} of ${rounds} reports accepted, ${committee.killed} of ${committee.members} nodes killed.`,
    "  The gate asks for more votes and more time. Whoever brings them passes, whatever the score.",
  ];
}

const row = ([
  title = "",
  score = "",
  riskClass = "",
  last = "",
  votes = "",
  ended = "",
  without = "",
]: string[]): string =>
  [
    `  ${title.padEnd(TITLE)}`,
    score.padStart(SCORE),
    riskClass.padEnd(CLASS),
    last.padStart(LAST),
    votes.padEnd(VOTES),
    ended.padEnd(ENDED),
    without,
  ]
    .join("  ")
    .trimEnd();

function proposalRow({ title, gated, ungated }: ProposalResult): string {
  const { scoreBps, riskClass, hindsight, quorumVotes, events, outcome } = gated;
  const decided = events.find((event) => event.kind === "succeeded" || event.kind === "defeated");
  const votes = quorumVotes === null ? "" : `${count(decided?.forVotes ?? 0)} / ${count(quorumVotes)}`;
  const inPercent = (bps: number | undefined): string => (bps === undefined ? "none" : percent(bps));
  return row([
    ...[title, inPercent(scoreBps ?? undefined), riskClass ?? "open", inPercent(hindsight?.scoreBps)],
    ...[votes, ended(outcome), ended(ungated.outcome)],
  ]);
}

/** `executed after 169 h`, and why not where it was not. */
export function ended(outcome: Outcome): string {
  const hours = `${Math.round(outcome.hours)} h`;
  switch (outcome.end) {
    case "executed":
      return `executed after ${hours}`;
    case "defeated":
      return outcome.missingVotes > 0
        ? `defeated, ${count(outcome.missingVotes)} votes short`
        : "defeated by the votes against it";
    case "waiting":
      return `not executed after ${hours}`;
  }
}

const daoLines = (name: string, { losses, ratio }: DaoResult): string[] => [
  `  Lost ${name}: ${lostInWords(losses)}. The market lends ${percent(ratio.ltvBps)} against WETH.`,
];

/** Why it waits; or, for whoever thinks that a gate stops everything, what it would have taken, and what it let pass. */
function endingLines(proposals: readonly ProposalResult[]): string[] {
  return proposals.flatMap((proposal) => {
    const { title, hostile, gated } = proposal;
    const { outcome, extraDelayHours } = gated;
    if (outcome.end === "waiting") return [`  ${title}: ${outcome.why}.`];
    if (outcome.end === "executed") return hostile ? [`  ${title}: ${passedInWords(proposal)}.`] : [];
    if (outcome.missingVotes === 0) return [];
    const missing = count(outcome.missingVotes);
    return [
      `  ${title}: with ${missing} votes more it would have passed, and waited ${extraDelayHours} h longer.`,
    ];
  });
}

/** What the gate did about an attack that it did not stop: how much later it was executed, and what was seen too late. */
export function passedInWords({ gated, ungated }: ProposalResult): string {
  const { hindsight, riskClass, outcome } = gated;
  const later =
    ungated.outcome.end === "executed"
      ? `, ${Math.round(outcome.hours - ungated.outcome.hours)} h later than without`
      : "";
  const tooLate =
    hindsight === null || hindsight.riskClass === riskClass
      ? ""
      : `; it stayed ${riskClass ?? "open"}, and its last score of ${percent(hindsight.scoreBps)} came too late to make it ${hindsight.riskClass}`;
  return `passed with the gate too${later}${tooLate}`;
}
