import { DAY_HOURS, HOUR_S, speakHour } from "../../demo/hours.ts";
import { writeWhole } from "../../demo/run-folder.ts";
import { renderPng } from "../../demo/screen/picture.ts";
import { percent } from "../../demo/screen/words.ts";
import type { RoundRecord } from "../live.ts";
import { SCORE_BOUND_BPS } from "../payloads.ts";
import { PROPOSALS } from "../proposals.ts";
import type { PlannedProposal } from "../proposals.ts";
import { classOf, hindsightOf, outcomeOf } from "../timeline.ts";
import type { Timeline, TimelineEvent } from "../timeline.ts";
import { CROSS_COLOR, drawLanes } from "./lanes.ts";
import type { Band, Lane, LaneChart, Mark, Span } from "./lanes.ts";
import { ended } from "./summary.ts";
import { count } from "./words.ts";

const WAIT = "#c9d2db";
const VOTE = "#7b9df0";
const EXTENDED = "#b9cbf8";
const QUEUE = "#f0b95c";
const HARMLESS = "#12805c";
const HOSTILE = "#c2362b";
const CLASS = "#1f2933";

/** What the picture is drawn from: the plan and the two lives of each proposal, and the rounds. */
export interface Drawn {
  readonly title: string;
  readonly lives: readonly { readonly plan: PlannedProposal; readonly timeline: Timeline }[];
  readonly records: readonly RoundRecord[];
  /** When a vote begins and when it ends, seconds after the proposal. */
  readonly vote: { readonly beginsS: number; readonly endsS: number };
}

/** Draws the run as SVG and PNG beside each other; returns both paths. */
export function drawGovernance(drawn: Drawn, base: string): string[] {
  const svg = drawLanes(chartOf(drawn));
  writeWhole(`${base}.svg`, svg);
  writeWhole(`${base}.png`, renderPng(svg));
  return [`${base}.svg`, `${base}.png`];
}

export function chartOf({ title, lives, records, vote }: Drawn): LaneChart {
  const [from, now] = [records[0]?.hour ?? 0, records.at(-1)?.hour ?? 0];
  const to = now + HOUR_S;
  const bandOf = (plan: PlannedProposal): Band => ({
    title: plan.title,
    lanes: lives
      .filter((life) => life.plan.key === plan.key)
      .map(({ timeline }) => laneOf(timeline, plan.hostile, vote, { now, to })),
  });
  const heard = records.filter(({ market }) => ["fresh", "degraded"].includes(market.status));
  return {
    title,
    subtitles: [
      "One DAO with the gate, one without; the same market, votes and proposals.",
      "Upper lane: with the gate. Lower lane: without it. Reconstructed prices.",
    ],
    legend: [
      { label: "before the vote", color: WAIT, sign: "bar" },
      { label: "vote", color: VOTE, sign: "bar" },
      { label: "vote, extended", color: EXTENDED, sign: "bar" },
      { label: "queued", color: QUEUE, sign: "bar" },
      { label: "class is fixed", color: CLASS, sign: "dot" },
      { label: "tried, refused", color: HOSTILE, sign: "ring" },
      { label: "defeated", color: CROSS_COLOR, sign: "cross" },
      { label: "executed", color: HARMLESS, sign: "diamond" },
      { label: "executed, hostile", color: HOSTILE, sign: "diamond" },
    ],
    bands: PROPOSALS.map(bandOf),
    score: {
      title: "Score of WETH in %, with its spread: what the condition reads",
      points: heard.map(({ hour, market }) => ({
        at: hour,
        percent: (market.scoreBps + market.spreadBps) / 100,
      })),
      bound: { percent: SCORE_BOUND_BPS / 100, label: `bound of the condition, ${percent(SCORE_BOUND_BPS)}` },
    },
    ...{ from, to, ticks: daysBetween(from, to) },
  };
}

function laneOf(
  timeline: Timeline,
  hostile: boolean,
  vote: Drawn["vote"],
  { now, to: end }: { readonly now: number; readonly to: number },
): Lane {
  const { events } = timeline;
  const proposed = events.find(({ kind }) => kind === "proposed")?.at ?? end;
  const queued = events.find((event) => event.kind === "queued");
  const executed = events.find(({ kind }) => kind === "executed")?.at;
  const extended = events.findLast((event) => event.kind === "extended");
  const [begins, ends] = [proposed + vote.beginsS, Math.min(proposed + vote.endsS, end)];
  const spans: Span[] = [
    { from: proposed, to: begins, color: WAIT },
    { from: begins, to: ends, color: VOTE },
    ...(extended === undefined ? [] : [{ from: ends, to: Math.min(extended.until, end), color: EXTENDED }]),
    ...(queued === undefined ? [] : [{ from: queued.at, to: executed ?? end, color: QUEUE }]),
  ];
  return {
    spans,
    marks: events.flatMap((event) => markOf(event, hostile)),
    caption: captionOf(timeline, now),
  };
}

function markOf({ kind, at }: TimelineEvent, hostile: boolean): Mark[] {
  switch (kind) {
    case "class":
      return [{ at, sign: "dot", color: CLASS }];
    case "refused":
      return [{ at, sign: "ring", color: HOSTILE }];
    case "defeated":
      return [{ at, sign: "cross", color: CROSS_COLOR }];
    case "executed":
      return [{ at, sign: "diamond", color: hostile ? HOSTILE : HARMLESS }];
    default:
      return [];
  }
}

/** Short enough for one line of the picture. */
function captionOf(timeline: Timeline, now: number): string {
  const outcome = outcomeOf(timeline, now);
  const fixed = classOf(timeline);
  const end = ended(outcome);
  if (timeline.dao === "ungated") return [`without the gate: ${end}`, ...tailOf(timeline)].join("; ");
  if (fixed === undefined) return `class still open; ${end}`;
  const risk = fixed.reason === "scored" ? percent(fixed.scoreBps + fixed.spreadBps) : fixed.reason;
  const last = hindsightOf(timeline);
  const later =
    last === undefined || last.riskClass === fixed.riskClass
      ? ""
      : `; ${percent(last.scoreBps + last.spreadBps)} came too late`;
  return `${fixed.riskClass} (${risk}${later}), needs ${count(fixed.quorumVotes)} votes: ${end}`;
}

/** What came of an execution, where somebody noted it. */
function tailOf({ events }: Timeline): string[] {
  const executed = events.findIndex(({ kind }) => kind === "executed");
  const last = events.findLast((event, i) => event.kind === "noted" && executed >= 0 && i > executed);
  return last?.kind === "noted" ? [last.what] : [];
}

function daysBetween(from: number, to: number): { at: number; label: string }[] {
  const day = DAY_HOURS * HOUR_S;
  const first = Math.ceil(from / day) * day;
  const days = Array.from({ length: Math.ceil((to - first) / day) }, (_, i) => first + i * day);
  return days.map((at) => ({ at, label: speakHour(at).slice(0, 6) }));
}
