import { ratesOf } from "../../../committee/proposals/calibration.ts";
import type { Calibration } from "../../../committee/proposals/calibration.ts";
import type { ReadProposal } from "../../../committee/proposals/rules/rule.ts";
import { unusualVote } from "../../../committee/proposals/rules/vote.ts";
import { combine, findingsOf, readProposal, severitiesOf } from "../../../committee/proposals/score.ts";
import type { Findings, ProposalScore } from "../../../committee/proposals/score.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import { fitUsualVotes } from "../../../committee/proposals/usual/usual-votes.ts";
import type { UsualVotes } from "../../../committee/proposals/usual/usual-votes.ts";
import type { BenignProposal } from "../benign.ts";
import { MECHANICS, STRENGTHS, drawn } from "../mechanics/mechanics.ts";
import type { Mechanic } from "../mechanics/world.ts";
import type { View, ViewId } from "./views.ts";

/** A proposal in a view, with what every rule finds that needs no calibration. */
export interface Case {
  readonly proposal: ReadProposal;
  readonly findings: Findings;
}

export interface BenignCase extends Case {
  readonly dao: string;
  /** The same with all that there is at the close of its vote: what nodes are calibrated upon, whenever they look. */
  readonly closed: Case;
  readonly snapshot: ProposalSnapshot;
}

export interface AttackCase extends Case {
  readonly mechanic: Mechanic;
  readonly strength: number;
}

/** Every benign proposal and every attack in one view. */
export interface Sample {
  readonly view: ViewId;
  readonly benign: readonly BenignCase[];
  /** Attacks as published. */
  readonly attacks: readonly AttackCase[];
  /** The same at every strength. */
  readonly drawn: readonly AttackCase[];
}

export function sampleOf(benign: readonly BenignProposal[], view: View): Sample {
  const caseOf = (snapshot: ProposalSnapshot): Case => {
    const proposal = readProposal(snapshot);
    return { proposal, findings: findingsOf(proposal) };
  };
  const find = (snapshot: ProposalSnapshot): Case => caseOf(view.of(snapshot));
  const attacks = MECHANICS.flatMap((mechanic) =>
    STRENGTHS.map((strength): AttackCase => ({ mechanic, strength, ...find(drawn(mechanic, strength)) })),
  );
  return {
    view: view.id,
    benign: benign.map(({ record, snapshot }) => ({
      dao: record.facts.dao,
      snapshot,
      closed: caseOf(snapshot),
      ...find(snapshot),
    })),
    attacks: attacks.filter(({ strength }) => strength === 1),
    drawn: attacks,
  };
}

/** Calibrates on some benign proposals; without the distance from usual votes where `usually` is false. */
export function calibrationOf(benign: readonly BenignCase[], usually = true): Calibration {
  const usual = usually ? fitUsualVotes(benign.map(({ closed }) => closed.proposal.snapshot)) : null;
  const rates = ratesOf(
    benign.map((one) => ({ dao: one.dao, severities: severitiesOf(withUsual(one.closed, usual)) })),
  );
  return { rates, usual };
}

export const scoreOf = (one: Case, calibration: Calibration): ProposalScore =>
  combine(withUsual(one, calibration.usual), calibration);

const withUsual = ({ proposal, findings }: Case, usual: UsualVotes | null): Findings => ({
  ...findings,
  "unusual-vote": unusualVote.judge({ ...proposal, usual }),
});

/** The highest threshold at which at least `count` of the attacks are alarms. */
export function catching(scores: readonly number[], count: number): number {
  return scores.toSorted((a, b) => b - a)[count - 1] ?? Infinity;
}
