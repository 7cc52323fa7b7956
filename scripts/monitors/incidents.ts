import type { ScoredSeries } from "./scored.ts";

/** What counts as an incident of a monitor, and what as a breach that an alarm may be about. */
export interface IncidentRule {
  /** The event whose score raises the alarm. */
  readonly event: string;
  readonly outcome: string;
  readonly threshold: number;
  /** Hours at or beyond the threshold, gaps of up to `mergeHours` closed, that make an incident. */
  readonly minHours: number;
  readonly mergeHours: number;
  /** Milder levels whose first crossing the delay is counted from. */
  readonly milder: readonly number[];
  readonly worse: number | null;
  /** Inputs that stand as scores of their own: the plain rules. */
  readonly plainRules: readonly string[];
}

export const INCIDENT_RULES: Readonly<Record<string, IncidentRule>> = {
  peg: {
    event: "below200in24h",
    outcome: "worst24",
    threshold: 200,
    minHours: 12,
    mergeHours: 72,
    milder: [50, 100],
    worse: 500,
    plainRules: ["depth", "surprise"],
  },
  liquidations: {
    event: "liquidated100kin24h",
    outcome: "liquidated24",
    threshold: 1e5,
    minHours: 1,
    mergeHours: 72,
    milder: [],
    worse: 1e6,
    plainRules: ["liquidated24"],
  },
  utilisation: {
    event: "above95in24h",
    outcome: "utilisation24",
    threshold: 0.95,
    minHours: 1,
    mergeHours: 72,
    milder: [0.9],
    worse: null,
    plainRules: ["utilisation"],
  },
  liquidity: {
    event: "third24h",
    outcome: "fall24",
    threshold: Math.log(1.5),
    minHours: 1,
    mergeHours: 72,
    milder: [],
    worse: null,
    plainRules: ["logVol168"],
  },
};

/** Hours on both sides of a breach in which an alarm is no false one, and in which a warning counts. */
export const NEAR_HOURS = 72;

/** One incident of one series, as hours of that series. */
export interface Incident {
  readonly series: ScoredSeries;
  readonly onset: number;
  readonly end: number;
  /** First hour at the worse level, or null. */
  readonly worse: number | null;
  /** First hour within NEAR_HOURS before the onset at each milder level. */
  readonly milder: readonly number[];
}

/** Incidents of a series whose onset was forecast; a start of the series beyond the threshold is none. */
export function incidentsOf(series: ScoredSeries, rule: IncidentRule): Incident[] {
  const severity = series.history.severity[rule.outcome] ?? new Float64Array();
  const incidents: Incident[] = [];
  for (const hours of runs(severity, rule)) {
    const [onset, end] = [hours[0] ?? 0, hours.at(-1) ?? 0];
    if (hours.length < rule.minHours || !forecastBefore(series, onset)) continue;
    const worst = hours.find((hour) => rule.worse !== null && (severity[hour] ?? NaN) >= rule.worse);
    const milder = rule.milder.map((level) => {
      let first = Math.max(0, onset - NEAR_HOURS);
      while (first < onset && !((severity[first] ?? NaN) >= level)) first++;
      return first;
    });
    incidents.push({ series, onset, end, worse: worst ?? null, milder });
  }
  return incidents;
}

function runs(severity: Float64Array, { threshold, mergeHours }: IncidentRule): number[][] {
  const found: number[][] = [];
  for (let i = 0; i < severity.length; i++) {
    if (!((severity[i] ?? NaN) >= threshold)) continue;
    const last = found.at(-1);
    if (last !== undefined && i - (last.at(-1) ?? -Infinity) <= mergeHours) last.push(i);
    else found.push([i]);
  }
  return found;
}

/** Three quarters of the day before the onset have a forecast: without one nothing could be said. */
function forecastBefore(series: ScoredSeries, onset: number): boolean {
  let forecast = 0;
  for (let i = Math.max(0, onset - 24); i < onset; i++) forecast += (series.fold[i] ?? -1) >= 0 ? 1 : 0;
  return forecast >= 18;
}

/** Hours so near to a breach, however short, that an alarm there is not false. */
export function nearBreach(series: ScoredSeries, rule: IncidentRule): Uint8Array {
  const severity = series.history.severity[rule.outcome] ?? new Float64Array();
  const near = new Uint8Array(series.history.hours);
  for (let i = 0; i < severity.length; i++) {
    if ((severity[i] ?? NaN) >= rule.threshold) near.fill(1, Math.max(0, i - NEAR_HOURS), i + NEAR_HOURS + 1);
  }
  return near;
}
