import { join } from "node:path";
import { DAMAGES } from "../judge/curve.ts";
import type { Damage } from "../judge/curve.ts";
import { COMMITTEE } from "../policies.ts";
import type { Outcome } from "../replay.ts";
import { policyOf } from "../replays/replays.ts";
import type { Replay, Replays } from "../replays/replays.ts";
import { pooled } from "../replays/pooled.ts";
import { shareOf, spreadOf } from "../replays/shares.ts";
import { PRICED } from "../window.ts";
import { head, percent, row } from "./markdown.ts";
import { writeBlock } from "./block.ts";
import {
  STEWARDS,
  columnOf,
  damageShare,
  drawingsTable,
  guardianTable,
  monthOf,
  nameOf,
  policyCell,
  scoreCells,
  shareCell,
  stewardTable,
} from "./replay-tables.ts";

const PAGE = join(import.meta.dirname, "..", "..", "..", "docs", "steward.md");
const BEGIN = "<!-- generated: npm run backtest -- --replays --draws 16 -->";
const DAMAGE_NAMES: Readonly<Record<Damage, string>> = {
  badDebtUsd: "bad debt",
  peakBadDebtUsd: "bad debt at its worst hour",
  liquidatedUsd: "liquidated collateral",
};
/** Bad debt that never exceeds this share of what is liquidated is next to nothing. */
const NEXT_TO_NOTHING = 0.01;
/** A hundredth of a per cent is no difference. */
const SAME = 1e-4;

/** What people read of the replays: four stewards at their own bands, at equal cost, under one policy, with a guardian. */
export function replayReport({ windows, draws, rule }: Replays, notices: readonly string[]): string {
  return [
    windowSentences(windows, draws),
    `## With the same bands`,
    stewardTable(windows, "given"),
    `## At equal cost in calm days`,
    stewardTable(windows, "equal"),
    `Drawings of ${draws} in which the committee leaves less : more than another; in the rest both leave the same.`,
    drawingsTable(windows, "equal"),
    `## One policy for all windows`,
    pooledTable(windows),
    `Less : more counts, of ${draws} drawings, those in which the committee leaves less and more than another: of bad debt, at its worst, liquidated.`,
    ...withoutWorst(windows),
    `## Where the committee is worse`,
    worseList(windows),
    `## With the guardian`,
    guardianTable(windows),
    `## The bands`,
    ruleTable(rule),
    deployedTable(windows),
    ...(notices.length > 0 ? [notices.map((notice) => `- ${notice}`).join("\n")] : []),
  ].join("\n\n");
}

/** Writes the report into docs/steward.md between its markers. */
export function writeReplayPage(report: string): void {
  writeBlock(PAGE, BEGIN, report);
}

function windowSentences(windows: readonly Replay[], draws: number): string {
  const iso = (moment: number): string => new Date(moment * 1_000).toISOString().slice(0, 13);
  const lines = windows.map((window) => {
    const { name, from, to, troughAt, members, inSample, calmHours } = window;
    const seen = inSample ? "; every member was trained on these dates" : "";
    const worst = spreadOf(columnOf(window.control, "peakBadDebtUsd")).mean;
    const small = worst < NEXT_TO_NOTHING * spreadOf(columnOf(window.control, "liquidatedUsd")).mean;
    const warning = small ? " Next to no bad debt: shares of it say little." : "";
    return `- ${monthOf(window)}: ${name}, ${iso(from)} up to ${iso(to)}, trough at ${iso(troughAt)}, ${calmHours} calm hours before it. Scores of ${members.length} members (${members.join(", ")})${seen}.${warning}`;
  });
  return [`Each window is drawn ${draws} times.`, "", ...lines].join("\n");
}

/** The same sums without the window in which the control lost most: one crisis must not carry the verdict. */
function withoutWorst(windows: readonly Replay[]): string[] {
  const { worst, others } = split(windows);
  if (worst === undefined || others.length === 0) return [];
  return [`The same policies without ${monthOf(worst)}, where the control lost most:`, pooledTable(others)];
}

function split(windows: readonly Replay[]): { worst: Replay | undefined; others: readonly Replay[] } {
  const lost = ({ control }: Replay): number => spreadOf(columnOf(control, "badDebtUsd")).mean;
  const worst = windows.toSorted((a, b) => lost(b) - lost(a))[0];
  return { worst, others: windows.filter((window) => window !== worst) };
}

