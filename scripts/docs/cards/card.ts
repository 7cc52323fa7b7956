import type { ModelManifest } from "../../../committee/inference/manifest.ts";
import { changeWithin } from "../../evaluate/report/table.ts";
import type { EvaluationResult } from "../../evaluate/result.ts";
import { COMMITTEE } from "../../evaluate/subjects.ts";
import type { ChallengerManifest } from "../../forecast/manifest.ts";
import { facts, figure, inputs, judged, leftOut, leftOutBeside, table } from "./tables.ts";

const OVERVIEW = ["0.05", "0.08", "0.12"];

function forecasts({ gridBps }: Pick<ModelManifest, "gridBps">): string {
  return `Written by \`node scripts/docs/cards.ts\` from the manifest and from what \`npm run evaluate\` printed; not edited by hand.

Forecasts, for one asset, the probability that the lowest hourly close of the next 24 h (and of 72 h) lies at least d below the close now, for ${gridBps.length} values of d from ${(gridBps[0] ?? 0) / 100} % to ${(gridBps.at(-1) ?? 0) / 100} %, and the volatility of the next 24 h. Falling in d by construction.`;
}

/** What every card shows of its model: the year, the crises, the inputs. */
function evidence(id: string, result: EvaluationResult, unseen: string): string {
  return `## ${result.from} to ${result.to}, after training

${judged(id, result)}

Skill is against always saying the training years' base rate. A slope below 1 is overconfidence; a mean over the base rate above 1 says too much on average.

## Crises that it had not seen

Lift is the area under the precision-recall curve over the base rate inside the crisis. The baselines were fitted with these crises in their data.

${unseen}

## Inputs

${inputs()}`;
}

/** A member's card. */
export function memberCard(id: string, manifest: ModelManifest, result: EvaluationResult): string {
  return `# ${id}: ${manifest.title}

${forecasts(manifest)}

${facts(manifest)}

## Use and non-use

Use: one member's forecast for a liquid collateral asset with an hourly price feed, as input of a median. Not for stablecoins (a peg has another event), not for assets with less than 31 days of prices, not as a price forecast, not alone: a single member is not a score. Prices and the clock are all it sees: an exploit or a depeg that has not moved the price yet is invisible.

${evidence(id, result, leftOut(id, result))}

## Limits

The dates above are few and their hours overlap: read [docs/evaluation.md](../../../docs/evaluation.md) for intervals, for what failed, and for every model beside every baseline. Retrain with \`npm run train -- --data FOLDER --only members\`.
`;
}

/** The card of a model that was tried and is not in the committee. */
export function challengerCard(id: string, manifest: ChallengerManifest, result: EvaluationResult): string {
  return `# ${id}: ${manifest.title}

${forecasts(manifest)}

${facts(manifest)}

## Use and non-use

Use: none but comparison. It was tried against the committee and is not in it: no node loads this folder, no registry holds its hash. It was fitted on the dates of one member, with that member's seed and held-back months, so that the net and its window alone differ.

${evidence(id, result, leftOutBeside(id, result))}

## Limits

One net, one seed, one choice of size: it says what this net is worth, not what its kind could be. Read [docs/evaluation.md](../../../docs/evaluation.md) for intervals and for every model beside every baseline, [docs/walk-forward.md](../../../docs/walk-forward.md) for the years before. Retrain with \`npm run train -- --data FOLDER --only challengers\`.
`;
}

/** The table of the members' folder. */
export function membersTable(members: readonly ModelManifest[], result: EvaluationResult): string {
  const rows = members.map(({ id, title, parameters }) => [
    `[${id}](${id}/README.md)`,
    title,
    String(parameters),
    ...skills(id, result),
  ]);
  return table(["member", "what it is", "parameters", "Brier skill at 5 %", "8 %", "12 %"], rows);
}

/** The table of the challengers' folder: beside the committee, and what the committee's Brier score gains on each. */
export function challengersTable(
  challengers: readonly ChallengerManifest[],
  result: EvaluationResult,
): string {
  const rows = challengers.map(({ id, title, parameters }) => [
    `[${id}](${id}/README.md)`,
    title,
    String(parameters),
    ...skills(id, result),
    ...OVERVIEW.map((key) => changeWithin(result.thresholds[key]?.brierAgainst[id])),
  ]);
  const committee = ["the committee", "", "", ...skills(COMMITTEE, result), "", "", ""];
  const head = ["challenger", "what it is", "parameters", "Brier skill at 5 %", "8 %", "12 %"];
  return table([...head, "committee's Brier against it at 5 %", "8 %", "12 %"], [committee, ...rows]);
}

function skills(id: string, { thresholds }: EvaluationResult): string[] {
  return OVERVIEW.map((key) => figure(thresholds[key]?.models[id]?.brierSkill));
}
