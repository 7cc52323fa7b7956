import { allMonths } from "./months.ts";
import { calibrationOf, scoreOf } from "./sample.ts";
import type { Case, Sample } from "./sample.ts";

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
  const months = allMonths(sample.benign);
  const scores = (cases: readonly Case[]): number[] => cases.map((one) => scoreOf(one, calibration).scoreBps);
  const [benign, attacks] = [scores(sample.benign), scores(sample.attacks)];
  return THRESHOLDS.map((threshold) => {
    const alarms = benign.filter((score) => score >= threshold).length;
    const caught = attacks.filter((score) => score >= threshold).length;
    return { threshold, alarms, perMonth: alarms / months, caught };
  });
}

/** The lowest threshold, in whole hundreds of bps, whose false alarms a DAO and month stay within a budget; in sample. */
export function thresholdWithin(sample: Sample, perMonth: number): number {
  const calibration = calibrationOf(sample.benign);
  const scores = sample.benign.map((one) => scoreOf(one, calibration).scoreBps).sort((a, b) => b - a);
  const allowed = Math.floor(perMonth * allMonths(sample.benign));
  return (Math.floor((scores[allowed] ?? 0) / 100) + 1) * 100;
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
