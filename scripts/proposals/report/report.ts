import type { ProposalsResult } from "../evaluation.ts";
import { AIM } from "../judge/baselines.ts";
import type { BaselineRow } from "../judge/baselines.ts";
import {
  baselineTable,
  daoTable,
  headline,
  loudestTable,
  rankTable,
  recallTable,
  ruleTable,
  stressTable,
  thresholdRows,
} from "./tables.ts";

/** The figures as people read them. Sentences with figures are written here too, so that they cannot outlive them. */
export function reportOf(result: ProposalsResult): string {
  const { views, daos, proposals, stress } = result;
  const [all, recorded] = views;
  if (all === undefined || recorded === undefined) return "";
  const months = daos.reduce((sum, dao) => sum + dao.months, 0);
  const last = recorded.alarms.length - 1;
  return [
    "## False alarms",
    `${proposals} benign proposals over ${months.toFixed(1)} DAO-months. Alarms a DAO and month, each DAO judged with rates and a threshold from the others, with exact 95 % bounds of the share of proposals. The threshold is the highest that still catches so many of the mechanics.`,
    headline(views),
    `By DAO, all that a member reads, every mechanic caught:`,
    daoTable(all),
    `By DAO, only what is recorded, ${recorded.alarms[last]?.caught ?? 0} mechanics caught:`,
    daoTable(recorded, last),
    newcomers(result),
    "## What the benign data cannot show",
    `${stress[0].rules.length} of ${result.rules.length} rules never speak of a benign proposal here because the benign data lack their inputs: ${stress[0].rules.join(", ")}. If each of them said its worst of a share of the benign proposals, independently, false alarms a DAO and month at the thresholds in sample would be:`,
    stressTable(stress),
    "## The mechanics",
    "Score in bps, and the share of benign proposals below it.",
    rankTable(views),
    "## Weaker attacks",
    "Strength 1 is the attack as published, 0 a patient attacker's. Mechanics still caught at the threshold that catches all of them at strength 1, with exact 95 % bounds:",
    recallTable(views, "catchAll"),
    `At the lowest threshold, in hundreds, that keeps to ${AIM} false alarms a DAO and month in sample:`,
    recallTable(views, "atAim"),
    "## The rules",
    ruleTable(result),
    "## Against other scores",
    `On what is recorded alone, each DAO left out. ${verdict(result)}`,
    baselineTable(result),
    "## Choosing a threshold",
    "In sample: rates from all DAOs.",
    thresholdRows(views),
    "## Loudest benign proposals",
    loudestTable(result),
  ].join("\n\n");
}

/** What a mechanic that nobody has seen must expect. */
function newcomers({ views }: ProposalsResult): string {
  const parts = views.map(({ name, missedWhenNew }) => {
    const missed =
      missedWhenNew.length === 0 ? "none is missed" : `${missedWhenNew.join(", ")} would be missed`;
    return `${name}: ${missed}`;
  });
  return `With a threshold from the other mechanics alone, of each in turn: ${parts.join("; ")}.`;
}

/** What the comparison says, whichever way it falls. */
function verdict({ baselines }: ProposalsResult): string {
  const of = (id: BaselineRow["id"]): BaselineRow | undefined => baselines.find((row) => row.id === id);
  const [score, rules, distance, sequences] = [of("score"), of("rules"), of("distance"), of("sequences")];
  if (score === undefined || rules === undefined || distance === undefined || sequences === undefined)
    return "";
  const behind = sequences.caughtAtAim < rules.caughtAtAim;
  return [
    `At ${AIM} false alarms a DAO and month the rules catch ${rules.caughtAtAim}, the distance ${distance.caughtAtAim}, the score of both ${score.caughtAtAim}.`,
    `The vote's sequence alone catches ${sequences.caughtAtAim}: ${behind ? "a recurrent net on the same sequences would start from behind, and none is built" : "a recurrent net may be worth its weight"}.`,
  ].join(" ");
}
