import { calibrationLine, reliability } from "../metrics/calibration.ts";
import type { ReliabilityBin } from "../metrics/calibration.ts";
import { improvement, prAucDifference } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { dieboldMariano } from "../metrics/diebold-mariano.ts";
import type { DieboldMariano } from "../metrics/diebold-mariano.ts";
import { brier, brierSkill, logSkill, mean, squaredErrors } from "../metrics/probability.ts";
import { averagePrecision, precisionRecall, rank, rocAuc } from "../metrics/ranking.ts";
import type { Ranking } from "../metrics/ranking.ts";
import { said } from "../pick.ts";
import { eventsOf } from "../sample.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE, isRival } from "../subjects.ts";
import type { Subject, SubjectKind } from "../subjects.ts";
import { countEpisodes } from "../episodes.ts";

export interface ModelFigures {
  readonly prAuc: number | null;
  readonly rocAuc: number | null;
  readonly brierSkill: number | null;
  readonly slope: number | null;
  readonly kind: SubjectKind;
  readonly logSkill: number | null;
  readonly intercept: number | null;
  readonly meanOverBase: number | null;
  /** Why a figure is null. */
  readonly reason?: string;
}

/** The committee against one baseline. */
export interface Delta {
  readonly brier: Interval;
  readonly prAuc: Interval;
}

export interface ThresholdFigures {
  readonly base: number | null;
  readonly trainingBase: number | null;
  readonly rows: number;
  readonly events: number;
  readonly episodes: number;
  readonly bestBaseline: string | null;
  readonly models: Readonly<Record<string, ModelFigures>>;
  readonly delta: Delta;
  /** The committee's relative Brier improvement on every baseline and challenger. */
  readonly brierAgainst: Readonly<Record<string, Interval>>;
  readonly dieboldMariano: DieboldMariano | null;
  readonly reliability: Readonly<Record<string, readonly ReliabilityBin[]>>;
  readonly precisionRecall: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

/** Autocovariances of the Diebold-Mariano test: labels overlap for a day, regimes last for a week. */
const HAC_HOURS = 168;

/** Everything said of one threshold. @param trainingBase share of events on the training dates; null when unknown */
export function judgeThreshold(
  sample: Sample,
  subjects: readonly Subject[],
  thresholdBps: number,
  trainingBase: number | null,
  every: number,
): ThresholdFigures {
  const y = eventsOf(sample, thresholdBps);
  const rankings = new Map(subjects.map((subject) => [subject.id, rank(subject.at(thresholdBps))]));
  const best = bestBaseline(subjects, thresholdBps, y);
  const committee = subjects.find(({ id }) => id === COMMITTEE);
  const shown = [committee, best].filter((subject) => subject !== undefined);
  const of = (subject: Subject): Ranking => rankings.get(subject.id) ?? rank(subject.at(thresholdBps));
  return {
    base: said(mean(y)),
    trainingBase: said(trainingBase),
    rows: y.length,
    events: y.reduce((sum, value) => sum + value, 0),
    episodes: countEpisodes(sample, y),
    bestBaseline: best?.id ?? null,
    models: Object.fromEntries(
      subjects.map((subject) => [subject.id, figures(subject, thresholdBps, y, of(subject), trainingBase)]),
    ),
    delta: deltaOf(sample, y, thresholdBps, committee, best, of),
    brierAgainst: againstAll(sample, subjects, committee, thresholdBps, y),
    dieboldMariano: test(sample, y, thresholdBps, committee, best, Math.ceil(HAC_HOURS / every)),
    reliability: Object.fromEntries(shown.map((one) => [one.id, reliability(one.at(thresholdBps), y)])),
    precisionRecall: Object.fromEntries(shown.map((one) => [one.id, precisionRecall(of(one), y)])),
  };
}

/** The baseline with the best Brier score on the judged rows themselves: chosen with hindsight, against ourselves. */
export function bestBaseline(
  subjects: readonly Subject[],
  thresholdBps: number,
  y: Uint8Array,
): Subject | undefined {
  const scored = subjects
    .filter(({ kind }) => kind === "baseline")
    .map((subject) => ({ subject, score: brier(subject.at(thresholdBps), y) }));
  return scored.sort((a, b) => a.score - b.score)[0]?.subject;
}

function figures(
  { kind, at }: Subject,
  thresholdBps: number,
  y: Uint8Array,
  ranking: Ranking,
  trainingBase: number | null,
): ModelFigures {
  const p = at(thresholdBps);
  const { slope, intercept } = calibrationLine(p, y);
  const values = {
    prAuc: said(averagePrecision(ranking, y)),
    rocAuc: said(rocAuc(ranking, y)),
    brierSkill: said(trainingBase === null ? null : brierSkill(p, y, trainingBase)),
    slope: said(slope),
    kind,
    logSkill: said(trainingBase === null ? null : logSkill(p, y, trainingBase)),
    intercept: said(intercept),
    meanOverBase: said(mean(p) / mean(y)),
  };
  if (!Object.values(values).includes(null)) return values;
  const lacks = trainingBase === null ? "no training base rate is known" : "";
  const eventless = y.includes(1)
    ? "the forecast separates the outcomes or does not vary"
    : "no event in these rows";
  return { ...values, reason: lacks === "" ? eventless : lacks };
}

const NO_BASELINE = { mean: null, lo: null, hi: null, reason: "there is no baseline to compare with" };

function deltaOf(
  sample: Sample,
  y: Uint8Array,
  thresholdBps: number,
  committee: Subject | undefined,
  best: Subject | undefined,
  of: (subject: Subject) => Ranking,
): Delta {
  if (committee === undefined || best === undefined) return { brier: NO_BASELINE, prAuc: NO_BASELINE };
  return {
    brier: rounded(
      improvement(
        squaredErrors(committee.at(thresholdBps), y),
        squaredErrors(best.at(thresholdBps), y),
        sample.blocks,
      ),
    ),
    prAuc: rounded(prAucDifference(of(committee), of(best), y, sample.blocks)),
  };
}

function againstAll(
  { blocks }: Sample,
  subjects: readonly Subject[],
  committee: Subject | undefined,
  thresholdBps: number,
  y: Uint8Array,
): Record<string, Interval> {
  if (committee === undefined) return {};
  const ours = squaredErrors(committee.at(thresholdBps), y);
  const rivals = subjects.filter(({ kind }) => isRival(kind));
  return Object.fromEntries(
    rivals.map(({ id, at }) => [id, rounded(improvement(ours, squaredErrors(at(thresholdBps), y), blocks))]),
  );
}

function test(
  { moments }: Sample,
  y: Uint8Array,
  thresholdBps: number,
  committee: Subject | undefined,
  best: Subject | undefined,
  lag: number,
): DieboldMariano | null {
  if (committee === undefined || best === undefined || y.length === 0) return null;
  const [ours, theirs] = [committee, best].map(({ at }) => squaredErrors(at(thresholdBps), y));
  const result = dieboldMariano(ours ?? [], theirs ?? [], moments, lag);
  if (!Number.isFinite(result.statistic)) return null;
  return {
    difference: Number(result.difference.toPrecision(6)),
    statistic: Number(result.statistic.toFixed(4)),
    pValue: Number(result.pValue.toFixed(6)),
  };
}

/** An interval with six decimals; a bound that is no number becomes null. */
export function rounded({ mean: middle, lo, hi, reason }: Interval): Interval {
  const values = { mean: said(middle), lo: said(lo), hi: said(hi) };
  return reason === undefined ? values : { ...values, reason };
}
