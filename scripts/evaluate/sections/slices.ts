import { improvement } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { brierSkill, mean, squaredErrors } from "../metrics/probability.ts";
import { averagePrecision, rank } from "../metrics/ranking.ts";
import { pick, pickBits, placesWhere, said } from "../pick.ts";
import { eventsOf, insideEpisode, narrowed } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import { rounded } from "./thresholds.ts";

/** What one forecast is worth on a part of the rows. */
export interface SliceScore {
  readonly prAuc: number | null;
  readonly brierSkill: number | null;
  readonly meanOverBase: number | null;
}

export interface SliceFigures {
  readonly name: string;
  readonly rows: number;
  readonly events: number;
  readonly base: number | null;
  readonly committee: SliceScore | null;
  readonly bestBaseline: SliceScore | null;
  /** The committee's relative Brier improvement on the best baseline. */
  readonly brier: Interval | null;
}

/** A named part of the rows. */
export interface Slice {
  readonly name: string;
  readonly places: Uint32Array;
}

/** Judges the committee and the baseline that was best on all rows on every part. A null training base leaves skill out. */
export function judgeSlices(
  sample: Sample,
  subjects: readonly Subject[],
  best: string | null,
  slices: readonly Slice[],
  thresholdBps: number,
  trainingBase: number | null,
): SliceFigures[] {
  const y = eventsOf(sample, thresholdBps);
  const of = (id: string | null): Float64Array | undefined =>
    subjects.find((one) => one.id === id)?.at(thresholdBps);
  const [ours, theirs] = [of(COMMITTEE), of(best)];
  return slices.map(({ name, places }) => {
    const outcomes = pickBits(y, places);
    const score = (p: Float64Array | undefined): SliceScore | null =>
      p === undefined ? null : scored(pick(p, places), outcomes, trainingBase);
    const { blocks } = narrowed(sample, places);
    const delta =
      ours === undefined || theirs === undefined
        ? null
        : improvement(
            squaredErrors(pick(ours, places), outcomes),
            squaredErrors(pick(theirs, places), outcomes),
            blocks,
          );
    return {
      name,
      rows: places.length,
      events: outcomes.reduce((sum, value) => sum + value, 0),
      base: said(mean(outcomes)),
      committee: score(ours),
      bestBaseline: score(theirs),
      brier: delta === null ? null : rounded(delta),
    };
  });
}

function scored(p: Float64Array, y: Uint8Array, trainingBase: number | null): SliceScore {
  return {
    prAuc: said(averagePrecision(rank(p), y)),
    brierSkill: said(trainingBase === null ? null : brierSkill(p, y, trainingBase)),
    meanOverBase: said(mean(p) / mean(y)),
  };
}

export function byAsset({ history, rows }: Sample): Slice[] {
  return history.assets
    .map(({ symbol }, asset) => ({
      name: symbol,
      places: placesWhere(rows.length, (place) => rows.asset[place] === asset),
    }))
    .filter(({ places }) => places.length > 0);
}

/** Years that start at the first moment of the range, the last one cut at its end. */
export function byYear({ moments }: Sample, from: number, to: number): Slice[] {
  const slices: Slice[] = [];
  for (let start = from; start < to;) {
    const date = new Date(start * 1000);
    const next = Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), date.getUTCDate()) / 1000;
    const [low, high] = [start, Math.min(next, to)];
    const places = placesWhere(moments.length, (i) => (moments[i] ?? 0) >= low && (moments[i] ?? 0) < high);
    if (places.length > 0) slices.push({ name: `${day(low)}..${day(high)}`, places });
    start = next;
  }
  return slices;
}

/** Hours of an onset, and hours inside an episode that is under way. */
export function byPhase(sample: Sample, thresholdBps: number): Slice[] {
  const inside = insideEpisode(sample, thresholdBps);
  return [
    { name: "onset", places: placesWhere(inside.length, (i) => inside[i] === 0) },
    { name: "inside an episode", places: placesWhere(inside.length, (i) => inside[i] === 1) },
  ];
}

const day = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 10);
