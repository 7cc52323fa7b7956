import { committeeAt, probabilitiesAt } from "../../forecast/committee.ts";
import { MARKET_ASSETS } from "../../dataset/panel.ts";
import { forecast } from "../../forecast/forecast.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import { HOUR_S, hourIndex } from "../../forecast/history.ts";
import type { History } from "../../forecast/history.ts";
import { usableRows } from "../../forecast/rows.ts";
import {
  ALARM_EVENT_BPS,
  ALARM_HORIZON_HOURS,
  alarmsAt,
  judgeAlarms,
  marketScores,
  nullRecall,
} from "../alarms.ts";
import type { AlarmTruth } from "../alarms.ts";
import { marketEvents } from "../market.ts";
import type { Crisis } from "../market.ts";
import { said } from "../pick.ts";
import type { Reference } from "../reference.ts";
import type { AlarmReport } from "../result.ts";
import { COMMITTEE } from "../subjects.ts";

export interface AlarmInputs {
  readonly history: History;
  readonly forecasters: readonly Forecaster[];
  readonly reference: Reference;
  readonly crises: readonly Crisis[];
  readonly index: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** Alarms of the committee and the baselines at their committed thresholds, on every hour of the range. */
export async function judgeMarketAlarms(inputs: AlarmInputs): Promise<AlarmReport[]> {
  const { history, forecasters, reference, crises, index, from, to } = inputs;
  const shapes = forecasters.map(({ manifest }) => manifest);
  const opens = from - ALARM_HORIZON_HOURS * HOUR_S;
  const rows = usableRows(history, shapes, { from: opens, to, assets: MARKET_ASSETS, unlabelled: true });
  const forecasts = await forecast(history, rows, forecasters);
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const baselines = forecasts.filter(({ manifest }) => manifest.kind === "baseline");
  const truth: AlarmTruth = {
    events: marketEvents(index, ALARM_EVENT_BPS),
    crises,
    from: hourIndex(history, from),
    // What follows an alarm of the last three days may lie beyond the data.
    to: Math.min(hourIndex(history, to), history.hours - ALARM_HORIZON_HOURS),
  };
  if (truth.to <= truth.from) return [];
  const judged = (id: string, p: ArrayLike<number>): AlarmReport[] => {
    const thresholdBps = reference.thresholdsBps[id];
    if (thresholdBps === undefined) return [];
    const scores = marketScores(history, rows, p);
    const scored = scores
      .subarray(truth.from, truth.to)
      .reduce((sum, score) => sum + (score >= 0 ? 1 : 0), 0);
    const alarms = alarmsAt(scores, thresholdBps);
    const nulls = id === COMMITTEE ? nullRecall(alarms, scored, truth) : null;
    const figures = judgeAlarms(alarms, scored, truth);
    const { falseAlarmsPerMonth, share, ...rest } = figures;
    return [
      {
        id,
        thresholdBps,
        ...rest,
        falseAlarmsPerMonth: said(falseAlarmsPerMonth) ?? 0,
        share: said(share) ?? 0,
        nulls,
      },
    ];
  };
  return [
    ...judged(COMMITTEE, committeeAt(members, ALARM_EVENT_BPS)),
    ...baselines.flatMap((one) => judged(one.id, probabilitiesAt(one, ALARM_EVENT_BPS) ?? [])),
  ];
}
