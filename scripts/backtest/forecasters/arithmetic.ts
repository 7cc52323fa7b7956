import { toScoreBps } from "../../../committee/inference/score.ts";
import type { History } from "../../forecast/history.ts";
import type { HourScore } from "../steward/steward.ts";
import { HISTORY_SYMBOL } from "../window.ts";
import type { Window } from "../window.ts";
import { ewma } from "./ewma.ts";
import { historicalVar } from "./historical-var.ts";
import type { Thresholds, WindowScores } from "./models.ts";
import type { Closes } from "./types.ts";

type Arithmetic = (closes: Closes, fall: number, from: number, to: number) => (number | null)[];

/** Forecasters that are a page of arithmetic on past closes. */
export const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  "rolling-var-30d": historicalVar,
  "ewma-gauss": ewma,
};

/** Their scores over a window; one voice has no spread. */
export function arithmeticScores(
  history: History,
  window: Window,
  forecast: Arithmetic,
  thresholds: Thresholds,
): WindowScores {
  return Object.fromEntries(
    window.assets.map((asset) => {
      const closes = history.assets.find(({ symbol }) => symbol === HISTORY_SYMBOL[asset])?.closes ?? [];
      const [from, to] = [window.firstIndex, window.firstIndex + window.hours];
      const scores = forecast(closes, thresholds[asset] / 10_000, from, to).map((p): HourScore | null =>
        p === null ? null : { scoreBps: toScoreBps(p), spreadBps: 0 },
      );
      return [asset, scores];
    }),
  );
}
