import { decodeActions } from "../../../committee/proposals/decode/decode.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";

export type ViewId = "all" | "recorded" | "half" | "before";

/** What of a snapshot is shown to the rules. */
export interface View {
  readonly id: ViewId;
  readonly name: string;
  readonly of: (snapshot: ProposalSnapshot) => ProposalSnapshot;
}

/**
 * Without what the benign data do not record: arguments, text, contracts, treasury, power before and after, ages. The
 * function's name stays, since the data have it. Benign and attack are then seen with the same eyes.
 */
function asRecorded(snapshot: ProposalSnapshot): ProposalSnapshot {
  const calls = decodeActions(snapshot.actions ?? []);
  const actions = snapshot.actions?.map((action, i) => ({
    ...action,
    value: 0n,
    signature: action.signature ?? calls[i]?.signature ?? null,
    calldata: null,
    delegatecall: false,
  }));
  return {
    ...snapshot,
    description: null,
    contracts: {},
    power: { ...snapshot.power, holders: null },
    treasury: null,
    actions: actions ?? null,
    proposer: { ...snapshot.proposer, ageDays: null },
    votes: snapshot.votes?.map((vote) => ({ ...vote, weightBefore: null, weightAfter: null })) ?? null,
  };
}

/** Half-way through the vote: at the latest, the gate fixes a class here. */
function halfWay(snapshot: ProposalSnapshot): ProposalSnapshot {
  const { voteStart, voteEnd } = snapshot.timing;
  const observedAt = voteStart + Math.floor((voteEnd - voteStart) / 2);
  return {
    ...snapshot,
    observedAt,
    votes: snapshot.votes?.filter(({ castAt }) => castAt <= observedAt) ?? null,
  };
}

/** Before anybody voted: what a class that is fixed when the vote opens can know. */
function beforeVote(snapshot: ProposalSnapshot): ProposalSnapshot {
  return { ...snapshot, votes: null, observedAt: snapshot.timing.voteStart };
}

export const VIEWS: readonly View[] = [
  { id: "all", name: "all that a member reads", of: (snapshot) => snapshot },
  { id: "recorded", name: "only what the benign data record", of: asRecorded },
  { id: "half", name: "half-way through the vote", of: halfWay },
  { id: "before", name: "before the first vote", of: beforeVote },
];
