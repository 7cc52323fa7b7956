import { roundToSum } from "../explain/shapley.ts";
import { weightOf } from "./calibration.ts";
import type { Calibration } from "./calibration.ts";
import { decodeActions } from "./decode/decode.ts";
import { effectsOf } from "./decode/effects.ts";
import type { Finding, ReadProposal, RuleId } from "./rules/rule.ts";
import { RULES } from "./rules/rules.ts";
import type { ProposalSnapshot } from "./snapshot.ts";
import type { UsualVotes } from "./usual/usual-votes.ts";

/** What one rule adds to a score. */
export interface Contribution {
  readonly rule: RuleId;
  readonly name: string;
  /** Whole bps; those of all rules sum exactly to the score. */
  readonly bps: number;
  /** Null where the rule abstains. */
  readonly severity: number | null;
  /** The rule's sentence; null where it abstains. */
  readonly sentence: string | null;
}

export interface ProposalScore {
  readonly scoreBps: number;
  /** In the order of RULES. */
  readonly contributions: readonly Contribution[];
  /** Rules that had what they need. */
  readonly judged: number;
}

/** Decodes a snapshot's actions, once for all rules. */
export function readProposal(snapshot: ProposalSnapshot, usual: UsualVotes | null = null): ReadProposal {
  const calls = snapshot.actions === null ? null : decodeActions(snapshot.actions);
  return { snapshot, calls, effects: calls === null ? null : effectsOf(calls), usual };
}

export type Findings = Readonly<Record<RuleId, Finding | null>>;

/** What every rule finds, or null where it abstains. */
export function findingsOf(proposal: ReadProposal): Findings {
  return Object.fromEntries(RULES.map(({ id, judge }) => [id, judge(proposal)])) as unknown as Findings;
}

/** 10_000 (1 - product of exp(-weight x severity)) over the rules that do not abstain: a noisy-or, whole bps. */
export function combine(findings: Findings, calibration: Calibration): ProposalScore {
  const evidence = RULES.map(
    (rule) => (findings[rule.id]?.severity ?? 0) * weightOf(rule, calibration.rates[rule.id]),
  );
  const sum = evidence.reduce((total, nats) => total + nats, 0);
  const scoreBps = Math.round(10_000 * -Math.expm1(-sum));
  const bps = roundToSum(
    evidence.map((nats) => (sum === 0 ? 0 : (scoreBps * nats) / sum)),
    scoreBps,
  );
  const contributions = RULES.map(({ id, name }, i): Contribution => ({
    rule: id,
    name,
    bps: bps[i] ?? 0,
    severity: findings[id]?.severity ?? null,
    sentence: findings[id]?.sentence ?? null,
  }));
  return {
    scoreBps,
    contributions,
    judged: contributions.filter(({ severity }) => severity !== null).length,
  };
}

/** Scores one proposal: the same snapshot and the same calibration give the same score everywhere. */
export function scoreProposal(snapshot: ProposalSnapshot, calibration: Calibration): ProposalScore {
  return combine(findingsOf(readProposal(snapshot, calibration.usual)), calibration);
}

/** The severity of each finding, null where its rule abstained. */
export function severitiesOf(findings: Findings): Readonly<Record<RuleId, number | null>> {
  return Object.fromEntries(
    RULES.map(({ id }) => [id, findings[id]?.severity ?? null]),
  ) as unknown as Readonly<Record<RuleId, number | null>>;
}
