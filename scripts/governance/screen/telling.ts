import { speakHour } from "../../demo/hours.ts";
import { percent } from "../../demo/screen/words.ts";
import type { Life } from "../life.ts";
import type { RoundRecord } from "../live.ts";
import type { Timeline, TimelineEvent } from "../timeline.ts";
import { inWords, speakTime, withNames } from "./words.ts";

/** Sentences of a score that are told; the rest stands in the JSON object. */
const MOST_SENTENCES = 4;
const TITLE_WIDTH = 20;
const INDENT = 38;

/** A life, as far as it is told. */
export type Told = Pick<Life, "plan" | "timeline">;

/** One line of what happened in a round, told once where it happened on both DAOs. */
interface Line {
  readonly at: number;
  readonly title: string;
  readonly words: string;
  readonly on: readonly Timeline["dao"][];
  readonly sentences: readonly string[];
}

/**
 * Turns rounds into lines: the market's score, then whatever is new in the proposals' lives.
 * @param names By address, in lower case, for whom and what the nodes' sentences name.
 */
export function createTelling(names: ReadonlyMap<string, string>) {
  const heard = new Map<Told, number>();
  let silent = false;
  const newEvents = (life: Told): TimelineEvent[] => {
    const { events } = life.timeline;
    const known = heard.get(life) ?? 0;
    heard.set(life, events.length);
    return events.filter((event, i) => i >= known && worthTelling(event, i, events));
  };
  return {
    lines: (record: RoundRecord, lives: readonly Told[]): string[] => {
      const out = [headOf(record)];
      if (record.accepted === silent) {
        out.push(
          silent ? "    reports are accepted again" : `    no quorum: ${record.alive} nodes live; scores age`,
        );
        silent = !silent;
      }
      const told: Line[] = [];
      for (const life of lives) for (const event of newEvents(life)) tell(told, life, event);
      for (const one of told.sort((a, b) => a.at - b.at)) out.push(...linesOf(one, names));
      return out;
    },
  };
}

/** Scores are told until the class stands, refusals once for each kind of reason. */
function worthTelling(event: TimelineEvent, i: number, events: readonly TimelineEvent[]): boolean {
  const before = events.slice(0, i);
  if (event.kind === "scored") return !before.some(({ kind }) => kind === "class");
  if (event.kind !== "refused") return true;
  const last = before.findLast((other) => other.kind === "refused");
  return last === undefined || kindOf(last.why) !== kindOf(event.why);
}

/** What comes before the numbers. */
const kindOf = (why: string): string => why.split(":", 1)[0] ?? "";

function tell(told: Line[], { plan, timeline: { dao } }: Told, event: TimelineEvent): void {
  const words = inWords(event);
  const same = told.findIndex(
    (one) => one.title === plan.title && one.words === words && one.at === event.at,
  );
  const known = told[same];
  if (known !== undefined) told[same] = { ...known, on: [...known.on, dao] };
  else {
    const sentences = becauseOf(event).slice(0, MOST_SENTENCES);
    // The rules' silence is worth a word where a score rests on it.
    if (event.kind === "scored" && event.scoreBps === 0) sentences.push("no rule finds anything in it");
    told.push({ at: event.at, title: plan.title, words, on: [dao], sentences });
  }
}

/** Why the committee says so, where it is news: before the class stands, and where it would be another one at the end. */
function becauseOf(event: TimelineEvent): string[] {
  const isNews =
    event.kind === "scored" || (event.kind === "hindsight" && event.riskClass !== event.standing);
  return isNews ? [...event.sentences] : [];
}

function linesOf({ at, title, words, on, sentences }: Line, names: ReadonlyMap<string, string>): string[] {
  const where = on.length > 1 || on[0] === "gated" ? "" : "without the gate: ";
  return [
    `  ${speakTime(at)}  ${title.padEnd(TITLE_WIDTH)}  ${where}${words}`,
    ...sentences.map((sentence) => `${" ".repeat(INDENT)}- ${withNames(sentence, names)}`),
  ];
}

function headOf({ hour, wethUsd, market, accepted, alive }: RoundRecord): string {
  const missing = accepted ? "" : `; no report (${alive} nodes)`;
  return `${speakHour(hour)}  WETH ${wethUsd.toFixed(0)} USD, its score ${scoreInWords(market)}${missing}`;
}

function scoreInWords({ status, scoreBps, spreadBps }: RoundRecord["market"]): string {
  if (status === "unknown") return "none";
  const mark = { fresh: "", degraded: ", flagged", stale: ", stale" }[status];
  return `${percent(scoreBps)} ±${percent(spreadBps)}${mark}`;
}
