import { committeeAt, medianOf, probabilitiesAt } from "../forecast/committee.ts";
import type { Horizon } from "../forecast/committee.ts";
import type { Forecast } from "../forecast/forecast.ts";
import { quantiles } from "./metrics/quantile.ts";

export const COMMITTEE = "committee";

export type SubjectKind = "baseline" | "member" | "challenger" | "committee";

/** Whether the committee is compared with it: with what it has to beat, and with what was tried against it. */
export const isRival = (kind: SubjectKind): boolean => kind === "baseline" || kind === "challenger";

/** Something that is judged: what it says of every row. Columns are computed once. */
export interface Subject {
  readonly id: string;
  readonly kind: SubjectKind;
  /** P(lowest close of the next 24 h at least the threshold below now). */
  readonly at: (thresholdBps: number) => Float64Array;
  /** ln of the root mean squared hourly return of the next 24 h; null when it does not say. */
  readonly logvol: ArrayLike<number> | null;
  /** Quantile of the lowest log price ratio over the horizon; null when it does not say. */
  readonly quantile: (level: number, horizon: Horizon) => Float64Array | null;
}

/** Every model as a subject, and the committee of the members among them. */
export function subjectsOf(forecasts: readonly Forecast[]): Subject[] {
  const members = forecasts.filter(({ manifest }) => manifest.kind === "member");
  const alone = forecasts.map((forecast) => subjectOf(forecast));
  return members.length === 0 ? alone : [...alone, committeeOf(members)];
}

function subjectOf(forecast: Forecast): Subject {
  const { id, manifest, probability, probability72, logvol } = forecast;
  return {
    id,
    kind: manifest.kind,
    at: once((bps: number) => probabilitiesAt(forecast, bps) ?? new Float64Array()),
    logvol,
    quantile: once2((level, horizon) => {
      const grid = horizon === 24 ? probability : probability72;
      return grid === null ? null : quantiles(grid, manifest.gridBps, level);
    }),
  };
}

/** The committee: scores as the contract aggregates them; volatility and quantiles as the median of its members'. */
export function committeeOf(members: readonly Forecast[]): Subject {
  const subjects = members.map((member) => subjectOf(member));
  const volatilities = subjects.map(({ logvol }) => logvol).filter((logvol) => logvol !== null);
  return {
    id: COMMITTEE,
    kind: "committee",
    at: once((bps: number) => committeeAt(members, bps)),
    logvol: volatilities.length === subjects.length ? medianOf(volatilities) : null,
    quantile: once2((level, horizon) => {
      const columns = subjects
        .map((subject) => subject.quantile(level, horizon))
        .filter((one) => one !== null);
      return columns.length === subjects.length ? medianOf(columns) : null;
    }),
  };
}

function once<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.has(key) ? (known.get(key) as V) : compute(key);
    known.set(key, value);
    return value;
  };
}

function once2<V>(compute: (level: number, horizon: Horizon) => V): (level: number, horizon: Horizon) => V {
  const near = once((level: number) => compute(level, 24));
  const far = once((level: number) => compute(level, 72));
  return (level, horizon) => (horizon === 24 ? near(level) : far(level));
}
