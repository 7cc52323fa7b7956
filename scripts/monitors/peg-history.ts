import { commonModeBps } from "../../committee/features/common-mode.ts";
import { PegEngine } from "../../committee/features/peg.ts";
import { PEG_FEATURES, PEG_SCHEMA_HASH } from "../../committee/features/peg-schema.ts";
import { HOUR } from "../dataset/context/grid.ts";
import type { Series } from "../dataset/context/series.ts";
import { columnsOf, gridOf, knownAt } from "./columns.ts";
import type { HourColumns, HourGrid } from "./columns.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import { highestAhead, sustained } from "./outcomes.ts";

/** Ratios to the reference by asset: of one feed, so that what all of them share is the feed's. */
export type Feed = ReadonlyMap<string, Series>;

/** Feeds of the data set's series: their prefix, and what an asset of the feed is called. */
const FEEDS: readonly (readonly [string, (asset: string) => string])[] = [
  ["peg", (asset) => asset],
  ["chainlink", (asset) => `${asset}/USD`],
  ["ratio", (asset) => `${asset}/ETH`],
  ["exchange", (asset) => `${asset}/USDT`],
];

/** Runs the node's engine over every peg among the data set's series, one feed at a time. */
export function pegHistory(series: ReadonlyMap<string, Series>): MonitorHistory {
  const histories = FEEDS.flatMap(([prefix, nameOf]) => {
    const own = [...series].filter(([name]) => name.startsWith(`${prefix}:`));
    return runFeed(new Map(own.map(([name, one]) => [nameOf(name.slice(prefix.length + 1)), one])));
  });
  return { kind: "peg", features: PEG_FEATURES, schemaHash: PEG_SCHEMA_HASH, series: histories };
}

/** Runs the engine over a feed's assets together; an asset's history spans its own first hour to its last. */
export function runFeed(feed: Feed): SeriesHistory[] {
  const known = [...feed].filter(([, { live }]) => live.length > 0);
  const assets = known.map(([asset]) => asset);
  const grid = gridOf(known.map(([, series]) => series));
  const columns = known.map(([, series]) => columnsOf(series, grid));
  const rows = engineRows(assets, columns, grid);
  const depths = depthsOf(columns, grid);
  return known.map(([asset, series], a) => {
    const own = gridOf([series]);
    const from = (own.firstHour - grid.firstHour) / HOUR;
    const width = PEG_FEATURES.length;
    const ownRows = (rows[a] ?? new Float32Array()).slice(from * width, (from + own.hours) * width);
    const state = (depths[a] ?? new Float64Array()).slice(from, from + own.hours);
    return { name: asset, ...own, rows: ownRows, state, ...outcomesOf(state) };
  });
}

function outcomesOf(depth: Float64Array): Pick<SeriesHistory, "severity" | "outcomes"> {
  const lasting = sustained(depth);
  const outcomes = { worst24: highestAhead(lasting, 24), worst72: highestAhead(lasting, 72) };
  return { severity: { worst24: lasting, worst72: lasting }, outcomes };
}

function engineRows(
  assets: readonly string[],
  columns: readonly HourColumns[],
  { firstHour, hours }: HourGrid,
): Float32Array[] {
  const engine = new PegEngine(assets);
  const width = PEG_FEATURES.length;
  const rows = assets.map(() => new Float32Array(hours * width));
  for (let i = 0; i < hours; i++) {
    const closes = assets.map((asset, a) => [asset, knownAt(columns[a]?.live, i)] as const);
    engine.push({ hour: firstHour + i * HOUR, closes: Object.fromEntries(closes) });
    assets.forEach((asset, a) => {
      rows[a]?.set(engine.window(asset, { steps: 1, strideHours: 1 }).values, i * width);
    });
  }
  return rows;
}

/** Bps below the reference, less the common mode, of settled ratios; NaN is missing. */
function depthsOf(columns: readonly HourColumns[], { hours }: HourGrid): Float64Array[] {
  const depths = columns.map(() => new Float64Array(hours));
  for (let i = 0; i < hours; i++) {
    const deviations = columns.map(({ settled }) => ((settled[i] ?? NaN) - 1) * 10_000);
    depths.forEach((depth, a) => (depth[i] = commonModeBps(deviations, a) - (deviations[a] ?? NaN)));
  }
  return depths;
}
