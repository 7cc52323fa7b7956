import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import { fitCurves, voteCurve } from "../anomaly/curves.ts";
import { voteFeatures } from "../anomaly/features.ts";
import { fitDistance } from "../anomaly/robust-distance.ts";
import type { Distance } from "../anomaly/robust-distance.ts";
import { percentileOf } from "./attacks.ts";
import { daosOf, monthsOf } from "./months.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

/** How a way of scoring does on the same votes as the others. */
export interface BaselineRow {
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

type Case = Sample["benign"][number] | Sample["attacks"][number];
/** Fits on benign proposals of other DAOs; null for what it cannot judge. */
type Fit = (others: Sample["benign"]) => (one: Case) => number | null;

const byRules: Fit = (others) => {
  const calibration = calibrationOf(others);
  return (one) => scoreOf(one, calibration).scoreBps;
};

function byDistance(
  read: (snapshot: ProposalSnapshot) => number[] | null,
  fit: (rows: readonly (readonly number[])[]) => Distance,
): Fit {
  return (others) => {
    const distance = fit(
      others.flatMap(({ snapshot }) => [read(snapshot) ?? []]).filter((row) => row.length > 0),
    );
    return ({ snapshot }) => {
      const row = read(snapshot);
      return row === null ? null : distance(row);
    };
  };
}

/** The rules, with the rarity of the distance among the others as one more piece of evidence of the same unit. */
const byBoth: Fit = (others) => {
  const [rules, distance] = [byRules(others), byFeatures(others)];
  const usual = others.flatMap((one) => distance(one) ?? []);
  return (one) => {
    const far = distance(one);
    const rarer = far === null ? usual.length : usual.filter((other) => other >= far).length;
    const nats = -Math.log1p(-(rules(one) ?? 0) / 10_001) - 0.2 * Math.log((rarer + 1) / (usual.length + 1));
    return 10_000 * -Math.expm1(-nats);
  };
};

const byFeatures = byDistance(voteFeatures, fitDistance);

const WAYS: readonly (readonly [name: string, fit: Fit])[] = [
  ["the rules", byRules],
  ["robust distance of vote features", byFeatures],
  ["nearest neighbours of vote sequences", byDistance(voteCurve, fitCurves)],
  ["the rules and the distance", byBoth],
];

/** Judges every way by leaving each DAO out: scores are ranks among the others, so that DAOs can be put together. */
export function compareBaselines(sample: Sample): BaselineRow[] {
  const months = daosOf(sample.benign).reduce((sum, dao) => sum + monthsOf(sample.benign, dao), 0);
  return WAYS.map(([name, fit]) => {
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
    return { name, ...judge(benign, attacks, months) };
  });
}

/** What cannot be judged is as usual as can be: no alarm. */
const rank = (score: number | null, known: readonly number[]): number =>
  score === null ? 0 : percentileOf(score, known);

function judge(
  benign: readonly number[],
  attacks: readonly number[],
  months: number,
): Omit<BaselineRow, "name"> {
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
