import type { Horizon } from "../../forecast/committee.ts";
import { improvement } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { mean } from "../metrics/probability.ts";
import { pinball } from "../metrics/quantile.ts";
import { pick, placesWhere, said } from "../pick.ts";
import { narrowed } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import { rounded } from "./thresholds.ts";

/** Historical simulation filtered by HAR volatility, by its baseline's id. */
export const FHS = "har-fhs";

const HORIZONS: readonly Horizon[] = [24, 72];
const LEVELS = [0.05, 0.01] as const;

export interface QuantileFigures {
  readonly horizonHours: Horizon;
  readonly level: number;
  readonly rows: number;
  readonly models: Readonly<
    Record<
      string,
      {
        /** Mean pinball loss in log price. */
        readonly pinball: number;
        /** Share of rows whose outcome lay below the quantile: as often as `level` says when all is well. */
        readonly exceedance: number;
        /** The same within 72 h of a crisis' trough; null without a crisis. */
        readonly exceedanceInCrises: number | null;
      }
    >
  >;
  /** The committee's relative improvement in pinball loss on FHS and on the best baseline. */
  readonly againstFhs: Interval | null;
  readonly bestBaseline: string | null;
  readonly againstBest: Interval | null;
}

/** Quantiles of the lowest price of 24 and 72 h. @param inCrisis 1 for rows near a crisis' trough */
export function judgeQuantiles(
  sample: Sample,
  subjects: readonly Subject[],
  inCrisis: Uint8Array,
): QuantileFigures[] {
  return HORIZONS.flatMap((horizon) => {
    const outcome = horizon === 24 ? sample.min24 : sample.min72;
    const places = placesWhere(outcome.length, (i) => !Number.isNaN(outcome[i] ?? NaN));
    const part = narrowed(sample, places);
    const minima = pick(outcome, places);
    const crisis = placesWhere(places.length, (i) => inCrisis[places[i] ?? 0] === 1);
    return LEVELS.map((level) => judge(part, subjects, { horizon, level, minima, places, crisis }));
  });
}

interface Task {
  readonly horizon: Horizon;
  readonly level: number;
  readonly minima: Float64Array;
  readonly places: Uint32Array;
  readonly crisis: Uint32Array;
}

function judge(part: Sample, subjects: readonly Subject[], task: Task): QuantileFigures {
  const { horizon, level, minima, places, crisis } = task;
  const columns = subjects.flatMap((subject) => {
    const all = subject.quantile(level, horizon);
    if (all === null || minima.length === 0) return [];
    const below = pick(all, places);
    const loss = minima.map((outcome, i) => pinball(outcome, below[i] ?? NaN, level));
    const exceeded = minima.map((outcome, i) => (outcome < (below[i] ?? NaN) ? 1 : 0));
    return [{ id: subject.id, kind: subject.kind, loss, exceeded }];
  });
  const ours = columns.find(({ id }) => id === COMMITTEE)?.loss;
  const fhs = columns.find(({ id }) => id === FHS)?.loss;
  const best = columns
    .filter(({ kind }) => kind === "baseline")
    .sort((a, b) => mean(a.loss) - mean(b.loss))[0];
  const against = (theirs: Float64Array | undefined): Interval | null =>
    ours === undefined || theirs === undefined ? null : rounded(improvement(ours, theirs, part.blocks));
  return {
    horizonHours: horizon,
    level,
    rows: minima.length,
    models: Object.fromEntries(
      columns.map(({ id, loss, exceeded }) => [
        id,
        {
          pinball: Number(mean(loss).toPrecision(6)),
          exceedance: said(mean(exceeded)) ?? 0,
          exceedanceInCrises: said(mean(pick(exceeded, crisis))),
        },
      ]),
    ),
    againstFhs: against(fhs),
    bestBaseline: best?.id ?? null,
    againstBest: against(best?.loss),
  };
}
