import type { Calibration } from "../../committee/proposals/calibration.ts";
import { RULES } from "../../committee/proposals/rules/rules.ts";
import { rateOf } from "../../committee/proposals/calibration.ts";
import type { BenignProposal } from "./benign.ts";
import { catchAllThreshold, rankAttacks, recallByStrength } from "./judge/attacks.ts";
import type { AttackRank, RecallAt } from "./judge/attacks.ts";
import { AIM, compareBaselines } from "./judge/baselines.ts";
import type { BaselineRow } from "./judge/baselines.ts";
import { leaveOneDaoOut, leaveOneMechanicOut } from "./judge/leave-out.ts";
import type { Alarms } from "./judge/leave-out.ts";
import { calibrationOf, sampleOf, scoreOf } from "./judge/sample.ts";
import type { Sample } from "./judge/sample.ts";
import { stressOf } from "./judge/stress.ts";
import type { Stress } from "./judge/stress.ts";
import { loudest, thresholdTable, thresholdWithin } from "./judge/thresholds.ts";
import type { LoudProposal, ThresholdRow } from "./judge/thresholds.ts";
import { VIEWS } from "./judge/views.ts";
import type { ViewId } from "./judge/views.ts";

export interface ViewResult {
  readonly id: ViewId;
  readonly name: string;
  /** False alarms by how many mechanics may be missed: none first. */
  readonly alarms: readonly Alarms[];
  readonly ranks: readonly AttackRank[];
  /** Recall at the threshold that catches every mechanic as published, and at the one that the aim allows. */
  readonly catchAll: RecallAt;
  readonly atAim: RecallAt;
  readonly thresholds: readonly ThresholdRow[];
  readonly missedWhenNew: readonly string[];
}

export interface RuleResult {
  readonly name: string;
  readonly judged: number;
  readonly per: "proposal" | "dao";
  readonly rate: number;
  /** Attacks as published in which it speaks. */
  readonly attacks: number;
}

export interface ProposalsResult {
  readonly proposals: number;
  readonly daos: readonly { readonly dao: string; readonly proposals: number; readonly months: number }[];
  readonly views: readonly ViewResult[];
  readonly rules: readonly RuleResult[];
  /** Where all is read and every mechanic is caught; half-way, where all but one are. */
  readonly stress: readonly [close: Stress, half: Stress];
  readonly baselines: readonly BaselineRow[];
  readonly loudest: readonly LoudProposal[];
}

/** Fewest mechanics that must be caught: what is asked of the scores. */
export const LEAST_CAUGHT = 8;

/** Everything that is measured, from the benign proposals alone: the attacks are drawn. */
export function evaluateProposals(benign: readonly BenignProposal[]): ProposalsResult {
  const samples = VIEWS.map((view) => sampleOf(benign, view));
  const views = VIEWS.flatMap(({ id, name }, i): ViewResult[] => {
    const sample = samples[i];
    return sample === undefined ? [] : [viewResult(id, name, sample)];
  });
  const [all, recorded, half] = samples as [Sample, Sample, Sample, Sample];
  return {
    proposals: benign.length,
    daos: (views[0]?.alarms[0]?.daos ?? []).map(({ dao, proposals, months }) => ({ dao, proposals, months })),
    views,
    rules: ruleResults(all),
    stress: [stressOf(all), stressOf(half, 1)],
    baselines: compareBaselines(recorded),
    loudest: loudest(all, 10),
  };
}

function viewResult(id: ViewId, name: string, sample: Sample): ViewResult {
  const misses = Array.from({ length: sample.attacks.length - LEAST_CAUGHT + 1 }, (_, missed) => missed);
  return {
    id,
    name,
    alarms: leaveOneDaoOut(sample, misses),
    ranks: rankAttacks(sample),
    catchAll: recallByStrength(sample, catchAllThreshold(sample)),
    atAim: recallByStrength(sample, thresholdWithin(sample, AIM)),
    thresholds: thresholdTable(sample),
    missedWhenNew: leaveOneMechanicOut(sample),
  };
}

function ruleResults(sample: Sample): RuleResult[] {
  const calibration = calibrationOf(sample.benign);
  const scores = sample.attacks.map((attack) => scoreOf(attack, calibration));
  return RULES.map((rule) => ({
    name: rule.name,
    per: rule.per,
    judged: calibration.rates[rule.id].judged,
    rate: rateOf(rule, calibration.rates[rule.id]),
    attacks: scores.filter(({ contributions }) =>
      contributions.some(({ rule: id, bps }) => id === rule.id && bps > 0),
    ).length,
  }));
}

/** The rates that nodes are given: from every benign proposal. */
export function shippedCalibration(benign: readonly BenignProposal[]): Calibration {
  const everything = VIEWS[0];
  if (everything === undefined) throw new RangeError("There is no view to calibrate in.");
  return calibrationOf(sampleOf(benign, everything).benign);
}
