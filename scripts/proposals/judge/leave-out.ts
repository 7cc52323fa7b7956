import { clopperPearson } from "./binomial.ts";
import type { Interval } from "./binomial.ts";
import { daosOf, monthsOf } from "./months.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

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
 * catches all but `missed` of the mechanics that do not belong to the DAO judged.
 */
export function leaveOneDaoOut(sample: Sample, missed: number): Alarms {
  const daos = daosOf(sample.benign).map((dao): DaoAlarms => {
    const calibration = calibrationOf(sample.benign.filter((proposal) => proposal.dao !== dao));
    const bps = (one: Sample["benign"][number] | Sample["attacks"][number]): number =>
      scoreOf(one, calibration).scoreBps;
    const foreign = sample.attacks.filter(({ mechanic }) => mechanic.dao !== dao).map(bps);
    const threshold = catching(foreign, Math.max(1, foreign.length - missed));
    const own = sample.attacks.filter(({ mechanic }) => mechanic.dao === dao).map(bps);
    const scores = sample.benign.filter((proposal) => proposal.dao === dao).map(bps);
    return {
      dao,
      proposals: scores.length,
      months: monthsOf(sample.benign, dao),
      threshold,
      alarms: scores.filter((score) => score >= threshold).length,
      ownCaught: own.length === 0 ? null : own.every((score) => score >= threshold),
    };
  });
  return { ...total(daos), caught: sample.attacks.length - missed, mechanics: sample.attacks.length, daos };
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
