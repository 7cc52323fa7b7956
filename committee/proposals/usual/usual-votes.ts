import type { ProposalSnapshot } from "../snapshot.ts";
import { voteFeatures } from "./features.ts";
import { distanceTo, fitBulk } from "./robust-distance.ts";
import type { Bulk } from "./robust-distance.ts";

/** What votes usually look like, from benign proposals. */
export interface UsualVotes extends Bulk {
  /** Distances beyond which a tenth and a hundredth of the benign votes lie. */
  readonly tenth: number;
  readonly hundredth: number;
}

/** Votes below which nothing is usual: the features are eight. */
const LEAST_VOTES = 80;

/** Null where too few of the votes can be judged. */
export function fitUsualVotes(snapshots: readonly ProposalSnapshot[]): UsualVotes | null {
  const rows = snapshots.flatMap((snapshot) => {
    const row = voteFeatures(snapshot);
    return row === null ? [] : [row];
  });
  if (rows.length < LEAST_VOTES) return null;
  const bulk = fitBulk(rows);
  const distances = rows.map((row) => distanceTo(bulk, row)).sort((a, b) => a - b);
  const beyond = (share: number): number => distances[Math.floor((1 - share) * (distances.length - 1))] ?? 0;
  return { ...bulk, tenth: beyond(0.1), hundredth: beyond(0.01) };
}
