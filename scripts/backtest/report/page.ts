import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CrisisResult } from "../backtest.ts";
import { DAMAGES } from "../judge/curve.ts";
import type { Group } from "../judge/groups.ts";
import { writeBlock } from "./block.ts";
import { drawCurves } from "./picture.ts";
import { causedSentence, comparisonTable, crisisTable, curveTable } from "./tables.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PAGE = join(ROOT, "docs", "backtest.md");
const PICTURE = join(ROOT, "docs", "pictures", "backtest.svg");
const BEGIN = "<!-- generated: npm run backtest -->";

/** The report that people read: comparisons at equal capacity, crises, curves, and what must be known. */
export function reportOf(
  crises: readonly CrisisResult[],
  groups: readonly Group[],
  notices: readonly string[],
  draws: number,
): string {
  const deployed = groups[0]?.deployedShare ?? 0;
  return [
    `## At equal capacity`,
    "",
    `Damage left, as a share of the control's, and how much less (-) or more (+) the committee leaves, with 90 % bounds from 1,000 resamples of the crises. Each crisis is drawn ${draws} times.`,
    "",
    ...groups.flatMap((group) => DAMAGES.flatMap((damage) => [comparisonTable(group, damage), ""])),
    causedSentence(crises),
    "",
    `## By crisis`,
    "",
    `Bad debt in USD at the crisis's end / at its worst hour, every forecaster withholding ${(deployed * 100).toFixed(2)} % of all capacity over all crises.`,
    "",
    crisisTable(crises, deployed),
    "",
    `## Curves`,
    "",
    curveTable(crises),
    ...(notices.length > 0 ? ["", ...notices.map((notice) => `- ${notice}`)] : []),
  ].join("\n");
}

/** Writes the report into docs/backtest.md between its markers, and the picture beside it. */
export function writePage(report: string, crises: readonly CrisisResult[]): void {
  writeFileSync(PICTURE, drawCurves(crises));
  writeBlock(PAGE, BEGIN, report);
}
