import { percent } from "../../demo/screen/words.ts";
import type { DaoResult, GovernanceResult, ProposalResult } from "../result.ts";
import type { TimelineEvent } from "../timeline.ts";
import { ended, passedInWords } from "./summary.ts";
import { count, inWords, lostInWords, speakTime, withNames } from "./words.ts";

const HEAD = [
  "| proposal | score | class | last score | votes for / needed, with the gate | needed without | with the gate | without the gate |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

/** A run as tables for docs/governance.md: what came of each proposal, the nodes' sentences, both timelines. */
export function governanceMarkdown(result: GovernanceResult): string {
  const { proposals, gated, ungated, committee, rounds, notes } = result;
  const names = new Map(Object.entries(result.names));
  return [
    ...HEAD,
    ...proposals.map(rowOf),
    "",
    lossLine("With the gate", gated),
    lossLine("Without it", ungated),
    ...proposals
      .filter(({ hostile, gated: { outcome } }) => hostile && outcome.end === "executed")
      .map((proposal) => `- **${proposal.title}** ${passedInWords(proposal)}.`),
    "",
    ...proposals.flatMap((proposal) => timelineOf(proposal, names)),
    `${committee.reportsAccepted} of ${rounds} reports on the markets were accepted. ${notes.join(" ")}`,
  ].join("\n");
}

function rowOf({ title, gated, ungated }: ProposalResult): string {
  const decided = gated.events.find((event) => event.kind === "succeeded" || event.kind === "defeated");
  const cells = [
    title,
    gated.scoreBps === null ? "none" : percent(gated.scoreBps),
    gated.riskClass ?? "open",
    gated.hindsight === null ? "none" : percent(gated.hindsight.scoreBps),
    gated.quorumVotes === null ? "" : `${count(decided?.forVotes ?? 0)} / ${count(gated.quorumVotes)}`,
    ungated.quorumVotes === null ? "" : count(ungated.quorumVotes),
    ended(gated.outcome),
    ended(ungated.outcome),
  ];
  return `| ${cells.join(" | ")} |`;
}

const lossLine = (name: string, { losses, ratio }: DaoResult): string =>
  `- ${name} the treasury lost ${lostInWords(losses)}; the market lends ${percent(ratio.ltvBps)} against WETH at the end.`;

/** What happened in one proposal's life, with the score that fixed its class and the first refusal of each kind. */
function timelineOf({ title, gated, ungated }: ProposalResult, names: ReadonlyMap<string, string>): string[] {
  const both = (event: TimelineEvent): boolean => ungated.events.some((other) => sameAs(event, other));
  const rows = [
    ...worth(gated.events).map((event) => ({ event, where: both(event) ? "both" : "gate" })),
    ...worth(ungated.events)
      .filter((event) => !gated.events.some((other) => sameAs(event, other)))
      .map((event) => ({ event, where: "none" })),
  ].sort((a, b) => a.event.at - b.event.at);
  const { sentences, hindsight, riskClass } = gated;
  const because = sentences.length === 0 ? ["no rule finds anything in it"] : sentences;
  const atTheEnd =
    hindsight === null || hindsight.riskClass === riskClass
      ? []
      : [`When the vote ended they said: ${hindsight.sentences.join("; ")}.`, ""];
  return [
    `### ${title}`,
    "",
    ...[`The nodes say: ${because.join("; ")}.`, "", ...atTheEnd].map((line) => withNames(line, names)),
    "| when | gate | what |",
    "| --- | --- | --- |",
    ...rows.map(({ event, where }) => `| ${speakTime(event.at)} | ${where} | ${inWords(event)} |`),
    "",
  ];
}

const sameAs = (a: TimelineEvent, b: TimelineEvent): boolean => a.at === b.at && inWords(a) === inWords(b);

/** All but scores, and refusals after the first. */
function worth(events: readonly TimelineEvent[]): TimelineEvent[] {
  const first = events.find(({ kind }) => kind === "refused");
  return events.filter((event) => event.kind !== "scored" && (event.kind !== "refused" || event === first));
}
