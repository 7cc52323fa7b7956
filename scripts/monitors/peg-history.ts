import { PegEngine } from "../../committee/features/peg.ts";
import { PEG_FEATURES, PEG_SCHEMA_HASH } from "../../committee/features/peg-schema.ts";
import { MonitorDataError } from "./errors.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import { highestAhead, sustained } from "./outcomes.ts";
import { hasFile, readCsv } from "./read.ts";

const HOUR = 3600;
const STABLE_FILE = "stable_lst_prices_hourly.csv.gz";
const RATIO_FILE = "steth_eth_ratio_hourly.csv.gz";
const PRICE_FILE = "prices_hourly_close.csv.gz";
/** Stablecoins of the exchange's file, priced in USDT. */
const EXCHANGE_STABLES = ["USDC", "TUSD", "BUSD", "SUSD", "USDP", "UST", "FDUSD"] as const;
/** No peg to one (AMPL floats in supply, RAI in target; ether is the reference), or the wrong asset (USDP). */
const NOT_PEGS = new Set(["AMPL", "RAI", "USDP", "WETH", "stETH"]);

/** Hours of a series that are no market, or that the source has wrong; unix seconds. */
const LIMITS: Readonly<Record<string, { readonly from?: number; readonly until?: number }>> = {
  // Up to 9 % off before 2022; after the collapse nobody redeems.
  UST: { from: Date.UTC(2022, 0, 1) / 1000, until: Date.UTC(2022, 5, 1) / 1000 },
  // Wound down by its DAO from 2022-08-19.
  FEI: { until: Date.UTC(2022, 8, 1) / 1000 },
  "stETH/ETH": { from: Date.UTC(2021, 4, 1) / 1000 },
};

/** This vendor stamps whole hours without saying which end: taken as known one hour later. */
const DELAY_S: Readonly<Record<string, number>> = { ochaff: HOUR };

/** Two hours at 0.094 on 2022-03-25 while UST traded at a dollar elsewhere: a fault of the vendor. */
const UST_FAULT = { from: Date.UTC(2022, 2, 25, 20) / 1000, until: Date.UTC(2022, 2, 26) / 1000, below: 0.5 };

/** Ratios by hour and asset: of one feed, so that what all of them share is the feed's. */
type Feed = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Reads every peg of a data folder and runs the node's engine over it. Throws MonitorDataError. */
export async function readPegHistory(folder: string): Promise<MonitorHistory> {
  const feeds: [string, Feed][] = [];
  if (hasFile(folder, STABLE_FILE)) feeds.push(...(await stableFeeds(folder)));
  if (hasFile(folder, PRICE_FILE)) feeds.push(["exchange", await exchangeFeed(folder)]);
  if (hasFile(folder, RATIO_FILE)) feeds.push(["ratio", await ratioFeed(folder)]);
  if (feeds.length === 0) {
    const message = `The data folder ${folder} has none of ${STABLE_FILE}, ${PRICE_FILE}, ${RATIO_FILE}: fetch one.`;
    throw new MonitorDataError("MONITOR_FILE_MISSING", message);
  }
  const longest = longestSource(feeds.filter(([name]) => name !== "exchange"));
  const series = feeds.flatMap(([name, feed]) =>
    runFeed(feed)
      .filter(({ name: asset }) => name === "exchange" || longest.get(asset) === name)
      .map((one): SeriesHistory => ({ ...one, name: name === "exchange" ? `${one.name}/USDT` : one.name })),
  );
  return { kind: "peg", features: PEG_FEATURES, schemaHash: PEG_SCHEMA_HASH, series };
}

/** The same asset from several vendors counts once: from the one with most hours. */
function longestSource(feeds: readonly (readonly [string, Feed])[]): ReadonlyMap<string, string> {
  const best = new Map<string, readonly [string, number]>();
  for (const [name, feed] of feeds) {
    for (const [asset, hours] of feed) {
      if (hours.size > (best.get(asset)?.[1] ?? 0)) best.set(asset, [name, hours.size]);
    }
  }
  return new Map([...best].map(([asset, [name]]) => [asset, name]));
}

