import { findCrises, knownCrises, marketIndex } from "../forecast/crises.ts";
import type { Crisis } from "../forecast/crises.ts";
import { forecast } from "../forecast/forecast.ts";
import type { Forecast } from "../forecast/forecast.ts";
import { CHALLENGERS_FOLDER, readForecasters } from "../forecast/forecasters.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import { HOUR_S, historyOf, hourIndex, readPanelPrices } from "../forecast/history.ts";
import type { History, PanelPrices } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";
import { chooseAlarm } from "./choose-alarm.ts";
import { EvaluateError } from "./errors.ts";
import { findLeaks } from "./leak.ts";
import { placesWhere } from "./pick.ts";
import { readReference, staleReference } from "./reference.ts";
import type { Reference } from "./reference.ts";
import type { EvaluationResult, Slices } from "./result.ts";
import { eventsOf, sampleOf } from "./sample.ts";
import type { Sample } from "./sample.ts";
import { headlineOf, judgeMarketAlarms } from "./sections/alarms.ts";
import { judgeShuffled } from "./sections/controls.ts";
import { correlateCorrections } from "./sections/corrections.ts";
import { judgeDistribution } from "./sections/distribution.ts";
import { judgeHeldBack } from "./sections/held-back.ts";
import { judgeLeftOut } from "./sections/leave-one-out.ts";
import { judgeQuantiles } from "./sections/quantiles.ts";
import { byAsset, byPhase, byYear, judgeSlices } from "./sections/slices.ts";
import type { Slice } from "./sections/slices.ts";
import { judgeThreshold } from "./sections/thresholds.ts";
import type { ThresholdFigures } from "./sections/thresholds.ts";
import { judgeVolatility } from "./sections/volatility.ts";
import { COMMITTEE, subjectsOf } from "./subjects.ts";
import type { Subject } from "./subjects.ts";
import { THRESHOLDS_BPS, thresholdName } from "./thresholds.ts";

export interface EvaluationRequest {
  readonly data: string;
  /** Unix seconds; `to` is not part of the range. */
  readonly from: number;
  readonly to: number;
  /** Judge one hour of so many. */
  readonly every: number;
  /** Judge what was tried against the committee too. */
  readonly challengers: boolean;
  readonly say: (line: string) => void;
}

/** Hours on both sides of a trough that count as "in the crisis". */
const CRISIS_HOURS = 72;

interface Bench extends EvaluationRequest {
  readonly history: History;
  readonly panel: PanelPrices;
  readonly forecasters: readonly Forecaster[];
  readonly reference: Reference;
  readonly crises: readonly Crisis[];
  readonly index: Float64Array;
}

/** Judges every shipped model on the range. Throws EvaluateError, DatasetError, ForecastError or ModelError. */
export async function evaluate(request: EvaluationRequest): Promise<EvaluationResult> {
  const bench = await prepare(request);
  const { history, forecasters, say, from, to, every } = bench;
  const rows = usableRows(history, shapesOf(forecasters), { from, to, every });
  if (rows.length === 0) throw noRows(bench);
  say(`${rows.length} rows of ${history.assets.length} assets, ${forecasters.length} models`);
  const forecasts = await forecast(history, rows, forecasters, { progress: progress(say) });
  const sample = sampleOf(history, rows);
  say("judging");
  const judged = judge(bench, sample, forecasts);
  const alarms = await judgeMarketAlarms(bench);
  const committee = headlineOf(alarms);
  say("crises, by the members that had not seen them");
  const leftOut = await judgeLeftOut(history, forecasters, (bps) => baseOf(bench.reference, bps));
  say("the training years, by the members that held them back");
  const unchallenged = forecasters.filter(({ kind }) => kind !== "challenger");
  const heldBack = await judgeHeldBack(history, unchallenged, knownCrises(shapesOf(forecasters)), (bps) =>
    baseOf(bench.reference, bps),
  );
  say("looking for the future in the features");
  const { prices, panel } = bench.panel;
  const cut = Math.floor((hourIndex(history, from) + hourIndex(history, to)) / 2) - 1;
  const future = await findLeaks(prices, panel, cut, forecasters);
  const { shuffled, ...parts } = judged;
  return {
    from: iso(from),
    to: iso(to),
    ...parts,
    crises: committee?.crises ?? [],
    falseAlarmsPerMonth: committee?.falseAlarmsPerMonth ?? null,
    alarms,
    leftOut,
    heldBack,
    controls: { shuffled, future },
    notices: [
      ...noticesOf(bench),
      ...(future.differences.length > 0 ? ["The features read the future."] : []),
    ],
  };
}

/** Chooses the alarm thresholds on the training years of a data folder and writes them. */
export async function writeReference(data: string): Promise<Reference> {
  const { prices, panel } = await readPanelPrices(data);
  return chooseAlarm(historyOf(prices, panel), readAll(true));
}

async function prepare(request: EvaluationRequest): Promise<Bench> {
  const forecasters = readAll(request.challengers);
  const reference = readReference();
  const panel = await readPanelPrices(request.data);
  const history = historyOf(panel.prices, panel.panel);
  const index = marketIndex(history);
  const crises = findCrises(history, index, knownCrises(shapesOf(forecasters)));
  return { ...request, forecasters, reference, panel, history, index, crises };
}

