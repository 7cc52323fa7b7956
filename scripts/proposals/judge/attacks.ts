import type { Contribution } from "../../../committee/proposals/score.ts";
import { clopperPearson } from "./binomial.ts";
import type { Interval } from "./binomial.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Sample } from "./sample.ts";
import { STRENGTHS } from "../mechanics/mechanics.ts";

export interface AttackRank {
  readonly id: string;
  readonly name: string;
  readonly date: string | null;
  readonly scoreBps: number;
  /** Share of the benign proposals that score lower; those that score the same count half. */
  readonly percentile: number;
  readonly top: readonly Contribution[];
}

/** Where each attack stands among the benign proposals, all of them calibrated upon. */
export function rankAttacks(sample: Sample): AttackRank[] {
  const calibration = calibrationOf(sample.benign);
  const benign = sample.benign.map((proposal) => scoreOf(proposal, calibration).scoreBps);
  return sample.attacks.map((attack) => {
    const { scoreBps, contributions } = scoreOf(attack, calibration);
    const { id, name, date } = attack.mechanic;
    const top = contributions
      .filter(({ bps }) => bps > 0)
      .toSorted((a, b) => b.bps - a.bps)
      .slice(0, 3);
    return { id, name, date, scoreBps, percentile: percentileOf(scoreBps, benign), top };
  });
}

export function percentileOf(score: number, others: readonly number[]): number {
  const below = others.filter((other) => other < score).length;
  const same = others.filter((other) => other === score).length;
  return (below + same / 2) / others.length;
}

export interface Recall {
  readonly strength: number;
  readonly caught: number;
  readonly mechanics: number;
  readonly bounds: Interval;
  readonly missed: readonly string[];
}

export interface RecallAt {
  readonly threshold: number;
  readonly recalls: readonly Recall[];
}

/** The highest threshold at which every mechanic as published is an alarm. */
export function catchAllThreshold(sample: Sample): number {
  const calibration = calibrationOf(sample.benign);
  const scores = sample.attacks.map((attack) => scoreOf(attack, calibration).scoreBps);
  return catching(scores, scores.length);
}

/** Mechanics that are alarms at a threshold, by their strength. */
export function recallByStrength(sample: Sample, threshold: number): RecallAt {
  const calibration = calibrationOf(sample.benign);
  const recalls = STRENGTHS.map((strength): Recall => {
    const drawn = sample.drawn.filter((attack) => attack.strength === strength);
    const missed = drawn.filter((attack) => scoreOf(attack, calibration).scoreBps < threshold);
    const caught = drawn.length - missed.length;
    return {
      strength,
      caught,
      mechanics: drawn.length,
      bounds: clopperPearson(caught, drawn.length),
      missed: missed.map(({ mechanic }) => mechanic.id),
    };
  });
  return { threshold, recalls };
}
