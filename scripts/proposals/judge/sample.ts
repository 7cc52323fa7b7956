import { calibrate } from "../../../committee/proposals/calibration.ts";
import type { Calibration } from "../../../committee/proposals/calibration.ts";
import { combine, findingsOf, readProposal, severitiesOf } from "../../../committee/proposals/score.ts";
import type { Findings, ProposalScore } from "../../../committee/proposals/score.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import type { BenignProposal } from "../benign.ts";
import { MECHANICS, STRENGTHS, drawn } from "../mechanics/mechanics.ts";
import type { Mechanic } from "../mechanics/world.ts";
import type { View, ViewId } from "./views.ts";

export interface BenignCase {
  readonly dao: string;
  readonly title: string;
  readonly snapshot: ProposalSnapshot;
  readonly findings: Findings;
}

export interface AttackCase {
  readonly mechanic: Mechanic;
  readonly strength: number;
  readonly snapshot: ProposalSnapshot;
  readonly findings: Findings;
}

/** Findings of every benign proposal and every attack in one view: scores differ by calibration, findings do not. */
export interface Sample {
  readonly view: ViewId;
  readonly benign: readonly BenignCase[];
  /** Attacks as published. */
  readonly attacks: readonly AttackCase[];
  /** The same at every strength. */
  readonly drawn: readonly AttackCase[];
}

export function sampleOf(benign: readonly BenignProposal[], view: View): Sample {
  const find = (snapshot: ProposalSnapshot) => ({
    snapshot,
    findings: findingsOf(readProposal(view.of(snapshot))),
  });
  const attacks = MECHANICS.flatMap((mechanic) =>
    STRENGTHS.map((strength): AttackCase => ({ mechanic, strength, ...find(drawn(mechanic, strength)) })),
  );
  return {
    view: view.id,
    benign: benign.map(({ record, snapshot }) => ({
      dao: record.facts.dao,
      title: record.title,
      ...find(snapshot),
    })),
    attacks: attacks.filter(({ strength }) => strength === 1),
    drawn: attacks,
  };
}

export const calibrationOf = (benign: readonly BenignCase[]): Calibration =>
  calibrate(benign.map(({ dao, findings }) => ({ dao, severities: severitiesOf(findings) })));

export const scoreOf = (
  { findings }: { readonly findings: Findings },
  calibration: Calibration,
): ProposalScore => combine(findings, calibration);

/** The highest threshold at which at least `count` of the attacks are alarms. */
export function catching(scores: readonly number[], count: number): number {
  return scores.toSorted((a, b) => b - a)[count - 1] ?? Infinity;
}
