import { improvement } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { qlike } from "../metrics/losses.ts";
import { mean } from "../metrics/probability.ts";
import { pick, said } from "../pick.ts";
import { narrowed } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE, isRival } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import type { Slice } from "./slices.ts";
import { rounded } from "./thresholds.ts";

/** The plain heterogeneous autoregression of Corsi (2009), by its baseline's id. */
export const PLAIN_HAR = "har";

export interface VolatilityFigures {
  /** Mean QLIKE of the next 24 h's variance; null for a model that forecasts none. */
  readonly qlike: Readonly<Record<string, number | null>>;
  readonly bestBaseline: string | null;
  /** The committee's relative improvement on every baseline and challenger. */
  readonly against: Readonly<Record<string, Interval>>;
  /** The same by year. */
  readonly yearly: readonly {
    readonly name: string;
    readonly againstHar: number | null;
    readonly againstBest: number | null;
  }[];
  readonly reason?: string;
}

/** QLIKE of every model that forecasts volatility. */
export function judgeVolatility(
  sample: Sample,
  subjects: readonly Subject[],
  years: readonly Slice[],
): VolatilityFigures {
  const losses = new Map(
    subjects.flatMap(({ id, logvol }) =>
      logvol === null ? [] : [[id, sample.logVariance24.map((v, i) => qlike(v, logvol[i] ?? NaN))] as const],
    ),
  );
  const baselines = subjects.filter(({ id, kind }) => kind === "baseline" && losses.has(id));
  const means = new Map([...losses].map(([id, loss]) => [id, mean(loss)]));
  const score = (id: string): number => means.get(id) ?? Infinity;
  const best = baselines.toSorted((a, b) => score(a.id) - score(b.id))[0]?.id ?? null;
  const ours = losses.get(COMMITTEE);
  const against = (id: string, places?: Uint32Array): Interval | null => {
    const theirs = losses.get(id);
    if (ours === undefined || theirs === undefined) return null;
    if (places === undefined) return rounded(improvement(ours, theirs, sample.blocks));
    return rounded(improvement(pick(ours, places), pick(theirs, places), narrowed(sample, places).blocks));
  };
  const rows = subjects.flatMap(({ id, kind }) => {
    if (!isRival(kind)) return [];
    const delta = against(id);
    return delta === null ? [] : [[id, delta] as const];
  });
  return {
    qlike: Object.fromEntries(subjects.map(({ id }) => [id, said(means.get(id) ?? null)])),
    bestBaseline: best,
    against: Object.fromEntries(rows),
    yearly: years.map(({ name, places }) => ({
      name,
      againstHar: against(PLAIN_HAR, places)?.mean ?? null,
      againstBest: best === null ? null : (against(best, places)?.mean ?? null),
    })),
    ...(ours === undefined ? { reason: "the members forecast no volatility" } : {}),
  };
}
