import { writeFileSync } from "node:fs";
import { probabilitiesAt } from "../forecast/committee.ts";
import { forecast } from "../forecast/forecast.ts";
import type { Forecast } from "../forecast/forecast.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import { HOUR_S, hourIndex } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";
import type { Rows } from "../forecast/rows.ts";
import { weightedMedian } from "../../committee/quorum/aggregate.ts";
import { toScoreBps } from "../../committee/inference/score.ts";
import { MARKET_ASSETS } from "../dataset/panel.ts";
import { ALARM_EVENT_BPS, alarmsAt, judgeAlarms, marketScores } from "./alarms.ts";
import type { AlarmTruth } from "./alarms.ts";
import { EvaluateError } from "./errors.ts";
import { findCrises, knownCrises, marketEvents, marketIndex } from "./market.ts";
import { mean } from "./metrics/probability.ts";
import { REFERENCE_FILE } from "./reference.ts";
import type { Reference } from "./reference.ts";
import { eventsOf, sampleOf } from "./sample.ts";
import { COMMITTEE } from "./subjects.ts";
import { THRESHOLDS_BPS } from "./thresholds.ts";

/** The budget: false alarm episodes a month, and the share of hours that may be in alarm at all. */
const FALSE_ALARMS_PER_MONTH = 2;
const MAX_SHARE = 0.2;
const STEP_BPS = 5;

const HOW =
  "The lowest score that stays within the budget, above it too, on the years before the training end. The committee's score of an hour is the median of only those members that held the hour's month, or its crisis, back from the fit of their weights; baselines are fitted on all these years, so that theirs is in sample.";

/** Chooses alarm thresholds and base rates on the training years and writes alarm.json. */
export async function chooseAlarm(
  history: History,
  forecasters: readonly Forecaster[],
  path = REFERENCE_FILE,
): Promise<Reference> {
  const manifests = forecasters.map(({ manifest }) => manifest);
  const end = manifests.map(({ trained }) => trained.range.to).sort()[0] ?? "";
  const embargo = Math.max(...manifests.map(({ trained }) => trained.embargoHours));
  const to = Date.parse(end) / 1000 - embargo * HOUR_S;
  const rows = usableRows(history, manifests, { from: 0, to, assets: MARKET_ASSETS });
  if (rows.length === 0) {
    const message = `The data folder has no hours before ${end} to choose alarm thresholds on: name one that covers the training years.`;
    throw new EvaluateError("EVALUATE_NO_ROWS", message);
  }
  const forecasts = await forecast(history, rows, forecasters);
  const index = marketIndex(history);
  const truth: AlarmTruth = {
    events: marketEvents(index, ALARM_EVENT_BPS),
    crises: findCrises(history, index, knownCrises(manifests)),
    from: Math.min(...rows.hour),
    to: hourIndex(history, to),
  };
  const choices = scoresOf(history, rows, forecasts).map(
    ([id, scores]) => [id, choose(scores, truth)] as const,
  );
  const reference: Reference = {
    how: HOW,
    from: iso(history.firstHour + truth.from * HOUR_S),
    to: iso(to),
    eventBps: ALARM_EVENT_BPS,
    falseAlarmsPerMonth: FALSE_ALARMS_PER_MONTH,
    maxShare: MAX_SHARE,
    thresholdsBps: Object.fromEntries(choices.map(([id, { thresholdBps }]) => [id, thresholdBps])),
    chosenAt: Object.fromEntries(choices.map(([id, { counted }]) => [id, counted])),
    trainingBase: trainingBase(history, manifests, to),
    models: Object.fromEntries(forecasters.map(({ id, manifest }) => [id, manifest.sha256])),
  };
  writeFileSync(path, JSON.stringify(reference, null, 2) + "\n");
  return reference;
}

const iso = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 10);

/** The market's score by id: the held-back committee's, and every baseline's. */
function scoresOf(history: History, rows: Rows, forecasts: readonly Forecast[]): [string, Float64Array][] {
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const baselines = forecasts.filter(({ manifest }) => manifest.kind === "baseline");
  const committee = marketScores(history, rows, heldBack(history, rows, members));
  const others = baselines.map((one): [string, Float64Array] => [
    one.id,
    marketScores(history, rows, probabilitiesAt(one, ALARM_EVENT_BPS) ?? []),
  ]);
  return [[COMMITTEE, committee], ...others];
}

/** Median score of the members that held a row's hour back; NaN where none did. */
export function heldBack(
  history: Pick<History, "firstHour">,
  rows: Rows,
  members: readonly Forecast[],
): Float64Array {
  const columns = members.map((member) => ({
    p: probabilitiesAt(member, ALARM_EVENT_BPS) ?? new Float64Array(),
    ranges: [...member.manifest.trained.withheld, ...member.manifest.trained.calibration].map(
      ({ from, to }): [number, number] => [Date.parse(from) / 1000, Date.parse(to) / 1000],
    ),
  }));
  return Float64Array.from({ length: rows.length }, (_, row) => {
    const moment = history.firstHour + (rows.hour[row] ?? 0) * HOUR_S;
    const held = columns.filter(({ ranges }) => ranges.some(([from, to]) => moment >= from && moment < to));
    if (held.length === 0) return NaN;
    return weightedMedian(held.map(({ p }) => ({ value: toScoreBps(p[row] ?? NaN), weight: 1 }))) / 10_000;
  });
}

interface Choice {
  readonly thresholdBps: number;
  readonly counted: { readonly falseAlarmsPerMonth: number; readonly share: number };
}

/** Lowers the threshold from the highest score until the budget would be left. */
export function choose(scores: Float64Array, truth: AlarmTruth): Choice {
  const scored = scores.subarray(truth.from, truth.to).filter((score) => !Number.isNaN(score));
  const highest = Math.ceil(scored.reduce((a, b) => Math.max(a, b), 0) / STEP_BPS) * STEP_BPS;
  let choice: Choice = { thresholdBps: highest + STEP_BPS, counted: { falseAlarmsPerMonth: 0, share: 0 } };
  for (let thresholdBps = highest; thresholdBps > 0; thresholdBps -= STEP_BPS) {
    const figures = judgeAlarms(alarmsAt(scores, thresholdBps), scored.length, truth);
    const { falseAlarmsPerMonth, share } = figures;
    if (falseAlarmsPerMonth > FALSE_ALARMS_PER_MONTH || share > MAX_SHARE) break;
    choice = {
      thresholdBps,
      counted: {
        falseAlarmsPerMonth: Number(falseAlarmsPerMonth.toFixed(3)),
        share: Number(share.toFixed(4)),
      },
    };
  }
  return choice;
}

function trainingBase(
  history: History,
  manifests: readonly { steps: number; strideHours: number }[],
  to: number,
): Record<string, number> {
  const sample = sampleOf(history, usableRows(history, manifests, { from: 0, to }));
  return Object.fromEntries(
    THRESHOLDS_BPS.map((bps) => [String(bps), Number(mean(eventsOf(sample, bps)).toFixed(6))]),
  );
}
