import { knownCrises } from "../../forecast/crises.ts";
import type { NamedRange } from "../../forecast/crises.ts";
import { forecast } from "../../forecast/forecast.ts";
import type { Forecast } from "../../forecast/forecast.ts";
import type { Forecaster } from "../../forecast/forecasters.ts";
import type { History } from "../../forecast/history.ts";
import { usableRows } from "../../forecast/rows.ts";
import { brierSkill, mean } from "../metrics/probability.ts";
import { averagePrecision, rank } from "../metrics/ranking.ts";
import { said } from "../pick.ts";
import { eventsOf, sampleOf } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE, committeeOf, isRival, subjectsOf } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import { THRESHOLDS_BPS, thresholdName } from "../thresholds.ts";

export interface LeftOutScore {
  /** Area under the precision-recall curve over the base rate. */
  readonly lift: number | null;
  readonly brierSkill: number | null;
}

export interface LeftOutCrisis {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly members: readonly string[];
  readonly thresholds: Readonly<
    Record<
      string,
      {
        readonly base: number | null;
        readonly rows: number;
        /**
         * Of the members that had not seen the crisis, as a committee; of the challengers that had not; and of every
         * baseline, which had.
         */
        readonly models: Readonly<Record<string, LeftOutScore>>;
      }
    >
  >;
}

/**
 * Each crisis that members withheld from training, judged by those members alone. The baselines are fitted on all
 * training dates, the crisis included: a handicap on our side.
 */
export async function judgeLeftOut(
  history: History,
  forecasters: readonly Forecaster[],
  trainingBase: (bps: number) => number | null,
): Promise<LeftOutCrisis[]> {
  const shapes = forecasters.map(({ manifest }) => manifest);
  const results: LeftOutCrisis[] = [];
  for (const crisis of knownCrises(shapes)) {
    const range = { from: Date.parse(crisis.from) / 1000, to: Date.parse(crisis.to) / 1000 };
    const rows = usableRows(history, shapes, range);
    const used = forecasters.filter(
      ({ kind, manifest }) => kind === "baseline" || withheld(manifest, crisis),
    );
    if (rows.length === 0) continue;
    results.push(judge(crisis, sampleOf(history, rows), await forecast(history, rows, used), trainingBase));
  }
  return results;
}

function withheld({ trained }: Forecaster["manifest"], { name }: NamedRange): boolean {
  return trained.withheld.some((range) => range.name === name);
}

function judge(
  crisis: NamedRange,
  sample: Sample,
  forecasts: readonly Forecast[],
  trainingBase: (bps: number) => number | null,
): LeftOutCrisis {
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const subjects = [committeeOf(members), ...subjectsOf(forecasts).filter(({ kind }) => isRival(kind))];
  const thresholds = THRESHOLDS_BPS.map((bps) => {
    const y = eventsOf(sample, bps);
    const base = mean(y);
    const score = ({ at }: Subject): LeftOutScore => ({
      lift: said(averagePrecision(rank(at(bps)), y) / base),
      brierSkill: said(brierSkill(at(bps), y, trainingBase(bps) ?? NaN)),
    });
    const models = Object.fromEntries(subjects.map((subject) => [subject.id, score(subject)]));
    return [thresholdName(bps), { base: said(base), rows: y.length, models }] as const;
  });
  return { ...crisis, members: members.map(({ id }) => id), thresholds: Object.fromEntries(thresholds) };
}

/** In how many crises the members' lift, or skill, is at least the other's; events on both sides needed. */
export function countWins(
  crises: readonly LeftOutCrisis[],
  threshold: string,
  id: string,
  measure: keyof LeftOutScore,
): { readonly wins: number; readonly of: number } {
  const pairs = crises.flatMap(({ thresholds }) => {
    const models = thresholds[threshold]?.models;
    const [ours, theirs] = [models?.[COMMITTEE]?.[measure] ?? null, models?.[id]?.[measure] ?? null];
    return ours === null || theirs === null ? [] : [[ours, theirs] as const];
  });
  return { wins: pairs.filter(([ours, theirs]) => ours >= theirs).length, of: pairs.length };
}
