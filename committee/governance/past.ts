import type { ProposalJson } from "../proposals/snapshot.ts";
import { isBefore } from "./events.ts";
import type { CreatedProposal, GovernorHistory } from "./events.ts";

/** Proposals that say how many usually vote. */
const LATE_PROPOSALS = 20;

/** The DAO before a proposal: how many proposals had votes, and how many voted on the late ones. */
export function pastOf(
  proposal: CreatedProposal,
  { proposals, votes }: GovernorHistory,
): NonNullable<ProposalJson["history"]> {
  const voters = Map.groupBy(votes, ({ proposalId }) => proposalId);
  const turnouts = proposals
    .filter(({ at }) => isBefore(at, proposal.at))
    .map(({ id }) => new Set(voters.get(id)?.map(({ voter }) => voter)).size)
    .filter((turnout) => turnout > 0);
  return { proposals: turnouts.length, medianVoters: median(turnouts.slice(-LATE_PROPOSALS)) };
}

/** What the proposer did in this DAO before. How old its address is, no plain endpoint says. */
export function proposerOf(
  { proposer, at }: CreatedProposal,
  { proposals, votes }: GovernorHistory,
): ProposalJson["proposer"] {
  return {
    address: proposer,
    earlierProposals: proposals.filter((one) => one.proposer === proposer && isBefore(one.at, at)).length,
    earlierVotes: votes.filter((vote) => vote.voter === proposer && isBefore(vote.at, at)).length,
  };
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  const middle = Math.floor(ascending.length / 2);
  const [low, high] = [ascending[middle - 1] ?? 0, ascending[middle] ?? 0];
  return ascending.length % 2 === 0 ? (low + high) / 2 : high;
}
