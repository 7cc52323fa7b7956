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
  extraDelaysS: [risk.elevatedDelay, risk.strictDelay],
});

/** When each step of a proposal's life comes, in hours after the start, for rounds at whole hours. */
export function stepsOf(
  proposedAt: number,
  { votingDelayS, votingPeriodS, timelockS, extraDelaysS }: VoteTimes,
) {
  const snapshot = proposedAt + hours(votingDelayS);
  const decided = snapshot + hours(votingPeriodS) + 1;
  return {
    proposed: proposedAt,
    /** The block that counts lies in this hour. */
    snapshot,
    /** First rounds that can fix a class: two, so that one lost round loses no score. */
    scored: [snapshot + 1, snapshot + 2],
    decided,
    /** First execution without an extra delay, and with that of each class. */
    ready: decided + hours(timelockS),
    delayed: extraDelaysS.map((extra) => decided + hours(timelockS + extra)),
  };
}

export const hours = (seconds: number): number => Math.ceil(seconds / HOUR_S);
