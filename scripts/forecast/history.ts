import { FEATURE_COUNT } from "../../committee/features/schema.ts";
import { assetSeries, replayEngine } from "../dataset/asset-series.ts";
import type { AssetSeries } from "../dataset/asset-series.ts";
import type { SeriesFaults } from "../dataset/faults.ts";
import type { Labels } from "../dataset/labels.ts";
import { MARKET_ASSETS, PANEL } from "../dataset/panel.ts";
import type { PanelAsset } from "../dataset/panel.ts";
import { priceColumns, readPrices } from "../dataset/prices.ts";
import type { PriceTable } from "../dataset/prices.ts";
import { ForecastError } from "./errors.ts";

export const HOUR_S = 3600;

/** One asset over the history's hours. Every array has one entry an hour; NaN says that the hour has none. */
export interface AssetHistory {
  readonly symbol: string;
  /** hours x FEATURE_COUNT, row-major, in shared memory; a row without inputs carries the flag 1 and zeros. */
  readonly features: Float32Array<SharedArrayBuffer>;
  /** USD at the hour, faults taken out. */
  readonly closes: Float64Array;
  /** ln(lowest close of the next 24 h, or 72 h, / close now). */
  readonly min24: Float64Array;
  readonly min72: Float64Array;
  /** ln of the mean squared hourly log return of the next 24 h. */
  readonly logVariance24: Float64Array;
  /** Log return of the hour itself. */
  readonly logReturn1: Float64Array;
  readonly faults: SeriesFaults;
}

/** Hourly features and outcomes of every asset on one unbroken grid of hours. */
export interface History {
  /** Moment of the first close, unix seconds. */
  readonly firstHour: number;
  readonly hours: number;
  readonly assets: readonly AssetHistory[];
  /** What a reader must know: columns that the file lacks, ticks that were taken out. */
  readonly notices: readonly string[];
}

/** Prices as they stand in a data folder, before any repair. */
export interface PanelPrices {
  readonly prices: PriceTable;
  readonly panel: readonly PanelAsset[];
  readonly notices: readonly string[];
}

/** Reads the panel's columns that the file has; a missing one is a notice. Throws DatasetError and ForecastError. */
export async function readPanelPrices(folder: string): Promise<PanelPrices> {
  const columns = new Set(await priceColumns(folder));
  const panel = PANEL.filter(({ symbol }) => columns.has(symbol));
  if (panel.length === 0) throw noAssets(folder);
  const absent = PANEL.filter(({ symbol }) => !columns.has(symbol));
  const notices = absent.map(({ symbol }) => `The price file has no column ${symbol}: it is left out.`);
  return { prices: await readPrices(folder, panel), panel, notices };
}

/**
 * Reads the prices of a data folder and runs the node's own feature engine over them. Throws DatasetError for an
 * unreadable file, ForecastError when neither of the market's assets is there.
 */
export async function openHistory(folder: string): Promise<History> {
  const { prices, panel, notices } = await readPanelPrices(folder);
  const history = historyOf(prices, panel);
  return { ...history, notices: [...notices, ...history.notices] };
}

/** The same from a table of prices; the table is not changed. */
export function historyOf(prices: PriceTable, panel: readonly PanelAsset[]): History {
  const filled = panel.filter(({ symbol }) => prices.closes.get(symbol)?.some((close) => close !== null));
  const market = MARKET_ASSETS.filter((asset) => filled.some(({ symbol }) => symbol === asset));
  if (market.length === 0) throw noAssets("the price table");
  const series = filled.map(({ symbol }) => withRows(assetSeries(prices, symbol), prices.hours));
  replayEngine(series, prices, ({ features }, i, row) => {
    features.set(row, i * FEATURE_COUNT);
  });
  const empty = panel.filter((asset) => !filled.includes(asset));
  const notices = [
    ...empty.map(({ symbol }) => `Column ${symbol} has no price: it is left out.`),
    ...series.flatMap(({ symbol, faults }) =>
      faults.badTicks.map(({ hour, close }) => `Bad tick of ${symbol} taken out: ${close} at ${iso(hour)}.`),
    ),
  ];
  return { firstHour: prices.firstHour, hours: prices.hours, assets: series.map(toHistory), notices };
}

type ReplayedSeries = AssetSeries & Pick<AssetHistory, "features">;

function withRows(series: AssetSeries, hours: number): ReplayedSeries {
  const bytes = hours * FEATURE_COUNT * Float32Array.BYTES_PER_ELEMENT;
  return { ...series, features: new Float32Array(new SharedArrayBuffer(bytes)) };
}

function toHistory({ symbol, closes, labels, features, faults }: ReplayedSeries): AssetHistory {
  const column = (name: keyof Labels): Float64Array =>
    Float64Array.from(labels, (label) => label[name] ?? NaN);
  return {
    symbol,
    features,
    closes: Float64Array.from(closes, (close) => close ?? NaN),
    min24: column("min24"),
    min72: column("min72"),
    logVariance24: column("logVariance24"),
    logReturn1: column("logReturn1"),
    faults,
  };
}

/** Index of the first hour of the history at or after a moment (unix s), within 0..hours. */
export function hourIndex(history: Pick<History, "firstHour" | "hours">, moment: number): number {
  const index = Math.ceil((moment - history.firstHour) / HOUR_S);
  return Math.min(Math.max(index, 0), history.hours);
}

const iso = (hour: number): string => new Date(hour * 1000).toISOString().slice(0, 16);

const noAssets = (where: string): ForecastError =>
  new ForecastError(
    "FORECAST_NO_ASSETS",
    `There is no asset to forecast in ${where}: it needs hourly prices of ${MARKET_ASSETS.join(" or ")} at least.`,
    { where },
  );
