import { GROUPS } from "../../committee/explain/groups.ts";
import type { ExplainOptions } from "./arguments.ts";
import type { MemberExplanation } from "./members.ts";
import type { Sanity } from "./sanity.ts";
import { iso } from "./situation.ts";

/** A member's checks and what its explanation costs. */
export interface MemberSanity extends Sanity {
  readonly model: string;
  readonly explainMs: number;
}

const percent = (bps: number): string => `${(bps / 100).toFixed(2)} %`;
const signed = (bps: number): string => `${bps > 0 ? "+" : bps < 0 ? "-" : ""}${percent(Math.abs(bps))}`;

/** The hour's score, group by group, with a column for each member. */
export function describeMembers(
  members: readonly MemberExplanation[],
  committeeBps: number,
  { asset, at, thresholdBps }: Pick<ExplainOptions, "asset" | "at" | "thresholdBps">,
): string {
  const rows = [
    ["calm baseline", ...members.map(({ baselineBps }) => percent(baselineBps))],
    ...GROUPS.map(({ name }, g) => [
      name,
      ...members.map(({ attributions }) => signed(attributions[g]?.bps ?? NaN)),
    ]),
    ["score", ...members.map(({ scoreBps }) => percent(scoreBps))],
    ["out of distribution", ...members.map(({ outOfDistribution }) => (outOfDistribution ? "yes" : "no"))],
  ];
  const event = `${asset} falls ${(thresholdBps / 100).toString()} % or more within 24 h of ${iso(at)} UTC`;
  return [
    `${event}: ${percent(committeeBps)} by the median of ${members.length}.`,
    `${members[0]?.situation ?? ""}.`,
    "",
    aligned(["", ...members.map(({ model }) => model)], rows),
    "",
    ...members.map(({ model, sentence }) => `${model}: ${sentence}.`),
    "",
    ...members.map(({ model, leaf }) => `${model}: leaf ${leaf}`),
    "",
  ].join("\n");
}

/** The checks, with a column for each member. */
export function describeSanity(checks: readonly MemberSanity[]): string {
  const row = (name: string, of: (check: MemberSanity) => string): string[] => [name, ...checks.map(of)];
  const two = (value: number): string => value.toFixed(2);
  const rows = [
    row("windows, moved ones", ({ windows, movedWindows }) => `${windows}, ${movedWindows}`),
    row("error of the sum, bps", ({ sumErrorBps }) => String(sumErrorBps)),
    row("error against exact Shapley, bps", ({ meanErrorBps }) => two(meanErrorBps)),
    row("  relative", ({ relativeError }) => `${(100 * relativeError).toFixed(1)} %`),
    row("deletion area", (check) => two(check.deletionArea)),
    row("  of random orders", (check) => two(check.randomDeletionArea)),
    row("insertion area", (check) => two(check.insertionArea)),
    row("  of random orders", (check) => two(check.randomInsertionArea)),
    row("top group moves most", (check) => `${(100 * check.topMovesMost).toFixed(0)} %`),
    row("rank correlation, random weights", (check) => two(check.randomWeightsCorrelation)),
    row("ms a market", ({ explainMs }) => two(explainMs)),
  ];
  return `${aligned(["checks", ...checks.map(({ model }) => model)], rows)}\n`;
}

function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ");
  return [head, ...rows].map((cells) => line(cells).trimEnd()).join("\n");
}
