import type { ProposalSnapshot } from "../snapshot.ts";
import { LEAST_HISTORY } from "../rules/rule.ts";
import { ratio } from "../ratio.ts";
import { forShare, lastTurn, tally, topShare } from "../tally.ts";

/** What a vote looks like, free of the DAO's size. */
export const VOTE_FEATURES = [
  "largest voter's share",
  "five largest voters' share",
  "share of strangers",
  "voters over the usual, log",
  "share against",
  "votes for it over the quorum, log",
  "when the result turned",
  "share of the last quarter",
] as const;

/** Null where nobody voted, or the DAO is too young to have a usual. */
export function voteFeatures(snapshot: ProposalSnapshot): number[] | null {
  const { votes, history, power, timing } = snapshot;
  if (votes === null || history === null || history.proposals < LEAST_HISTORY || power.quorum === null)
    return null;
  const { forVotes, againstVotes } = tally(votes);
  if (forVotes === 0n || history.medianVoters === 0) return null;
  const late = timing.voteEnd - (timing.voteEnd - timing.voteStart) / 4;
  return [
    topShare(votes, 1),
    topShare(votes, 5),
    forShare(votes, ({ earlierVotes, weight }) => (earlierVotes === 0 ? weight : 0n)),
    Math.log(votes.length / history.medianVoters),
    ratio(againstVotes, forVotes + againstVotes),
    Math.log(Math.max(1e-6, ratio(forVotes, power.quorum))),
    lastTurn(snapshot)?.at ?? 1,
    forShare(votes, ({ castAt, weight }) => (castAt >= late ? weight : 0n)),
  ];
}
