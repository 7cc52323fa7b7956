import { toScoreBps } from "../../committee/inference/score.ts";
import { weightedMedian } from "../../committee/quorum/aggregate.ts";
import { probabilitiesAt } from "../forecast/committee.ts";
import type { Forecast } from "../forecast/forecast.ts";
import { HOUR_S } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import type { ForecastManifest } from "../forecast/manifest.ts";
import type { Rows } from "../forecast/rows.ts";

/**
 * The committee's probability of hours before the training end: of each row the median score, in bps, of only those
 * members that held its hour back from the fit of their weights, as a month of calibration or as a withheld crisis. NaN
 * where no member did.
 */
export function heldBackAt(
  history: Pick<History, "firstHour">,
  rows: Rows,
  members: readonly Forecast[],
  thresholdBps: number,
): Float64Array {
  const columns = members.map((member) => ({
    p: probabilitiesAt(member, thresholdBps) ?? new Float64Array(),
    holds: holderOf(member.manifest),
  }));
  return Float64Array.from({ length: rows.length }, (_, row) => {
    const moment = history.firstHour + (rows.hour[row] ?? 0) * HOUR_S;
    const held = columns.filter(({ holds }) => holds(moment));
    if (held.length === 0) return NaN;
    return weightedMedian(held.map(({ p }) => ({ value: toScoreBps(p[row] ?? NaN), weight: 1 }))) / 10_000;
  });
}

function holderOf({ trained }: ForecastManifest): (moment: number) => boolean {
  const ranges = [...trained.withheld, ...trained.calibration].map(({ from, to }): [number, number] => [
    Date.parse(from) / 1000,
    Date.parse(to) / 1000,
  ]);
  return (moment) => ranges.some(([from, to]) => moment >= from && moment < to);
}

/** The first moment that training may have seen the outcome of: its end less the embargo, unix seconds. */
export function trainingEnd(manifests: readonly ForecastManifest[]): number {
  const ends = manifests.map(
    ({ trained }) => Date.parse(trained.range.to) / 1000 - trained.embargoHours * HOUR_S,
  );
  return Math.min(...ends);
}
