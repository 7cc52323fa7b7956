import { daosOf, monthsOf } from "./months.ts";
import { calibrationOf, scoreOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

export interface ThresholdRow {
  readonly threshold: number;
  readonly alarms: number;
  readonly perMonth: number;
  readonly caught: number;
}

/** Thresholds that a DAO may consider for a class, in bps. */
const THRESHOLDS = [2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000] as const;

/** What each threshold costs and catches with the calibration upon all benign proposals: in sample, for orientation. */
export function thresholdTable(sample: Sample): ThresholdRow[] {
  const calibration = calibrationOf(sample.benign);
  const months = daosOf(sample.benign).reduce((sum, dao) => sum + monthsOf(sample.benign, dao), 0);
  const count = (
    cases: readonly (Sample["benign"][number] | Sample["attacks"][number])[],
    threshold: number,
  ): number => cases.filter((one) => scoreOf(one, calibration).scoreBps >= threshold).length;
  return THRESHOLDS.map((threshold) => {
    const alarms = count(sample.benign, threshold);
    return { threshold, alarms, perMonth: alarms / months, caught: count(sample.attacks, threshold) };
  });
}

export interface LoudProposal {
  readonly dao: string;
  readonly id: string;
  readonly scoreBps: number;
  readonly rules: readonly string[];
}

/** The benign proposals that score highest, and by which rules. */
export function loudest(sample: Sample, count: number): LoudProposal[] {
  const calibration = calibrationOf(sample.benign);
  return sample.benign
    .map((proposal): LoudProposal => {
      const { scoreBps, contributions } = scoreOf(proposal, calibration);
      const rules = contributions.filter(({ bps }) => bps > 0).toSorted((a, b) => b.bps - a.bps);
      return { dao: proposal.dao, id: proposal.snapshot.id, scoreBps, rules: rules.map(({ name }) => name) };
    })
    .sort((a, b) => b.scoreBps - a.scoreBps)
    .slice(0, count);
}
