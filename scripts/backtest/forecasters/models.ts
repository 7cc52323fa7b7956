import { toScoreBps } from "../../../committee/inference/score.ts";
import { aggregate } from "../../../committee/quorum/aggregate.ts";
import { probabilitiesAt } from "../../forecast/committee.ts";
import { forecast } from "../../forecast/forecast.ts";
import type { Forecast } from "../../forecast/forecast.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import type { History } from "../../forecast/history.ts";
import { usableRows } from "../../forecast/rows.ts";
import type { Rows } from "../../forecast/rows.ts";
import { HOUR_S } from "../../demo/hours.ts";
import type { ScorePath } from "../steward/steer.ts";
import type { HourScore } from "../steward/steward.ts";
import { COMMITTEE } from "../policies.ts";
import { HISTORY_SYMBOL } from "../window.ts";
import type { PricedCollateral, Window } from "../window.ts";

/** Scores of one forecaster for every priced collateral of a window. */
export type WindowScores = Partial<Record<PricedCollateral, ScorePath>>;

/** Falls in bps at which each market's score is read. */
export type Thresholds = Readonly<Record<PricedCollateral, number>>;

/**
 * Runs models over a window: what the committee of `members` says as the contract aggregates it, and each baseline alone.
 * @returns scores by id; the committee's under "committee"
 */
export async function modelScores(
  history: History,
  window: Window,
  members: readonly Forecaster[],
  baselines: readonly Forecaster[],
  thresholds: Thresholds,
): Promise<Map<string, WindowScores>> {
  const models = [...members, ...baselines];
  const from = history.firstHour + window.firstIndex * HOUR_S;
  const rows = usableRows(
    history,
    models.map(({ manifest }) => manifest),
    {
      from,
      to: from + window.hours * HOUR_S,
      assets: window.assets.map((asset) => HISTORY_SYMBOL[asset]),
      unlabelled: true,
    },
  );
  const forecasts = await forecast(history, rows, models);
  const of = (some: readonly Forecast[]): WindowScores =>
    Object.fromEntries(
      window.assets.map((asset) => [asset, scoresOf(history, window, rows, some, asset, thresholds[asset])]),
    );
  const scores = new Map<string, WindowScores>();
  if (members.length > 0) scores.set(COMMITTEE, of(forecasts.slice(0, members.length)));
  for (const one of forecasts.slice(members.length)) scores.set(one.id, of([one]));
  return scores;
}

function scoresOf(
  history: History,
  window: Window,
  rows: Rows,
  forecasts: readonly Forecast[],
  asset: PricedCollateral,
  thresholdBps: number,
): ScorePath {
  const at = history.assets.findIndex(({ symbol }) => symbol === HISTORY_SYMBOL[asset]);
  const columns = forecasts.map((one) => probabilitiesAt(one, thresholdBps) ?? new Float64Array());
  const path = new Array<HourScore | null>(window.hours).fill(null);
  for (let row = 0; row < rows.length; row++) {
    if (rows.asset[row] !== at) continue;
    const votes = columns.map((column) => ({ value: toScoreBps(column[row] ?? NaN), weight: 1 }));
    path[(rows.hour[row] ?? 0) - window.firstIndex] = aggregate(votes);
  }
  return path;
}
