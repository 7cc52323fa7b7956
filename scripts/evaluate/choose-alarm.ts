import { writeFileSync } from "node:fs";
import { probabilitiesAt } from "../forecast/committee.ts";
import { findCrises, knownCrises, marketIndex } from "../forecast/crises.ts";
import { forecast } from "../forecast/forecast.ts";
import type { Forecast } from "../forecast/forecast.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import { HOUR_S, hourIndex } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";
import type { Rows } from "../forecast/rows.ts";
import { MARKET_ASSETS } from "../dataset/panel.ts";
import { ALARM_EVENT_BPS, alarmsAt, judgeAlarms, marketScores } from "./alarms.ts";
import type { AlarmTruth } from "./alarms.ts";
import { BUDGETS, MAX_SHARE } from "./budgets.ts";
import { EvaluateError } from "./errors.ts";
import { heldBackAt, trainingEnd } from "./held-back.ts";
import { marketEvents } from "./market.ts";
import { mean } from "./metrics/probability.ts";
import { REFERENCE_FILE } from "./reference.ts";
import type { AlarmChoice, Reference } from "./reference.ts";
import { eventsOf, sampleOf } from "./sample.ts";
import { COMMITTEE, isRival } from "./subjects.ts";
import { THRESHOLDS_BPS } from "./thresholds.ts";

const STEP_BPS = 5;
/** Scores rise and fall with the market's volatility: thresholds are chosen on so many years before the training end. */
const YEARS = 2;
const YEAR_S = 365.25 * 86_400;

const HOW =
  "The lowest score that stays within each budget and the share of hours, above it too, on the last two years before the training end. The committee's score of an hour is the median of only those members that held the hour's month, or its crisis, back from the fit of their weights; baselines and challengers are fitted on these years, so that theirs is in sample.";

/** Chooses alarm thresholds and base rates on the training years and writes alarm.json. */
export async function chooseAlarm(
  history: History,
  forecasters: readonly Forecaster[],
  path = REFERENCE_FILE,
): Promise<Reference> {
  const manifests = forecasters.map(({ manifest }) => manifest);
  const to = trainingEnd(manifests);
  const rows = usableRows(history, manifests, { from: 0, to, assets: MARKET_ASSETS });
  if (rows.length === 0) {
    const message = `The data folder has no hours before ${iso(to)} to choose alarm thresholds on: name one that covers the training years.`;
    throw new EvaluateError("EVALUATE_NO_ROWS", message);
  }
  const forecasts = await forecast(history, rows, forecasters);
  const index = marketIndex(history);
  const truth: AlarmTruth = {
    events: marketEvents(index, ALARM_EVENT_BPS),
    crises: findCrises(history, index, knownCrises(manifests)),
    from: Math.max(
      rows.hour.reduce((a, b) => Math.min(a, b)),
      hourIndex(history, to - YEARS * YEAR_S),
    ),
    to: hourIndex(history, to),
  };
  const scores = scoresOf(history, rows, forecasts);
  const reference: Reference = {
    how: HOW,
    from: iso(history.firstHour + truth.from * HOUR_S),
    to: iso(to),
    eventBps: ALARM_EVENT_BPS,
    maxShare: Number(MAX_SHARE.toFixed(4)),
    budgets: BUDGETS.map((budget) => ({
      falseAlarmsPerMonth: budget,
      chosen: Object.fromEntries(scores.map(([id, of]) => [id, choose(of, truth, budget)])),
    })),
    trainingBase: trainingBase(history, manifests, to),
    models: Object.fromEntries(forecasters.map(({ id, manifest }) => [id, manifest.sha256])),
  };
  writeFileSync(path, JSON.stringify(reference, null, 2) + "\n");
  return reference;
}

const iso = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 10);

/** The market's score by id: the held-back committee's, and every rival's. */
function scoresOf(history: History, rows: Rows, forecasts: readonly Forecast[]): [string, Float64Array][] {
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const rivals = forecasts.filter(({ manifest }) => isRival(manifest.kind));
  const committee = marketScores(history, rows, heldBackAt(history, rows, members, ALARM_EVENT_BPS));
  const others = rivals.map((one): [string, Float64Array] => [
    one.id,
    marketScores(history, rows, probabilitiesAt(one, ALARM_EVENT_BPS) ?? []),
  ]);
  return [[COMMITTEE, committee], ...others];
}

/** Lowers the threshold from the highest score until the budget, or the share of hours, would be left. */
export function choose(scores: Float64Array, truth: AlarmTruth, budget: number): AlarmChoice {
  const scored = scores.subarray(truth.from, truth.to).filter((score) => !Number.isNaN(score));
  const highest = Math.ceil(scored.reduce((a, b) => Math.max(a, b), 0) / STEP_BPS) * STEP_BPS;
  let choice: AlarmChoice = {
    thresholdBps: highest + STEP_BPS,
    falseAlarmsPerMonth: 0,
    share: 0,
    limit: "none",
  };
  for (let thresholdBps = highest; thresholdBps > 0; thresholdBps -= STEP_BPS) {
    const figures = judgeAlarms(alarmsAt(scores, thresholdBps), scored.length, truth);
    const { falseAlarmsPerMonth, share } = figures;
    if (falseAlarmsPerMonth > budget) return { ...choice, limit: "false alarms" };
    if (share > MAX_SHARE) return { ...choice, limit: "hours" };
    choice = {
      thresholdBps,
      falseAlarmsPerMonth: Number(falseAlarmsPerMonth.toFixed(3)),
      share: Number(share.toFixed(4)),
      limit: "none",
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