const readAll = (challengers: boolean): Forecaster[] =>
  readForecasters(undefined, undefined, challengers ? CHALLENGERS_FOLDER : undefined);

const shapesOf = (forecasters: readonly Forecaster[]): Forecaster["manifest"][] =>
  forecasters.map(({ manifest }) => manifest);

function noRows({ history, from, to }: Bench): EvaluateError {
  const [first, last] = [history.firstHour, history.firstHour + (history.hours - 1) * HOUR_S].map(iso);
  return new EvaluateError(
    "EVALUATE_NO_ROWS",
    `No hour from ${iso(from)} to ${iso(to)} can be judged: prices run from ${first ?? ""} to ${last ?? ""}, and an hour needs some 41 days of them before it and one after.`,
  );
}

function progress(say: (line: string) => void): (done: number, rows: number) => void {
  let tenth = 0;
  return (done, rows) => {
    const now = Math.floor((10 * done) / rows);
    if (now > tenth) say(`forecasts: ${now * 10} %`);
    tenth = now;
  };
}

type Judged = Pick<
  EvaluationResult,
  | "thresholds"
  | "slices"
  | "assets"
  | "everyHours"
  | "blocks"
  | "volatility"
  | "quantiles"
  | "distribution"
  | "corrections"
> & { readonly shuffled: EvaluationResult["controls"]["shuffled"] };

function judge(bench: Bench, sample: Sample, forecasts: readonly Forecast[]): Judged {
  const { from, to, every, reference } = bench;
  const subjects = subjectsOf(forecasts);
  const years = byYear(sample, from, to);
  const thresholds = THRESHOLDS_BPS.map(
    (bps) => [bps, judgeThreshold(sample, subjects, bps, baseOf(reference, bps), every)] as const,
  );
  const committee = subjects.find(({ id }) => id === COMMITTEE);
  return {
    thresholds: named(thresholds),
    slices: named(
      thresholds.map(([bps, figures]) => [bps, slices(bench, sample, subjects, years, bps, figures)]),
    ),
    assets: byAsset(sample).map(({ name }) => name),
    everyHours: every,
    blocks: { unit: sample.blocks.unit, count: sample.blocks.count },
    volatility: judgeVolatility(sample, subjects, years),
    quantiles: judgeQuantiles(sample, subjects, inCrisis(bench, sample)),
    distribution: judgeDistribution(sample, subjects),
    corrections: correlateCorrections(sample, subjects),
    shuffled: committee === undefined ? null : judgeShuffled(committee.at(500), eventsOf(sample, 500)),
  };
}

const named = <T>(entries: readonly (readonly [number, T])[]): Record<string, T> =>
  Object.fromEntries(entries.map(([bps, value]) => [thresholdName(bps), value]));

function slices(
  bench: Bench,
  sample: Sample,
  subjects: readonly Subject[],
  years: readonly Slice[],
  bps: number,
  { bestBaseline }: ThresholdFigures,
): Slices {
  const base = baseOf(bench.reference, bps);
  const judged = (parts: readonly Slice[]): Slices["byYear"] =>
    judgeSlices(sample, subjects, bestBaseline, parts, bps, base);
  return {
    byYear: judged(years),
    byPhase: judged(byPhase(sample, bps)),
    byAsset: judged(byAsset(sample)),
    byCrisis: judged(byCrisis(bench, sample)),
  };
}

function byCrisis({ crises, from, to }: Bench, { moments }: Sample): Slice[] {
  return crises
    .filter(({ troughAt }) => troughAt >= from && troughAt < to)
    .map(({ name, troughAt }) => ({
      name,
      places: placesWhere(
        moments.length,
        (i) => Math.abs((moments[i] ?? 0) - troughAt) <= CRISIS_HOURS * HOUR_S,
      ),
    }))
    .filter(({ places }) => places.length > 0);
}

function inCrisis(bench: Bench, sample: Sample): Uint8Array {
  const inside = new Uint8Array(sample.moments.length);
  for (const { places } of byCrisis(bench, sample)) for (const place of places) inside[place] = 1;
  return inside;
}

function baseOf({ trainingBase }: Reference, bps: number): number | null {
  return trainingBase[String(bps)] ?? null;
}

function noticesOf({ panel, history, forecasters, reference, from, to }: Bench): string[] {
  const hashes = Object.fromEntries(forecasters.map(({ id, manifest }) => [id, manifest.sha256]));
  const end = shapesOf(forecasters)
    .map(({ trained }) => trained.range.to)
    .sort()
    .at(-1);
  const inSample = end !== undefined && Date.parse(end) / 1000 > from;
  const none = forecasters.every(({ kind }) => kind !== "baseline");
  const lastLabelled = history.firstHour + (history.hours - 25) * HOUR_S;
  return [
    ...panel.notices,
    ...history.notices,
    ...(inSample
      ? [`Models were trained on dates before ${end}: what this range has of them is in sample.`]
      : []),
    ...(none ? ["There is no baseline under committee/baselines: nothing is compared."] : []),
    ...(lastLabelled < to - HOUR_S
      ? [`Prices end early: the last hour that can be judged is ${iso(lastLabelled)}.`]
      : []),
    ...staleReference(reference, hashes),
  ];
}

const iso = (moment: number): string => {
  const text = new Date(moment * 1000).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 13);
};
