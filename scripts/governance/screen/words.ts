import { percent } from "../../demo/screen/words.ts";
import type { ClassFixed, Scored, TimelineEvent } from "../timeline.ts";

/** `80,000` of a number of votes. */
export const count = (votes: number): string => votes.toLocaleString("en-US");

/** `72 h` of seconds. */
export const hoursOf = (seconds: number): string => `${Math.round(seconds / 3_600)} h`;

/** `12 Mar 15:30` of unix seconds. */
export function speakTime(at: number): string {
  const [, day, month, , time] =
    /^\w+, (\d+) (\w+) (\d+) (\d+:\d+)/.exec(new Date(at * 1000).toUTCString()) ?? [];
  return `${day ?? "?"} ${month ?? "?"} ${time ?? "?"}`;
}

/** A sentence with names in the place of the addresses that have one; `names` by address in lower case. */
export const withNames = (sentence: string, names: ReadonlyMap<string, string>): string =>
  sentence.replaceAll(/0x[0-9a-fA-F]{40}/g, (address) => names.get(address.toLowerCase()) ?? address);

/** One event in a person's words; the proposal's name stands before it. */
export function inWords(event: TimelineEvent): string {
  switch (event.kind) {
    case "proposed":
      return `${event.by} proposes it`;
    case "scored":
      return scoredInWords(event);
    case "class":
      return classInWords(event);
    case "voted":
      return event.support === "abstain"
        ? `${event.by} abstains with ${count(event.votes)} votes`
        : `${event.by} votes ${event.support} it with ${count(event.votes)}`;
    case "succeeded":
      return `passes: ${tallyInWords(event)}`;
    case "defeated":
      return `is defeated: ${tallyInWords(event)}`;
    case "queued":
      return `is queued, to be executed from ${speakTime(event.until)}`;
    case "refused":
      return `is not executed: ${event.why}`;
    case "executed":
      return "is executed";
    case "noted":
      return event.what;
  }
}

function scoredInWords({ scoreBps, spreadBps, contributors }: Scored): string {
  return `is scored ${percent(scoreBps)} ±${percent(spreadBps)} by ${contributors} nodes`;
}

interface Tally {
  readonly forVotes: number;
  readonly againstVotes: number;
  readonly quorumVotes: number;
}

function tallyInWords({ forVotes, againstVotes, quorumVotes }: Tally): string {
  const missing = quorumVotes - forVotes;
  const short = missing > 0 ? `, ${count(missing)} too few` : "";
  return `${count(forVotes)} for, ${count(againstVotes)} against, ${count(quorumVotes)} needed${short}`;
}

/** Class, why, and what follows from it, as the gate tells it. */
export function classInWords(event: ClassFixed): string {
  const { riskClass, quorumVotes, ownQuorumVotes, extraDelayS } = event;
  return `is ${riskClass}, ${reasonInWords(event)}: it needs ${count(quorumVotes)} votes${
    quorumVotes === ownQuorumVotes ? ", as without the gate" : ` where ${count(ownQuorumVotes)} would do`
  }${extraDelayS === 0 ? "" : `, and waits ${hoursOf(extraDelayS)} longer`}`;
}

function reasonInWords({ reason, scoreBps, spreadBps }: ClassFixed): string {
  switch (reason) {
    case "scored":
      return `since score and spread are ${percent(scoreBps + spreadBps)}`;
    case "exempt":
      return "since it governs the committee alone";
    default:
      return "since no fresh score came in time";
  }
}
