import type { NamedRange } from "../../forecast/crises.ts";
import { forecast } from "../../forecast/forecast.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import { HOUR_S } from "../../forecast/history.ts";
import type { History } from "../../forecast/history.ts";
import { usableRows } from "../../forecast/rows.ts";
import { heldBackAt, trainingEnd } from "../held-back.ts";
import { placesWhere } from "../pick.ts";
import { eventsOf, narrowed, sampleOf } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE, subjectsOf } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import { thresholdName } from "../thresholds.ts";
import { FHS } from "./quantiles.ts";
import { judgeSlices } from "./slices.ts";
import type { Slice, SliceFigures } from "./slices.ts";
import { bestBaseline } from "./thresholds.ts";

export interface HeldBackFigures {
  /**
   * The baseline in the slices' place of the best one: FHS, whose few parameters hardly remember the dates that they
   * were fitted on; a forest does, and would win here by memory. Without it, the one with the best Brier score.
   */
  readonly beside: string | null;
  readonly parts: readonly SliceFigures[];
}

/** One hour of so many is judged: the training years are long. */
const EVERY_HOURS = 6;
const THRESHOLDS = [500, 800, 1200] as const;

/**
 * The years before the training end, every hour by those members alone that held it back, beside the baselines, which
 * were fitted on all of it: a handicap on our side. By calendar year, and pooled over the withheld crises.
 */
export async function judgeHeldBack(
  history: History,
  forecasters: readonly Forecaster[],
  crises: readonly NamedRange[],
  trainingBase: (bps: number) => number | null,
): Promise<Record<string, HeldBackFigures>> {
  const shapes = forecasters.map(({ manifest }) => manifest);
  const rows = usableRows(history, shapes, { from: 0, to: trainingEnd(shapes), every: EVERY_HOURS });
  if (rows.length === 0) return {};
  const forecasts = await forecast(history, rows, forecasters);
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const whole = sampleOf(history, rows);
  const first = heldBackAt(history, rows, members, THRESHOLDS[0]);
  const places = placesWhere(first.length, (i) => !Number.isNaN(first[i] ?? NaN));
  const sample = narrowed(whole, places);
  const take = (column: Float64Array): Float64Array => Float64Array.from(places, (i) => column[i] ?? NaN);
  const committee = (bps: number): Float64Array => take(heldBackAt(history, rows, members, bps));
  const baselines = subjectsOf(forecasts).filter(({ kind }) => kind === "baseline");
  const slices = [...byCalendarYear(sample), pooled(sample, crises)];
  return Object.fromEntries(
    THRESHOLDS.map((bps) => {
      const own = committee(bps);
      const subjects: Subject[] = [
        { id: COMMITTEE, kind: "committee", at: () => own, logvol: null, quantile: () => null },
        ...baselines.map((one) => {
          const column = take(one.at(bps));
          return { ...one, at: () => column };
        }),
      ];
      const fhs = baselines.find(({ id }) => id === FHS)?.id;
      const beside = fhs ?? bestBaseline(subjects, bps, eventsOf(sample, bps))?.id ?? null;
      const parts = judgeSlices(sample, subjects, beside, slices, bps, trainingBase(bps));
      return [thresholdName(bps), { beside, parts }];
    }),
  );
}

function byCalendarYear({ moments }: Sample): Slice[] {
  const yearOf = (moment: number | undefined): number => new Date((moment ?? 0) * 1000).getUTCFullYear();
  const years = [...new Set(moments.map(yearOf))].sort((a, b) => a - b);
  return years.map((year) => ({
    name: String(year),
    places: placesWhere(moments.length, (i) => yearOf(moments[i]) === year),
  }));
}

function pooled({ moments }: Sample, crises: readonly NamedRange[]): Slice {
  const spans = crises.map(
    ({ from, to }) => [Date.parse(from) / 1000, Date.parse(to) / 1000 - HOUR_S] as const,
  );
  return {
    name: "withheld crises, pooled",
    places: placesWhere(moments.length, (i) =>
      spans.some(([from, to]) => (moments[i] ?? 0) >= from && (moments[i] ?? 0) <= to),
    ),
  };
}
