import type { EvaluationResult } from "./result.ts";
import { alarmTables } from "./report/alarms.ts";
import { distributionTable, quantileTable } from "./report/distribution.ts";
import { leftOutTable, leftOutWins } from "./report/left-out.ts";
import {
  correctionTable,
  deltaTable,
  heldBackTable,
  reliabilityTable,
  skillTables,
  sliceTable,
  volatilityTables,
} from "./report/skill.ts";
import { num } from "./report/table.ts";

const ALL = ["0.05", "0.08", "0.12", "0.20"] as const;
const COMMON = ["0.05", "0.08"] as const;

/** The result in tables, as markdown: what the screen shows and docs/evaluation.md holds. */
export function renderReport(result: EvaluationResult): string {
  const sections: readonly (readonly [string, string])[] = [
    ["The committee against the best baseline", deltaTable(result)],
    ["Every forecast", skillTables(result)],
    ["By year", sliceTable(result, "byYear", ALL)],
    ["Onsets, and hours inside an episode", sliceTable(result, "byPhase", ALL)],
    ["By crisis, hours within 72 h of the trough", sliceTable(result, "byCrisis", ALL)],
    ["By asset", sliceTable(result, "byAsset", COMMON)],
    ["Reliability, forecast / observed", reliabilityTable(result)],
    ["Distribution of the fall, 3 to 30 %", distributionTable(result)],
    ["Volatility of the next 24 h", volatilityTables(result)],
    ["Quantiles of the lowest price", quantileTable(result)],
    ["Alarms and first warnings, by budget", alarmTables(result)],
    ["Crises, by the members that had not seen them", `${leftOutWins(result)}\n\n${leftOutTable(result)}`],
    ["The training years, each hour by the members that held it back", heldBackTable(result)],
    ["Correlation of corrections, log odds at 5 %", correctionTable(result)],
    ["Controls", controls(result)],
  ];
  return [opening(result), ...sections.map(([title, body]) => `## ${title}\n\n${body}`)].join("\n\n");
}

function opening({ from, to, assets, everyHours, blocks, notices }: EvaluationResult): string {
  const hours = everyHours === 1 ? "every hour" : `one hour in ${everyHours}`;
  const lines = [
    `From ${from} up to ${to}, ${hours}, ${assets.length} assets: ${assets.join(", ")}. Bounds are 90 % from ${blocks.count} ${blocks.unit}s drawn with replacement.`,
    ...notices.map((notice) => `- ${notice}`),
  ];
  return lines.join("\n\n").replaceAll("\n\n- ", "\n- ").replace("\n- ", "\n\n- ");
}

function controls({ controls: { shuffled, future } }: EvaluationResult): string {
  const labels =
    shuffled === null
      ? "- No committee to judge by shuffled outcomes."
      : `- Outcomes in random order, committee at 5 %: ROC ${num(shuffled.rocAuc)} (0.5 is none), PR-AUC over base rate ${num(shuffled.prAucOverBase, 2)} (1 is none), slope ${num(shuffled.slope, 2)} (0 is none).`;
  const cut = new Date(future.cutAt * 1000).toISOString().slice(0, 13);
  const found =
    future.differences.length === 0 ? "none differs" : `these differ: ${future.differences.join("; ")}`;
  return `${labels}\n- Data after ${cut} taken away: ${future.features} features and ${future.forecasts} probabilities compared bit by bit, ${found}.`;
}
