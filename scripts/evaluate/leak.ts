import type { PanelAsset } from "../dataset/panel.ts";
import type { PriceTable } from "../dataset/prices.ts";
import { FEATURE_COUNT, FEATURES } from "../../committee/features/schema.ts";
import { forecast } from "../forecast/forecast.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import { HOUR_S, historyOf } from "../forecast/history.ts";
import type { History } from "../forecast/history.ts";
import { usableRows } from "../forecast/rows.ts";

export interface LeakReport {
  readonly cutAt: number;
  readonly features: number;
  readonly forecasts: number;
  /** What changed before the cut when the data after it were taken away; empty when nothing did. */
  readonly differences: readonly string[];
}

export type HistoryBuilder = (prices: PriceTable, panel: readonly PanelAsset[]) => History;

/** Hours before the cut whose forecasts are compared. */
const FORECAST_HOURS = 12;
const SHOWN = 5;

/**
 * Takes the data after an hour away and compares every feature up to it, and every model's forecasts of the last hours
 * before it, bit by bit. A lone bad tick is known only by the hour after it: the very hour of a tick is excepted.
 * @param cut index of the last hour that is kept
 */
export async function findLeaks(
  prices: PriceTable,
  panel: readonly PanelAsset[],
  cut: number,
  forecasters: readonly Forecaster[],
  build: HistoryBuilder = historyOf,
): Promise<LeakReport> {
  const whole = build(prices, panel);
  const part = build(truncated(prices, cut), panel);
  const cutAt = prices.firstHour + cut * HOUR_S;
  const ticks = whole.assets.some(({ faults }) => faults.badTicks.some(({ hour }) => hour === cutAt));
  const last = ticks ? cut - 1 : cut;
  const features = compareFeatures(whole, part, last);
  const forecasts = await compareForecasts(whole, part, last, forecasters);
  return {
    cutAt,
    features: features.compared,
    forecasts: forecasts.compared,
    differences: [...features.differences, ...forecasts.differences].slice(0, SHOWN),
  };
}

function truncated(prices: PriceTable, cut: number): PriceTable {
  const closes = new Map([...prices.closes].map(([symbol, column]) => [symbol, column.slice(0, cut + 1)]));
  return { ...prices, hours: cut + 1, closes };
}

interface Comparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

function compareFeatures(whole: History, part: History, last: number): Comparison {
  const differences: string[] = [];
  let compared = 0;
  for (const { symbol, features } of part.assets) {
    const bits = bitsOf(features);
    const other = whole.assets.find((asset) => asset.symbol === symbol);
    const expected = bitsOf(other?.features ?? new Float32Array());
    for (let i = 0; i < (last + 1) * FEATURE_COUNT; i++) {
      compared++;
      if (bits[i] === expected[i] || differences.length >= SHOWN) continue;
      const name = FEATURES[i % FEATURE_COUNT]?.name ?? "";
      differences.push(`${name} of ${symbol} at ${moment(whole, Math.floor(i / FEATURE_COUNT))}`);
    }
  }
  return { compared, differences };
}

async function compareForecasts(
  whole: History,
  part: History,
  last: number,
  forecasters: readonly Forecaster[],
): Promise<Comparison> {
  const to = part.firstHour + (last + 1) * HOUR_S;
  const shapes = forecasters.map(({ manifest }) => manifest);
  const request = { from: to - FORECAST_HOURS * HOUR_S, to, unlabelled: true };
  const symbols = part.assets.map(({ symbol }) => symbol);
  const [ours, theirs] = await Promise.all([
    forecast(part, usableRows(part, shapes, request), forecasters, { threads: 1 }),
    forecast(whole, usableRows(whole, shapes, { ...request, assets: symbols }), forecasters, { threads: 1 }),
  ]);
  const differences: string[] = [];
  let compared = 0;
  ours.forEach(({ id, probability }, m) => {
    const [bits, expected] = [bitsOf(probability), bitsOf(theirs[m]?.probability ?? new Float32Array())];
    compared += bits.length;
    const same = bits.length === expected.length && bits.every((value, i) => value === expected[i]);
    if (!same) differences.push(`forecasts of ${id} up to ${moment(whole, last)}`);
  });
  return { compared, differences };
}

const bitsOf = (values: Float32Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);

const moment = ({ firstHour }: History, hour: number): string =>
  new Date((firstHour + hour * HOUR_S) * 1000).toISOString().slice(0, 13);
