import { join } from "node:path";
import { byHorizon } from "../../committee/calibration/horizons.ts";
import type { ByHorizon } from "../../committee/calibration/horizons.ts";
import { readManifest } from "../../committee/inference/manifest.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";
import { knownCrises } from "../forecast/crises.ts";
import { forecast } from "../forecast/forecast.ts";
import type { Forecast } from "../forecast/forecast.ts";
import { MEMBERS_FOLDER, readForecasters } from "../forecast/forecasters.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import { hourIndex } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";
import type { Rows } from "../forecast/rows.ts";
import { DriftError } from "./errors.ts";
import { stretchesOf } from "./stretches.ts";
import type { Crisis, StretchesOf } from "./stretches.ts";
import { Tally } from "./tally.ts";
import type { StretchFigures } from "./tally.ts";
import { walkAsset } from "./walk.ts";
import type { AssetForecasts } from "./walk.ts";

export interface DriftRequest {
  /** Unix seconds; the trackers live from the history's first hour, only what lies within is counted. */
  readonly from: number;
  readonly to: number;
  readonly assets?: readonly string[];
  readonly model?: string;
  readonly say?: (sentence: string) => void;
}

/** Figures by stretch ("2022", "calm", "stress", the name of a crisis, "all") of one model. */
export interface ModelDrift {
  readonly id: string;
  /** Crises that the model did not see in training. */
  readonly withheld: readonly string[];
  readonly stretches: Readonly<Record<string, StretchFigures>>;
}

/** Follows every member over the history with the node's own code. Throws DriftError when there is nothing to follow. */
export async function studyDrift(history: History, request: DriftRequest): Promise<ModelDrift[]> {
  const all = readForecasters().filter(({ kind }) => kind === "member");
  const chosen = all.filter(({ id }) => request.model === undefined || id === request.model);
  if (chosen.length === 0) {
    const known = all.map(({ id }) => id).join(", ");
    throw new DriftError("DRIFT_USAGE", `There is no member "${request.model ?? ""}", only ${known}.`);
  }
  const results: ModelDrift[] = [];
  for (const forecaster of chosen) {
    request.say?.(`${forecaster.id}: forecasting every hour.`);
    results.push(await studyModel(history, forecaster, crisesOf(all), request));
  }
  return results;
}

/** Every crisis that some member withheld: all that training knows by name. */
function crisesOf(forecasters: readonly Forecaster[]): Crisis[] {
  const known = knownCrises(forecasters.map(({ manifest }) => manifest));
  return known.map(({ name, from, to }) => ({ name, from: unix(from), to: unix(to) }));
}

const unix = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

async function studyModel(
  history: History,
  forecaster: Forecaster,
  crises: readonly Crisis[],
  { from, to, assets }: DriftRequest,
): Promise<ModelDrift> {
  const manifest = readManifest(join(MEMBERS_FOLDER, forecaster.id));
  const request = { from: -Infinity, to, unlabelled: true, ...(assets === undefined ? {} : { assets }) };
  const rows = usableRows(history, [manifest], request);
  const [given] = await forecast(history, rows, [forecaster]);
  const probabilitiesOf = lookup(history, rows, bothOf(forecaster.id, given), manifest);
  const followed = history.assets
    .map((asset, index) => ({ asset, probabilitiesOf: probabilitiesOf(index), firstHour: history.firstHour }))
    .filter(({ asset }) => assets === undefined || assets.includes(asset.symbol));
  const span = { start: hourIndex(history, from), end: hourIndex(history, to) };
  const tallies = tallyAll(followed, manifest, stretchesOf(history, crises), span);
  if (tallies.size === 0) {
    throw new DriftError("DRIFT_NO_ROWS", "No asset has an hour between --from and --to: name another span.");
  }
  return {
    id: forecaster.id,
    withheld: manifest.trained.withheld.map(({ name }) => name),
    stretches: Object.fromEntries([...tallies].sort().map(([name, tally]) => [name, tally.figures])),
  };
}

/** Throws DriftError for a member that forecasts one horizon only. */
function bothOf(id: string, given: Forecast | undefined): ByHorizon<Float32Array> {
  if (given?.probability72 != null) return { near: given.probability, far: given.probability72 };
  throw new DriftError(
    "DRIFT_NO_HORIZON",
    `Member ${id} has no forecast of three days: restore or retrain it.`,
  );
}

/** Finds the probabilities of an asset's hour among the rows. */
function lookup(history: History, rows: Rows, values: ByHorizon<Float32Array>, { gridBps }: ModelManifest) {
  const width = gridBps.length;
  const rowAt = history.assets.map(() => new Int32Array(history.hours).fill(-1));
  for (let row = 0; row < rows.length; row++) {
    const hour = rows.hour[row] ?? 0;
    rowAt[rows.asset[row] ?? 0]?.fill(row, hour, hour + 1);
  }
  return (asset: number) =>
    (hour: number): ByHorizon<Float32Array> | null => {
      const row = rowAt[asset]?.[hour] ?? -1;
      return row < 0 ? null : byHorizon((name) => values[name].subarray(row * width, (row + 1) * width));
    };
}

function tallyAll(
  followed: readonly AssetForecasts[],
  manifest: ModelManifest,
  stretches: StretchesOf,
  { start, end }: { readonly start: number; readonly end: number },
): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const forecasts of followed) {
    for (const [hour, row] of walkAsset(manifest, forecasts)) {
      if (hour >= end) break;
      if (hour < start) continue;
      for (const name of ["all", ...stretches(hour)]) {
        const tally = tallies.get(name) ?? new Tally();
        tallies.set(name, tally);
        tally.add(row);
      }
    }
  }
  return tallies;
}
