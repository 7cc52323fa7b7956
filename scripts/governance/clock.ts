import type { GovernanceParameters } from "../deploy/governanceParameters.ts";
import type { DeploymentParameters } from "../deploy/parameters.ts";
import { HOUR_S } from "../demo/hours.ts";

/** Where in the hour people act: its report is in, the next one far. */
export const ACT_S = 1_800;
/** Between the block in which votes are borrowed, the one that counts, and the one in which they are given back. */
export const BLOCK_S = 6;

/** Nothing is due: how often the committee is asked for a score, and how often once something waits for execution. */
const QUIET_HOURS = 24;
const WATCHFUL_HOURS = 6;

export interface Calendar {
  /** Hours after the start in which somebody acts, or a score is needed. */
  readonly appointments: readonly number[];
  /** From here on execution is near, and rounds are held more often. */
  readonly watchfulFrom: number;
  /** The last hour. */
  readonly end: number;
}

/** The hours after the start in which a round is held: appointments, and a grid between them. */
export function roundHours({ appointments, watchfulFrom, end }: Calendar): number[] {
  const hours = new Set(appointments.filter((hour) => hour >= 0 && hour <= end));
  for (let hour = 0; hour < watchfulFrom; hour += QUIET_HOURS) hours.add(hour);
  for (let hour = watchfulFrom; hour <= end; hour += WATCHFUL_HOURS) hours.add(hour);
  hours.add(end);
  return [...hours].sort((a, b) => a - b);
}

/** Hours from the proposal to the end of the vote: a day to look at it, four to vote, until the round after. */
export interface VoteTimes {
  readonly votingDelayS: number;
  readonly votingPeriodS: number;
  readonly timelockS: number;
  /** How long a vote goes on at least once its quorum is reached. */
  readonly voteExtensionS: number;
  /** What the classes above Low add to the timelock's delay. */
  readonly extraDelaysS: readonly number[];
}

export const voteTimesOf = (
  { votes, risk }: Pick<GovernanceParameters, "votes" | "risk">,
  { timelock }: Pick<DeploymentParameters, "timelock">,
): VoteTimes => ({
  votingDelayS: votes.votingDelay,
  votingPeriodS: votes.votingPeriod,
  timelockS: timelock.minDelay,
  voteExtensionS: votes.voteExtension,
  extraDelaysS: [risk.elevatedDelay, risk.strictDelay],
});

/** When each step of a proposal's life comes, in hours after the start, for rounds at whole hours. */
export function stepsOf(proposedAt: number, times: VoteTimes) {
  const snapshot = proposedAt + hours(times.votingDelayS);
  return {
    proposed: proposedAt,
    /** The block that counts lies in this hour. */
    snapshot,
    /** First rounds that can fix a class: two, so that one lost round loses no score. */
    scored: [snapshot + 1, snapshot + 2],
    ...endingOf(snapshot + hours(times.votingPeriodS), times),
  };
}

/** What follows from a vote whose last moment lies in an hour. */
function endingOf(closing: number, { timelockS, extraDelaysS }: VoteTimes) {
  const decided = closing + 1;
  return {
    /** The last round that sees the vote open. */
    closing,
    decided,
    /** First execution without an extra delay, and with that of each class. */
    ready: decided + hours(timelockS),
    delayed: extraDelaysS.map((extra) => decided + hours(timelockS + extra)),
  };
}

/**
 * Ends that a vote may have besides, by votes so many hours after its start: whichever of them reaches the quorum, if it
 * comes late, puts the end off.
 */
export function laterEndings(proposedAt: number, votesAfter: readonly number[], times: VoteTimes) {
  const { snapshot, closing } = stepsOf(proposedAt, times);
  return votesAfter
    .map((after) => snapshot + after + hours(times.voteExtensionS))
    .filter((end) => end > closing)
    .map((end) => endingOf(end, times));
}

export const hours = (seconds: number): number => Math.ceil(seconds / HOUR_S);
