import { voteFeatures } from "../../../committee/proposals/usual/features.ts";
import { distanceTo } from "../../../committee/proposals/usual/robust-distance.ts";
import { fitUsualVotes } from "../../../committee/proposals/usual/usual-votes.ts";
import { percentileOf } from "./attacks.ts";
import { allMonths, daosOf } from "./months.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Case, Sample } from "./sample.ts";
import { distanceToNearest, voteCurve } from "./vote-curves.ts";

/** How a way of scoring does on the same votes as the others. */
export interface BaselineRow {
  readonly id: "score" | "rules" | "distance" | "sequences";
  readonly name: string;
  /** Mean rank of the attacks among the benign proposals of all DAOs. */
  readonly meanPercentile: number;
  /** Attacks caught at 0.25 false alarms a DAO and month. */
  readonly caughtAtAim: number;
  /** False alarms a DAO and month where eight, or all, are caught. */
  readonly perMonthAtEight: number;
  readonly perMonthAtAll: number;
}

export const AIM = 0.25;

/** Fits on benign proposals of other DAOs; null for what it cannot judge. */
type Fit = (others: Sample["benign"]) => (one: Case) => number | null;

const byScore =
  (usually: boolean): Fit =>
  (others) => {
    const calibration = calibrationOf(others, usually);
    return (one) => scoreOf(one, calibration).scoreBps;
  };

const byUsualVotes: Fit = (others) => {
  const usual = fitUsualVotes(others.map(({ proposal }) => proposal.snapshot));
  return ({ proposal }) => {
    const features = voteFeatures(proposal.snapshot);
    return usual === null || features === null ? null : distanceTo(usual, features);
  };
};

const byCurves: Fit = (others) => {
  const curves = others.flatMap(({ proposal }) => {
    const curve = voteCurve(proposal.snapshot);
    return curve === null ? [] : [curve];
  });
  return ({ proposal }) => {
    const curve = voteCurve(proposal.snapshot);
    return curve === null ? null : distanceToNearest(curves, curve);
  };
};

const WAYS: readonly (readonly [id: BaselineRow["id"], name: string, fit: Fit])[] = [
  ["score", "the score: rules, one of them the distance", byScore(true)],
  ["rules", "the rules without the distance", byScore(false)],
  ["distance", "the distance from usual votes alone", byUsualVotes],
  ["sequences", "nearest neighbours of vote sequences", byCurves],
];

/** Judges every way by leaving each DAO out: scores are ranks among the others, so that DAOs can be put together. */
export function compareBaselines(sample: Sample): BaselineRow[] {
  const months = allMonths(sample.benign);
  return WAYS.map(([id, name, fit]) => {
    const benign = daosOf(sample.benign).flatMap((dao) => {
      const others = sample.benign.filter((proposal) => proposal.dao !== dao);
      const score = fit(others);
      const known = others.flatMap((one) => score(one) ?? []);
      const own = sample.benign.filter((proposal) => proposal.dao === dao);
      return own.map((one) => rank(score(one), known));
    });
    const score = fit(sample.benign);
    const known = sample.benign.flatMap((one) => score(one) ?? []);
    const attacks = sample.attacks.map((one) => rank(score(one), known));
    return { id, name, ...judge(benign, attacks, months) };
  });
}

/** What cannot be judged is as usual as can be: no alarm. */
const rank = (score: number | null, known: readonly number[]): number =>
  score === null ? 0 : percentileOf(score, known);

function judge(
  benign: readonly number[],
  attacks: readonly number[],
  months: number,
): Omit<BaselineRow, "id" | "name"> {
  const perMonth = (threshold: number): number =>
    benign.filter((score) => score >= threshold).length / months;
  const counts = attacks.map((_, k) => k + 1).filter((count) => perMonth(catching(attacks, count)) <= AIM);
  return {
    meanPercentile: attacks.reduce((sum, score) => sum + score, 0) / attacks.length,
    caughtAtAim: counts.at(-1) ?? 0,
    perMonthAtEight: perMonth(catching(attacks, 8)),
    perMonthAtAll: perMonth(catching(attacks, attacks.length)),
  };
}
