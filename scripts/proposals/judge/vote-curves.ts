import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import { ratio } from "../../../committee/proposals/ratio.ts";
import { tally } from "../../../committee/proposals/tally.ts";

/** Points of the voting period at which a vote's course is read. */
const POINTS = 12;
/** Neighbours whose mean distance is the score. */
const NEIGHBOURS = 5;

/** The course of a vote: at each point the votes for it and against it over all votes, and the voters over all voters. */
export function voteCurve({ votes, timing }: ProposalSnapshot): number[] | null {
  if (votes === null || votes.length === 0) return null;
  const { forVotes, againstVotes, abstainVotes } = tally(votes);
  const all = forVotes + againstVotes + abstainVotes;
  if (all === 0n) return null;
  return Array.from({ length: POINTS }, (_, i) => {
    const until = timing.voteStart + ((i + 1) / POINTS) * (timing.voteEnd - timing.voteStart);
    const cast = votes.filter(({ castAt }) => castAt <= until);
    const now = tally(cast);
    return [ratio(now.forVotes, all), ratio(now.againstVotes, all), cast.length / votes.length];
  }).flat();
}

/** One-class nearest neighbours on sequences: the plain baseline that a recurrent net would have to beat. */
export function distanceToNearest(curves: readonly (readonly number[])[], curve: readonly number[]): number {
  const distances = curves
    .map((other) => Math.hypot(...curve.map((value, i) => value - (other[i] ?? 0))))
    .sort((a, b) => a - b)
    .slice(0, NEIGHBOURS);
  return distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
}
