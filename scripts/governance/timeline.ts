/** IGovernorRiskGate.RiskClass and RiskReason, in their order. */
export const CLASSES = ["Low", "Elevated", "Strict"] as const;
export type RiskClass = (typeof CLASSES)[number];
export const REASONS = ["exempt", "scored", "awaiting a score", "no score in time"] as const;
export type RiskReason = (typeof REASONS)[number];

/** IGovernor.ProposalState, in its order. */
export const STATES = [
  "pending",
  "active",
  "canceled",
  "defeated",
  "succeeded",
  "queued",
  "expired",
  "executed",
] as const;
export type ProposalState = (typeof STATES)[number];

interface At {
  /** Unix seconds. */
  readonly at: number;
}

export interface Proposed extends At {
  readonly kind: "proposed";
  readonly by: string;
}

/** The committee's score of a round, as the proposal oracle holds it; sentences are a node's own. */
export interface Scored extends At {
  readonly kind: "scored";
  readonly round: number;
  readonly scoreBps: number;
  readonly spreadBps: number;
  readonly contributors: number;
  readonly sentences: readonly string[];
}

/** The class stands: what `proposalRisk` says of it, and the votes and the wait that follow. */
export interface ClassFixed extends At {
  readonly kind: "class";
  readonly riskClass: RiskClass;
  readonly reason: RiskReason;
  readonly scoreBps: number;
  readonly spreadBps: number;
  /** In whole votes. */
  readonly quorumVotes: number;
  /** What the governor asks for without the gate. */
  readonly ownQuorumVotes: number;
  readonly extraDelayS: number;
}

export interface Voted extends At {
  readonly kind: "voted";
  readonly by: string;
  readonly support: "against" | "for" | "abstain";
  readonly votes: number;
}

/** A quorum that was reached late has put off the end of the vote. */
export interface Extended extends At {
  readonly kind: "extended";
  readonly until: number;
}

/** What the committee said last of a proposal before it was decided: whatever it says, the class stands (V1). */
export interface Hindsight extends At {
  readonly kind: "hindsight";
  readonly scoreBps: number;
  readonly spreadBps: number;
  /** What would follow from it, had it come in time; and what stands. */
  readonly riskClass: RiskClass;
  readonly standing: RiskClass;
  readonly sentences: readonly string[];
}

interface Tally extends At {
  readonly forVotes: number;
  readonly againstVotes: number;
  readonly quorumVotes: number;
}

export interface Succeeded extends Tally {
  readonly kind: "succeeded";
}

export interface Defeated extends Tally {
  readonly kind: "defeated";
}

export interface Queued extends At {
  readonly kind: "queued";
  readonly until: number;
}

/** Somebody tried to execute what was ready, and the chain refused. */
export interface Refused extends At {
  readonly kind: "refused";
  readonly why: string;
}

export interface Executed extends At {
  readonly kind: "executed";
}

/** What a person did besides, or what came of it: votes borrowed and given back, tokens taken. */
export interface Noted extends At {
  readonly kind: "noted";
  readonly what: string;
}

export type TimelineEvent =
  | Proposed
  | Scored
  | ClassFixed
  | Voted
  | Extended
  | Hindsight
  | Succeeded
  | Defeated
  | Queued
  | Refused
  | Executed
  | Noted;

/** One proposal's life on one of the two DAOs, in the order of time. */
export interface Timeline {
  readonly dao: "gated" | "ungated";
  readonly proposalId: string;
  readonly events: readonly TimelineEvent[];
}

/** How a life ended: executed, defeated, or still waiting with the last reason. */
export type Outcome =
  | { readonly end: "executed"; readonly hours: number }
  | { readonly end: "defeated"; readonly hours: number; readonly missingVotes: number }
  | { readonly end: "waiting"; readonly hours: number; readonly why: string };

/** @param now Until when the life was watched. */
export function outcomeOf({ events }: Pick<Timeline, "events">, now: number): Outcome {
  const began = events[0]?.at ?? now;
  const hours = (at: number): number => (at - began) / 3_600;
  const executed = events.find(({ kind }) => kind === "executed");
  if (executed !== undefined) return { end: "executed", hours: hours(executed.at) };
  const defeated = events.find((event) => event.kind === "defeated");
  if (defeated !== undefined) {
    const { at, forVotes, quorumVotes } = defeated;
    return { end: "defeated", hours: hours(at), missingVotes: Math.max(0, quorumVotes - forVotes) };
  }
  const refused = events.findLast((event) => event.kind === "refused");
  return { end: "waiting", hours: hours(now), why: refused?.why ?? "its time has not come" };
}

/** The event that fixed the class, where there is a gate. */
export const classOf = ({ events }: Pick<Timeline, "events">): ClassFixed | undefined =>
  events.find((event) => event.kind === "class");

/** What the committee said last before the decision, where there is a gate and somebody scored. */
export const hindsightOf = ({ events }: Pick<Timeline, "events">): Hindsight | undefined =>
  events.find((event) => event.kind === "hindsight");

/** The score that was in force when the class was fixed, or the latest one. */
export function scoreOf({ events }: Pick<Timeline, "events">): Scored | undefined {
  const fixed = events.find(({ kind }) => kind === "class")?.at ?? Infinity;
  const scores = events.filter((event) => event.kind === "scored");
  return scores.findLast(({ at }) => at <= fixed) ?? scores.at(-1);
}
