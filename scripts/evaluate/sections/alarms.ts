import { MARKET_ASSETS } from "../../dataset/panel.ts";
import { committeeAt, probabilitiesAt } from "../../forecast/committee.ts";
import type { Crisis } from "../../forecast/crises.ts";
import { forecast } from "../../forecast/forecast.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import { HOUR_S, hourIndex } from "../../forecast/history.ts";
import type { History } from "../../forecast/history.ts";
import { usableRows } from "../../forecast/rows.ts";
import {
  ALARM_EVENT_BPS,
  ALARM_HORIZON_HOURS,
  alarmEpisodes,
  alarmsAt,
  falseEpisodes,
  HOURS_A_MONTH,
  judgeAlarms,
  marketScores,
} from "../alarms.ts";
import type { AlarmTruth } from "../alarms.ts";
import { HEADLINE_BUDGET } from "../budgets.ts";
import { marketEvents } from "../market.ts";
import { blocksOf, ratioWithin } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { said } from "../pick.ts";
import { judgeRandomAlarms } from "../random-alarms.ts";
import type { AlarmChoice, Reference } from "../reference.ts";
import type { AlarmReport, BudgetReport } from "../result.ts";
import { COMMITTEE, isRival } from "../subjects.ts";

export interface AlarmInputs {
  readonly history: History;
  readonly forecasters: readonly Forecaster[];
  readonly reference: Reference;
  readonly crises: readonly Crisis[];
  readonly index: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** Alarms of the committee and its rivals at their committed thresholds, on every hour of the range, by budget. */
export async function judgeMarketAlarms(inputs: AlarmInputs): Promise<BudgetReport[]> {
  const { history, reference, crises, index, from, to } = inputs;
  const truth: AlarmTruth = {
    events: marketEvents(index, ALARM_EVENT_BPS),
    crises,
    from: hourIndex(history, from),
    // What follows an alarm of the last three days may lie beyond the data.
    to: Math.min(hourIndex(history, to), history.hours - ALARM_HORIZON_HOURS),
  };
  if (truth.to <= truth.from) return [];
  const scores = await scoresOf(inputs);
  return reference.budgets.map(({ falseAlarmsPerMonth, chosen }) => ({
    falseAlarmsPerMonth,
    forecasts: scores.flatMap(([id, of]) => {
      const choice = chosen[id];
      return choice === undefined ? [] : [reportOf(history, id, of, choice, truth)];
    }),
  }));
}

/** The committee's alarms at the budget that is published by itself. */
export function headlineOf(budgets: readonly BudgetReport[]): AlarmReport | undefined {
  const headline = budgets.find(({ falseAlarmsPerMonth }) => falseAlarmsPerMonth === HEADLINE_BUDGET);
  return headline?.forecasts.find(({ id }) => id === COMMITTEE);
}

/** The market's score by id, from three days before the range on. */
async function scoresOf({
  history,
  forecasters,
  from,
  to,
}: AlarmInputs): Promise<(readonly [string, Float64Array])[]> {
  const shapes = forecasters.map(({ manifest }) => manifest);
  const opens = from - ALARM_HORIZON_HOURS * HOUR_S;
  const rows = usableRows(history, shapes, { from: opens, to, assets: MARKET_ASSETS, unlabelled: true });
  const forecasts = await forecast(history, rows, forecasters);
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const rivals = forecasts.filter(({ manifest }) => isRival(manifest.kind));
  return [
    [COMMITTEE, marketScores(history, rows, committeeAt(members, ALARM_EVENT_BPS))],
    ...rivals.map((one) => {
      const p = probabilitiesAt(one, ALARM_EVENT_BPS) ?? [];
      return [one.id, marketScores(history, rows, p)] as const;
    }),
  ];
}

function reportOf(
  history: History,
  id: string,
  scores: Float64Array,
  { thresholdBps, limit }: AlarmChoice,
  truth: AlarmTruth,
): AlarmReport {
  const scored = scores.subarray(truth.from, truth.to).filter((score) => score >= 0).length;
  const alarms = alarmsAt(scores, thresholdBps);
  const { falseAlarmsPerMonth, share, ...figures } = judgeAlarms(alarms, scored, truth);
  return {
    id,
    thresholdBps,
    limit,
    ...figures,
    falseAlarmsPerMonth: said(falseAlarmsPerMonth) ?? 0,
    falseAlarmsWithin: falseAlarmsWithin(history, scores, alarms, truth),
    share: said(share) ?? 0,
    nulls: judgeRandomAlarms(alarms, scored, truth),
  };
}

/** False alarms a month with bounds: an episode counts in the month in which it begins. */
function falseAlarmsWithin(
  { firstHour }: History,
  scores: Float64Array,
  alarms: Uint8Array,
  truth: AlarmTruth,
): Interval {
  const { from, to } = truth;
  const months = scores.slice(from, to).map((score) => (score >= 0 ? 1 / HOURS_A_MONTH : 0));
  const begun = new Uint8Array(to - from);
  for (const [first] of falseEpisodes(alarmEpisodes(alarms, truth), truth)) begun[first - from] = 1;
  const blocks = blocksOf(months.map((_, i) => firstHour + (from + i) * HOUR_S));
  const { mean, lo, hi, ...why } = ratioWithin(begun, months, blocks);
  return { mean: said(mean), lo: said(lo), hi: said(hi), ...why };
}