/** One feed per vendor. An hour's price is the last observation within the hour before it. */
async function stableFeeds(folder: string): Promise<[string, Feed][]> {
  const rows = await readCsv(
    folder,
    STABLE_FILE,
    "source, symbol, ts::DOUBLE, price_usd::DOUBLE FROM source ORDER BY source, symbol, ts::DOUBLE",
  );
  const feeds = new Map<string, Map<string, Map<number, number>>>();
  for (const [source, symbol, ts, price] of rows) {
    if (NOT_PEGS.has(String(symbol))) continue;
    const feed = entry(feeds, String(source), () => new Map<string, Map<number, number>>());
    const known = Number(ts) + (DELAY_S[String(source)] ?? 0);
    add(
      entry(feed, String(symbol), () => new Map<number, number>()),
      String(symbol),
      known,
      price,
    );
  }
  return [...feeds];
}

async function exchangeFeed(folder: string): Promise<Feed> {
  const columns = EXCHANGE_STABLES.map((symbol) => `"${symbol}"::DOUBLE`).join(", ");
  const rows = await readCsv(folder, PRICE_FILE, `ts::DOUBLE + ${HOUR}, ${columns} FROM source ORDER BY 1`);
  const feed = new Map(EXCHANGE_STABLES.map((symbol) => [symbol as string, new Map<number, number>()]));
  for (const [ts, ...prices] of rows) {
    EXCHANGE_STABLES.forEach((symbol, i) => {
      add(
        entry(feed, symbol, () => new Map<number, number>()),
        symbol,
        ts,
        prices[i],
      );
    });
  }
  return feed;
}

async function ratioFeed(folder: string): Promise<Feed> {
  const rows = await readCsv(
    folder,
    RATIO_FILE,
    "ts::DOUBLE, steth_eth_ratio::DOUBLE FROM source ORDER BY 1",
  );
  const hours = new Map<number, number>();
  for (const [ts, ratio] of rows) add(hours, "stETH/ETH", ts, ratio);
  return new Map([["stETH/ETH", hours]]);
}

function add(hours: Map<number, number>, asset: string, ts: unknown, price: unknown): void {
  if (typeof ts !== "number" || typeof price !== "number" || !(price > 0)) return;
  const { from = -Infinity, until = Infinity } = LIMITS[asset] ?? {};
  const fault = asset === "UST" && ts >= UST_FAULT.from && ts < UST_FAULT.until && price < UST_FAULT.below;
  if (!fault && ts >= from && ts < until) hours.set(Math.ceil(ts / HOUR) * HOUR, price);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Runs the engine over a feed's assets together; an asset's history spans its own first hour to its last. */
export function runFeed(feed: Feed): SeriesHistory[] {
  const assets = [...feed.keys()].filter((asset) => (feed.get(asset)?.size ?? 0) > 0);
  const ends = assets.map((asset) => span(feed.get(asset) ?? new Map<number, number>()));
  if (ends.length === 0) return [];
  const first = Math.min(...ends.map(([from]) => from));
  const hours = (Math.max(...ends.map(([, to]) => to)) - first) / HOUR + 1;
  const engine = new PegEngine(assets);
  const width = PEG_FEATURES.length;
  const out = assets.map(() => ({ rows: new Float32Array(hours * width), depth: new Float64Array(hours) }));
  for (let i = 0; i < hours; i++) {
    const hour = first + i * HOUR;
    engine.push({ hour, closes: Object.fromEntries(assets.map((a) => [a, feed.get(a)?.get(hour) ?? null])) });
    assets.forEach((asset, a) => {
      out[a]?.rows.set(engine.window(asset, { steps: 1, strideHours: 1 }).values, i * width);
      const depth = out[a]?.depth;
      if (depth !== undefined) depth[i] = -engine.deviationBps(asset);
    });
  }
  return assets.map((name, a) => {
    const [from, to] = (ends[a] ?? [first, first]).map((hour) => (hour - first) / HOUR) as [number, number];
    const rows = out[a]?.rows.slice(from * width, (to + 1) * width) ?? new Float32Array();
    const state = out[a]?.depth.slice(from, to + 1) ?? new Float64Array();
    const lasting = sustained(state);
    const outcomes = { worst24: highestAhead(lasting, 24), worst72: highestAhead(lasting, 72) };
    const severity = { worst24: lasting, worst72: lasting };
    return { name, firstHour: first + from * HOUR, hours: to - from + 1, rows, state, severity, outcomes };
  });
}

function span(hours: ReadonlyMap<number, number>): readonly [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const hour of hours.keys()) [from, to] = [Math.min(from, hour), Math.max(to, hour)];
  return [from, to];
}
