import { percent, usd } from "../../demo/screen/words.ts";
import { TREASURY_ASSETS } from "../holdings.ts";
import type { ClassFixed, Hindsight, Scored, TimelineEvent } from "../timeline.ts";
import type { Losses } from "../treasury.ts";

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

/** `5,000 WETH and 60,000 VOTE, USD 840,000` of what a treasury lost. */
export function lostInWords(losses: Losses): string {
  if (losses.usd < 1) return "nothing";
  const parts = TREASURY_ASSETS.map((asset) => [asset, Math.round(losses[asset])] as const)
    .filter(([, amount]) => amount !== 0)
    .map(([asset, amount]) => `${count(amount)} ${asset}`);
  const last = parts.pop() ?? "";
  return `${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}, ${usd(losses.usd)}`;
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
    case "extended":
      return `reaches its quorum late: the vote goes on until ${speakTime(event.until)}`;
    case "hindsight":
      return hindsightInWords(event);
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

/** Whether what is known at the end would have changed anything, had it been known when the class was fixed. */
function hindsightInWords({ scoreBps, spreadBps, riskClass, standing }: Hindsight): string {
  const last = `has a last score and spread of ${percent(scoreBps + spreadBps)}`;
  return riskClass === standing
    ? `${last}, in the same class`
    : `${last}: ${riskClass}, had it come in time; it stays ${standing}`;
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
