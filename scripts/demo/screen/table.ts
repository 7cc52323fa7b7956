import { speakHour } from "../hours.ts";
import type { Collateral } from "../path/price-path.ts";
import type { HourRecord, MarketHour } from "../record.ts";
import { percent, short } from "./words.ts";

const RUNGS = ["-", "no borrow", "LTV 0", "frozen", "paused"] as const;
const HEADER_EVERY = 24;
/** Holds a score with its spread and the longest word for its status. */
const SCORE_WIDTH = 19;
const MARKS = [
  "Marks: . a member's score is not in the report; abs it abstained; o its inputs are unlike those it was trained on.",
  "       degraded: members say that inputs have gaps, or that falls come oftener than their forecasts allow.",
];

export interface TableInput {
  readonly focus: Collateral;
  readonly members: number;
  readonly quorum: number;
}

/** Turns records into lines: one row an hour for the focus market, and a sentence for everything that was done. */
export function createTable({ focus, members, quorum }: TableInput) {
  let rows = 0;
  let silent = false;
  const header = (): string[] => [
    "",
    [
      "hour (UTC)  ",
      `${focus} USD`.padStart(10),
      "scores of the members, %".padEnd(members * 4),
      "score ±spread".padEnd(SCORE_WIDTH),
      "LTV".padStart(6),
      "rung".padEnd(9),
      "nodes".padEnd(6),
      "bad debt USD, guarded / alone",
    ].join("  "),
  ];
  const row = (record: HourRecord): string => {
    const market = record.markets[focus];
    return [
      speakHour(record.hour),
      price(record.prices[focus]).padStart(10),
      votesOf(market, members),
      scoreOf(market).padEnd(SCORE_WIDTH),
      percent(market.ltvBps).padStart(6),
      (RUNGS[market.rung] ?? "?").padEnd(9),
      `${record.alive}/${members}${record.accepted ? " " : "!"}`.padEnd(6),
      `${short(record.guarded.badDebtUsd)} / ${short(record.control.badDebtUsd)}`,
    ].join("  ");
  };
  return {
    lines: (record: HourRecord): string[] => {
      const out = rows === 0 ? [...MARKS] : [];
      if (rows++ % HEADER_EVERY === 0) out.push(...header());
      out.push(row(record));
      const silence = silenceOf(record, quorum, silent);
      if (silence !== undefined) out.push(`    ${silence}`);
      silent = !record.accepted;
      for (const { market, by, what, why } of record.actions)
        out.push(`    ${by} on ${market}: ${what}; ${why}`);
      return out;
    },
  };
}

export type Table = ReturnType<typeof createTable>;

/** Says once when reports stop and once when they come back. */
function silenceOf(record: HourRecord, quorum: number, silent: boolean): string | undefined {
  if (record.accepted) return silent ? "reports are accepted again" : undefined;
  if (silent) return undefined;
  if (record.alive >= quorum) return "no report was accepted in time; the last score ages";
  return `no quorum: ${record.alive} of ${quorum} nodes; no report is accepted, the score goes stale, nothing is loosened`;
}

const price = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toFixed(2));

function votesOf({ votes }: MarketHour, members: number): string {
  return Array.from({ length: members }, (_, member) => {
    const vote = votes.find((candidate) => candidate.member === member);
    if (vote === undefined) return "  . ";
    if (vote.scoreBps === undefined) return "abs ";
    return `${String(Math.round(vote.scoreBps / 100)).padStart(3)}${vote.outOfDistribution ? "o" : " "}`;
  }).join("");
}

function scoreOf({ status, scoreBps, spreadBps }: MarketHour): string {
  if (status === "unknown") return "none";
  const mark = status === "fresh" ? "" : ` ${status}`;
  return `${(scoreBps / 100).toFixed(1)} ±${(spreadBps / 100).toFixed(1)}${mark}`;
}
