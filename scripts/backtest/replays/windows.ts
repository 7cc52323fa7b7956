import { findCrises, marketIndex } from "../../forecast/crises.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import { HOUR_S } from "../../forecast/history.ts";
import type { History } from "../../forecast/history.ts";
import { committeeFor, scoresOf } from "../backtest.ts";
import type { BacktestDeps } from "../backtest.ts";
import type { Crisis } from "../crises.ts";
import type { WindowScores } from "../forecasters/models.ts";
import { anchorsOf, staticPaths } from "../lending/anchors.ts";
import type { Anchors } from "../lending/anchors.ts";
import { simulate } from "../lending/simulate.ts";
import { stageOf } from "../replay.ts";
import { windowOf } from "../window.ts";
import type { Window } from "../window.ts";
import type { CalmMarket } from "./capacity.ts";
import type { Moments } from "./actions.ts";

/** The crises of 2020-03, 2021-05, 2022-05, 2022-06 and 2022-11, by their names in the members' manifests. */
export const REPLAYED: readonly string[] = [
  "black-thursday-2020",
  "may-2021",
  "terra-2022",
  "three-arrows-2022",
  "ftx-2022",
];

/** A crisis with the ninety days before it, what was said of it, and who might have lent to whom. */
export interface ReplayWindow {
  readonly window: Window;
  readonly anchors: Anchors;
  readonly moments: Moments;
  readonly members: readonly Forecaster[];
  readonly inSample: boolean;
  readonly scores: ReadonlyMap<string, WindowScores>;
  readonly market: CalmMarket;
}

export type PrepareDeps = Pick<BacktestDeps, "history" | "models" | "parameters">;

/** Reads a window's prices and scores. Throws BacktestError where the data do not hold it. */
export async function prepareWindow(crisis: Crisis, deps: PrepareDeps): Promise<ReplayWindow> {
  const { history, models, parameters } = deps;
  const anchors = anchorsOf(parameters);
  const window = windowOf(history, crisis);
  const { members, inSample } = committeeFor(crisis, models);
  const scores = await scoresOf(window, members, { history, models: members, parameters });
  const control = simulate(stageOf(window, 0), anchors, staticPaths(anchors, window.hours));
  return {
    window,
    anchors,
    moments: {
      start: history.firstHour + window.firstIndex * HOUR_S,
      from: crisis.from,
      troughAt: troughOf(history, crisis),
    },
    members,
    inSample,
    scores,
    market: { anchors, heldUsd: control.heldUsd, calm: window.calm },
  };
}

/** The evaluation's trough: the hour in the crisis's dates in which the market stood deepest below its 72 h high. */
function troughOf(history: History, { from, to }: Crisis): number {
  const troughs = findCrises(history, marketIndex(history), []).filter(
    ({ troughAt }) => troughAt >= from && troughAt < to,
  );
  const deepest = troughs.toSorted((a, b) => b.depth - a.depth)[0];
  // Dates of a crisis in which the rule finds none: their end.
  return deepest?.troughAt ?? to - HOUR_S;
}