/** Sums over windows, each steward with one policy for all of them. */
function pooledTable(windows: readonly Replay[]): string {
  const control = pooled(windows.map((window) => window.control));
  const own = pooled(windows.map((window) => policyOf(window, COMMITTEE, "one").outcomes));
  const lines = STEWARDS.map((id) => {
    const policies = windows.map((window) => policyOf(window, id, "one"));
    const outcomes = pooled(policies.map((policy) => policy.outcomes));
    const shares = DAMAGES.map((damage) =>
      shareCell(shareOf(columnOf(outcomes, damage), columnOf(control, damage))),
    );
    const capacity = (["calmCapacityHoursLost", "capacityHoursLost"] as const).map((key) =>
      spreadOf(columnOf(outcomes, key)).mean.toFixed(1),
    );
    const tightened = policies.reduce((sum, { actions }) => {
      return sum + (actions === null ? 0 : actions.tightenings.before + actions.tightenings.inCrisis);
    }, 0);
    const policy = policies[0] ? policyCell(policies[0]) : "-";
    const score = id === COMMITTEE ? "-" : scoreCells(own, outcomes).join(", ");
    return row([nameOf(id), policy, ...shares, ...capacity, String(tightened), score]);
  });
  const cells = [
    "steward",
    "policy",
    "bad debt left",
    "at its worst",
    "liquidated",
    "capacity-hours, calm",
    "whole windows",
    "tightened",
    "committee less : more",
  ];
  return [...head(cells), ...lines].join("\n");
}

/** Every figure at equal cost in which another steward leaves less than the committee, by window and over all. */
function worseList(windows: readonly Replay[]): string {
  const lines = windows.map((window) =>
    worseLine(monthOf(window), window.control, (id) => policyOf(window, id, "equal").outcomes),
  );
  const { worst, others } = split(windows);
  const overAll = worseOver("All windows, one policy", windows);
  const overOthers =
    worst === undefined || others.length === 0
      ? undefined
      : worseOver(`All but ${monthOf(worst)}, one policy`, others);
  const worse = [...lines, overAll, overOthers].filter((line) => line !== undefined);
  return worse.length === 0 ? "In none of these windows, at equal cost in calm days." : worse.join("\n");
}

const worseOver = (name: string, windows: readonly Replay[]): string | undefined =>
  worseLine(name, pooled(windows.map(({ control }) => control)), (id) =>
    pooled(windows.map((window) => policyOf(window, id, "one").outcomes)),
  );

function worseLine(
  name: string,
  control: readonly Outcome[],
  outcomesOf: (id: string) => readonly Outcome[],
): string | undefined {
  const worse = DAMAGES.flatMap((damage) => {
    const of = (id: string) => damageShare({ control }, outcomesOf(id), damage)?.mean ?? NaN;
    const ours = of(COMMITTEE);
    const better = STEWARDS.filter((id) => of(id) < ours - SAME);
    if (better.length === 0) return [];
    const theirs = better.map((id) => `${nameOf(id)} ${percent(of(id))}`).join(", ");
    return [`of ${DAMAGE_NAMES[damage]} it leaves ${percent(ours)}, ${theirs}`];
  });
  return worse.length === 0 ? undefined : `- ${name}: ${worse.join("; ")}.`;
}

function ruleTable(rule: Replays["rule"]): string {
  const lines = PRICED.map((asset) => row([asset, known(rule[asset].all), known(rule[asset].heldOut)]));
  return [...head(["collateral", "q, all hours before 2023-07", "q without these windows"]), ...lines].join(
    "\n",
  );
}

/** Too short a history has no share. */
const known = (share: number): string => (Number.isNaN(share) ? "-" : percent(share));

/** The committee with the deployed bands, whose rule has seen the windows. */
function deployedTable(windows: readonly Replay[]): string {
  const lines = windows.map((window) => {
    const { outcomes } = policyOf(window, COMMITTEE, "deployed");
    const shares = DAMAGES.map((damage) => shareCell(damageShare(window, outcomes, damage)));
    const calm = spreadOf(columnOf(outcomes, "calmCapacityHoursLost")).mean.toFixed(1);
    return row([monthOf(window), ...shares, calm]);
  });
  const cells = [
    "committee, deployed bands",
    "bad debt left",
    "at its worst",
    "liquidated",
    "capacity-hours, calm",
  ];
  return [...head(cells), ...lines].join("\n");
}
