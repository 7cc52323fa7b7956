import { percent, usd } from "../../demo/screen/words.ts";
import type { DaoResult, GovernanceResult, ProposalResult } from "../result.ts";
import type { Outcome } from "../timeline.ts";
import { count } from "./words.ts";

const TITLE = 20;
const SCORE = 8;
const CLASS = 10;
const VOTES = 22;
const ENDED = 34;

/** The end of a run for people: each proposal's class and end beside what came of it without the gate. */
export function summaryLines(result: GovernanceResult): string[] {
  const { proposals, gated, ungated, committee, rounds } = result;
  return [
    "",
    row(["", "score", "class", "votes for / needed", "with the gate", "without the gate"]),
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
  votes = "",
  ended = "",
  without = "",
]: string[]): string =>
  [
    `  ${title.padEnd(TITLE)}`,
    score.padStart(SCORE),
    riskClass.padEnd(CLASS),
    votes.padEnd(VOTES),
    ended.padEnd(ENDED),
    without,
  ]
    .join("  ")
    .trimEnd();

function proposalRow({ title, gated, ungated }: ProposalResult): string {
  const { scoreBps, riskClass, quorumVotes, events, outcome } = gated;
  const decided = events.find((event) => event.kind === "succeeded" || event.kind === "defeated");
  const votes = quorumVotes === null ? "" : `${count(decided?.forVotes ?? 0)} / ${count(quorumVotes)}`;
  const score = scoreBps === null ? "none" : percent(scoreBps);
  return row([title, score, riskClass ?? "open", votes, ended(outcome), ended(ungated.outcome)]);
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

function daoLines(name: string, { losses, ratio }: DaoResult): string[] {
  const lost =
    losses.usd < 1
      ? "nothing"
      : `${count(Math.round(losses.WETH))} WETH and ${count(Math.round(losses.USDC))} USDC (${usd(losses.usd)})`;
  return [`  Lost ${name}: ${lost}. The market lends ${percent(ratio.ltvBps)} against WETH.`];
}

/** Why it waits; or what it would have taken, for whoever thinks that a gate stops everything. */
function endingLines(proposals: readonly ProposalResult[]): string[] {
  return proposals.flatMap(({ title, gated: { outcome, extraDelayHours } }) => {
    if (outcome.end === "waiting") return [`  ${title}: ${outcome.why}.`];
    if (outcome.end !== "defeated" || outcome.missingVotes === 0) return [];
    const missing = count(outcome.missingVotes);
    return [
      `  ${title}: with ${missing} votes more it would have passed, and waited ${extraDelayHours} h longer.`,
    ];
  });
}
