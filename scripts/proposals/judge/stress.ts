import { ASSUMED_RATE, weightOf } from "../../../committee/proposals/calibration.ts";
import type { Calibration } from "../../../committee/proposals/calibration.ts";
import type { Rule } from "../../../committee/proposals/rules/rule.ts";
import { RULES } from "../../../committee/proposals/rules/rules.ts";
import { allMonths } from "./months.ts";
import { calibrationOf, catching, scoreOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

export interface StressRow {
  /** How often each rule that the data cannot measure is supposed to say its worst of a benign proposal. */
  readonly rate: number;
  /** False alarms a DAO and month that this would bring. */
  readonly perMonth: number;
}

export interface Stress {
  readonly caught: number;
  readonly rules: readonly string[];
  readonly threshold: number;
  readonly rows: readonly StressRow[];
}

const RATES = [0, 0.01, ASSUMED_RATE, 0.05, 0.1, 0.2] as const;

/**
 * What the benign data cannot show: rules whose inputs they lack never speak there, and that flatters the false alarms.
 * Here each of them is supposed to say its worst of a share of the benign proposals, independently of the others; the
 * expected alarms are summed over all their combinations, exactly.
 */
export function stressOf(sample: Sample, missed = 0): Stress {
  const calibration = calibrationOf(sample.benign);
  const unmeasured = RULES.filter(({ id }) => calibration.rates[id].judged === 0);
  const threshold = catching(
    sample.attacks.map((attack) => scoreOf(attack, calibration).scoreBps),
    sample.attacks.length - missed,
  );
  const benign = sample.benign.map((proposal) => scoreOf(proposal, calibration).scoreBps);
  const months = allMonths(sample.benign);
  const combinations = combinationsOf(unmeasured, calibration).map(({ size, nats }) => ({
    size,
    alarms: benign.filter((bps) => 1 - (1 - bps / 10_000) * Math.exp(-nats) >= threshold / 10_000).length,
  }));
  const rows = RATES.map((rate): StressRow => {
    const expected = combinations.reduce(
      (sum, { size, alarms }) => sum + alarms * rate ** size * (1 - rate) ** (unmeasured.length - size),
      0,
    );
    return { rate, perMonth: expected / months };
  });
  return {
    caught: sample.attacks.length - missed,
    rules: unmeasured.map(({ name }) => name),
    threshold,
    rows,
  };
}

/** Every combination of rules, with how many they are and their evidence. */
function combinationsOf(rules: readonly Rule[], calibration: Calibration): { size: number; nats: number }[] {
  return Array.from({ length: 1 << rules.length }, (_, mask) => {
    const speaking = rules.filter((_rule, i) => (mask >> i) & 1);
    return {
      size: speaking.length,
      nats: speaking.reduce((sum, rule) => sum + weightOf(rule, calibration.rates[rule.id]), 0),
    };
  });
}
