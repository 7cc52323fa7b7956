import { z } from "zod";
import { ProposalError } from "./errors.ts";
import type { Rule, RuleId } from "./rules/rule.ts";
import { RULES } from "./rules/rules.ts";
import { VOTE_FEATURES } from "./usual/features.ts";
import type { UsualVotes } from "./usual/usual-votes.ts";

/**
 * How often a rule speaks among proposals that were no attacks: the sum of its severities, over those that it judged. A
 * rule that judges a DAO's settings counts each DAO once, with the mean of its proposals.
 */
export interface RuleRate {
  readonly severity: number;
  readonly judged: number;
}

export type RuleRates = Readonly<Record<RuleId, RuleRate>>;

/** What benign proposals say: how often each rule speaks of them, and what their votes look like. */
export interface Calibration {
  readonly rates: RuleRates;
  /** Null: nothing is usual, and the rule that needs it abstains. */
  readonly usual: UsualVotes | null;
}

/**
 * Evidence of one nat of surprise. It sets how fast scores approach 10,000 and no order of two proposals: a rule that
 * speaks once in a hundred proposals scores 6,000 alone.
 */
const NAT = 0.2;

/** Assumed of a rule whose inputs the benign proposals lack: it speaks in one of fifty. Chosen by hand, README.md. */
export const ASSUMED_RATE = 0.02;

/** Judged proposals, or DAOs, below which a rate is not measured but assumed. */
const LEAST_JUDGED = { proposal: 30, dao: 3 } as const;

/** The share of benign proposals that a rule speaks of: smoothed by one in two, so that no rule is beyond doubt. */
export function rateOf({ per }: Pick<Rule, "per">, { severity, judged }: RuleRate): number {
  return judged < LEAST_JUDGED[per] ? ASSUMED_RATE : (severity + 1) / (judged + 2);
}

/** Evidence of a rule that says its worst: the surprise, in nats, of its speaking of a benign proposal. Never negative. */
export function weightOf(rule: Pick<Rule, "per">, rate: RuleRate): number {
  return NAT * Math.max(0, -Math.log(rateOf(rule, rate)));
}

const rate = z.strictObject({ severity: z.number().min(0), judged: z.number().int().min(0) });
const numbers = z.array(z.number()).length(VOTE_FEATURES.length);
const schema = z.strictObject({
  rates: z.strictObject(Object.fromEntries(RULES.map(({ id }) => [id, rate]))),
  usual: z
    .strictObject({
      centres: numbers,
      scales: z.array(z.number().positive()).length(VOTE_FEATURES.length),
      inverse: z.array(numbers).length(VOTE_FEATURES.length),
      tenth: z.number().min(0),
      hundredth: z.number().min(0),
    })
    .refine(({ tenth, hundredth }) => tenth < hundredth, "tenth must be less than hundredth")
    .nullable(),
});

/** Reads a calibration from JSON. Throws ProposalError where a rule is absent, unknown or broken. */
export function parseCalibration(json: unknown): Calibration {
  const read = schema.safeParse(json);
  if (read.success) return read.data as Calibration;
  const faults = read.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  const message = `The calibration of the rules cannot be used: ${faults.join("; ")}.`;
  throw new ProposalError("CALIBRATION_INVALID", message, { faults });
}

/** What the rules found in a benign proposal: the severity of each, null where it abstained. */
export interface BenignFindings {
  readonly dao: string;
  readonly severities: Readonly<Record<RuleId, number | null>>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rates of every rule from the proposals that it judged. */
export function ratesOf(benign: readonly BenignFindings[]): RuleRates {
  const rates = RULES.map(({ id, per }): [RuleId, RuleRate] => {
    const judged = benign.flatMap(({ dao, severities }) => {
      const severity = severities[id];
      return severity === null ? [] : [{ dao, severity }];
    });
    const samples = per === "proposal" ? judged.map(({ severity }) => severity) : byDao(judged);
    return [id, { severity: Number(sum(samples).toFixed(6)), judged: samples.length }];
  });
  return Object.fromEntries(rates) as unknown as RuleRates;
}

function byDao(judged: readonly { readonly dao: string; readonly severity: number }[]): number[] {
  return [...Map.groupBy(judged, ({ dao }) => dao).values()].map(
    (all) => sum(all.map(({ severity }) => severity)) / all.length,
  );
}
