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
  const bulk = rounded(fitBulk(rows));
  const distances = rows.map((row) => distanceTo(bulk, row)).sort((a, b) => a - b);
  const beyond = (share: number): number => distances[Math.floor((1 - share) * (distances.length - 1))] ?? 0;
  return { ...bulk, tenth: round(beyond(0.1)), hundredth: round(beyond(0.01)) };
}

/** Nine digits: what another machine's logarithm does to the last ones must not make another calibration. */
const round = (value: number): number => Number(value.toPrecision(9));

const rounded = ({ centres, scales, inverse }: Bulk): Bulk => ({
  centres: centres.map(round),
  scales: scales.map(round),
  inverse: inverse.map((row) => row.map(round)),
});
