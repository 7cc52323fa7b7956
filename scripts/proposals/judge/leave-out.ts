import { clopperPearson } from "./binomial.ts";
import type { Interval } from "./binomial.ts";
import { daosOf, monthsOf } from "./months.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Case, Sample } from "./sample.ts";

export interface DaoAlarms {
  readonly dao: string;
  readonly proposals: number;
  readonly months: number;
  readonly threshold: number;
  readonly alarms: number;
  /** Whether the mechanic that belongs to this DAO, and had no part in the threshold, is an alarm; null where there is none. */
  readonly ownCaught: boolean | null;
}

export interface Alarms {
  readonly caught: number;
  readonly mechanics: number;
  readonly alarms: number;
  readonly proposals: number;
  readonly months: number;
  readonly perMonth: number;
  /** Exact bounds of the share of proposals that raise an alarm, in alarms a DAO and month. */
  readonly bounds: Interval;
  readonly daos: readonly DaoAlarms[];
}

/**
 * False alarms of each DAO at a threshold and a calibration that come from the others: the threshold is the highest that
 * catches all but `missed` of the mechanics that do not belong to the DAO judged. One result for each number missed.
 */
export function leaveOneDaoOut(sample: Sample, misses: readonly number[]): Alarms[] {
  const judged = daosOf(sample.benign).map((dao) => scoresWithout(sample, dao));
  return misses.map((missed): Alarms => {
    const daos = judged.map((scores) => alarmsOf(scores, missed));
    return { ...total(daos), caught: sample.attacks.length - missed, mechanics: sample.attacks.length, daos };
  });
}

/** Scores of one DAO, of its own mechanics and of the others', all with the other DAOs' calibration. */
interface DaoScores {
  readonly dao: string;
  readonly months: number;
  readonly benign: readonly number[];
  readonly own: readonly number[];
  readonly foreign: readonly number[];
}

function scoresWithout(sample: Sample, dao: string): DaoScores {
  const calibration = calibrationOf(sample.benign.filter((proposal) => proposal.dao !== dao));
  const bps = (one: Case): number => scoreOf(one, calibration).scoreBps;
  return {
    dao,
    months: monthsOf(sample.benign, dao),
    benign: sample.benign.filter((proposal) => proposal.dao === dao).map(bps),
    own: sample.attacks.filter(({ mechanic }) => mechanic.dao === dao).map(bps),
    foreign: sample.attacks.filter(({ mechanic }) => mechanic.dao !== dao).map(bps),
  };
}

function alarmsOf({ dao, months, benign, own, foreign }: DaoScores, missed: number): DaoAlarms {
  const threshold = catching(foreign, Math.max(1, foreign.length - missed));
  return {
    dao,
    proposals: benign.length,
    months,
    threshold,
    alarms: benign.filter((score) => score >= threshold).length,
    ownCaught: own.length === 0 ? null : own.every((score) => score >= threshold),
  };
}

function total(daos: readonly DaoAlarms[]): Omit<Alarms, "caught" | "mechanics" | "daos"> {
  const sum = (of: (dao: DaoAlarms) => number): number => daos.reduce((all, dao) => all + of(dao), 0);
  const [alarms, proposals, months] = [sum((d) => d.alarms), sum((d) => d.proposals), sum((d) => d.months)];
  const { lower, upper } = clopperPearson(alarms, proposals);
  const perMonth = (share: number): number => (share * proposals) / months;
  const bounds = { lower: perMonth(lower), upper: perMonth(upper) };
  return { alarms, proposals, months, perMonth: alarms / months, bounds };
}

/** Mechanics that are no alarm at the threshold which catches all the others: what a new attack must expect. */
export function leaveOneMechanicOut(sample: Sample): string[] {
  const calibration = calibrationOf(sample.benign);
  const scores = sample.attacks.map((attack) => ({
    id: attack.mechanic.id,
    bps: scoreOf(attack, calibration).scoreBps,
  }));
  return scores
    .filter(
      ({ id, bps }) =>
        bps <
        catching(
          scores.filter((other) => other.id !== id).map((other) => other.bps),
          scores.length - 1,
        ),
    )
    .map(({ id }) => id);
}
