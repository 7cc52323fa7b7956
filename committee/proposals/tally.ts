import { ratio } from "./ratio.ts";
import type { ProposalSnapshot, ProposalVote } from "./snapshot.ts";

export interface Tally {
  readonly forVotes: bigint;
  readonly againstVotes: bigint;
  readonly abstainVotes: bigint;
}

/** Votes in the order in which they were cast; of one moment, in the order of their voters, so that any order is the same. */
export function inOrder(votes: readonly ProposalVote[]): ProposalVote[] {
  return votes.toSorted((a, b) => a.castAt - b.castAt || (a.voter < b.voter ? -1 : 1));
}

export function tally(votes: readonly ProposalVote[]): Tally {
  const sum = (support: ProposalVote["support"]): bigint =>
    votes.reduce((total, vote) => (vote.support === support ? total + vote.weight : total), 0n);
  return { forVotes: sum("for"), againstVotes: sum("against"), abstainVotes: sum("abstain") };
}

/** More for than against, and a quorum of votes for it where one is known. */
export function passes({ forVotes, againstVotes }: Tally, quorum: bigint | null): boolean {
  return forVotes > againstVotes && (quorum === null || forVotes >= quorum);
}

/** Weights for the proposal, the largest first. */
export function forWeights(votes: readonly ProposalVote[]): bigint[] {
  return votes
    .filter(({ support, weight }) => support === "for" && weight > 0n)
    .map(({ weight }) => weight)
    .sort((a, b) => (b > a ? 1 : b < a ? -1 : 0));
}

/** Share of the votes for it that its `count` largest voters cast; 0 without votes. */
export function topShare(votes: readonly ProposalVote[], count: number): number {
  const weights = forWeights(votes);
  const sum = (some: readonly bigint[]): bigint => some.reduce((total, weight) => total + weight, 0n);
  return ratio(sum(weights.slice(0, count)), sum(weights));
}

/** Share of the votes for it that `of` counts, vote by vote. */
export function forShare(votes: readonly ProposalVote[], of: (vote: ProposalVote) => bigint): number {
  const cast = votes.filter(({ support }) => support === "for");
  const part = cast.reduce((total, vote) => total + of(vote), 0n);
  return ratio(
    part,
    cast.reduce((total, { weight }) => total + weight, 0n),
  );
}

/** When the result turned for good, as a share of the voting period, and what it was before. */
export interface Turn {
  readonly at: number;
  /** Whether more had voted against it than for it, and not the quorum alone was missing. */
  readonly wasAgainst: boolean;
}

/** The last moment at which a proposal that passes now did not; null while it does not pass, or nobody voted. */
export function lastTurn({ votes, power, timing }: ProposalSnapshot): Turn | null {
  if (votes === null || votes.length === 0) return null;
  let [now, turn]: [Tally, Turn | null] = [tally([]), null];
  for (const vote of inOrder(votes)) {
    const before = now;
    now = add(now, vote);
    if (passes(now, power.quorum) && !passes(before, power.quorum)) {
      const length = timing.voteEnd - timing.voteStart;
      const at = Math.min(1, Math.max(0, (vote.castAt - timing.voteStart) / length));
      turn = { at, wasAgainst: before.againstVotes > 0n && before.againstVotes >= before.forVotes };
    }
  }
  return passes(now, power.quorum) ? turn : null;
}

function add(now: Tally, { support, weight }: ProposalVote): Tally {
  return {
    forVotes: now.forVotes + (support === "for" ? weight : 0n),
    againstVotes: now.againstVotes + (support === "against" ? weight : 0n),
    abstainVotes: now.abstainVotes + (support === "abstain" ? weight : 0n),
  };
}
