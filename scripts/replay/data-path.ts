import { join } from "node:path";
import type { PricePath } from "../demo/path/price-path.ts";
import { DemoError } from "../demo/errors.ts";
import { DAY_HOURS, HOUR_S, formatHour } from "../demo/hours.ts";
import { positiveCell, readCsvGz } from "./csv.ts";

const PRICES = "prices_hourly_close.csv.gz";
const STABLES = "stable_lst_prices_hourly.csv.gz";
const RATIOS = "steth_eth_ratio_hourly.csv.gz";

/** Hours that may be missing in the warm-up of one asset: exchange outages; the feed then has no round. */
const MAX_WARMUP_GAPS = 48;
/** An observation of a stable or of the ratio stands for an hour when it is at most this old. */
const STALE_HOURS = 6;

export interface DataRequest {
  readonly folder: string;
  readonly from: number;
  readonly to: number;
  readonly warmupHours: number;
}

type Series = Map<number, number>;

/**
 * Real hourly prices of a data folder as a path. The price of hour T is the close of the hour that ends at T.
 * Throws DemoError with one sentence where a file is missing or broken, or an hour that is scored has no price.
 */
export function dataPath(request: DataRequest): PricePath {
  const start = request.from - request.warmupHours * HOUR_S;
  const count = (request.to - start) / HOUR_S + 1 + DAY_HOURS;
  const hours = Array.from({ length: count }, (_, i) => start + i * HOUR_S);
  const [from, to] = [request.warmupHours, count - 1 - DAY_HOURS];
  const file = join(request.folder, PRICES);
  const closes = readCloses(file, start, hours.at(-1) ?? start);
  const of = (asset: "ETH" | "BTC" | "LINK"): (number | null)[] =>
    checkGaps(asset, hours, closes[asset], { from, to, file });
  const [eth, btc, link] = [of("ETH"), of("BTC"), of("LINK")];
  const notes = [
    `Prices are real hourly closes from ${request.folder}.`,
    ...outageNotes({ eth, btc, link }, from),
  ];
  const stables = readStables(join(request.folder, STABLES), start, hours.at(-1) ?? start);
  const ratio = readRatio(join(request.folder, RATIOS), start, hours.at(-1) ?? start);
  if (ratio.size === 0) {
    notes.push("The data have no stETH/ETH ratio for these dates: wstETH follows ETH one to one.");
  }
  const steth = fill(hours, ratio, 1);
  return {
    hours,
    usd: {
      WETH: eth,
      WBTC: btc,
      wstETH: eth.map((price, i) => (price === null ? null : price * (steth[i] ?? 1))),
      LINK: link,
      USDC: fill(hours, requireStable(stables.USDC, "USDC", request, from, hours), 1),
      DAI: fill(hours, requireStable(stables.DAI, "DAI", request, from, hours), 1),
    },
    from,
    to,
    notes,
  };
}

function readCloses(file: string, start: number, end: number): Record<"ETH" | "BTC" | "LINK", Series> {
  const series = {
    ETH: new Map<number, number>(),
    BTC: new Map<number, number>(),
    LINK: new Map<number, number>(),
  };
  for (const row of readCsvGz(file, ["ts", "ETH", "BTC", "LINK"])) {
    const opened = positiveCell(row, "ts", file) ?? 0;
    const hour = opened + HOUR_S;
    if (hour < start || hour > end) continue;
    for (const asset of ["ETH", "BTC", "LINK"] as const) {
      const price = positiveCell(row, asset, file);
      if (price !== undefined) series[asset].set(hour, price);
    }
  }
  return series;
}

interface GapContext {
  readonly from: number;
  readonly to: number;
  readonly file: string;
}

function checkGaps(
  asset: string,
  hours: readonly number[],
  series: Series,
  { from, to, file }: GapContext,
): (number | null)[] {
  const path = hours.map((hour) => series.get(hour) ?? null);
  const scored = path.findIndex((price, i) => price === null && i >= from && i <= to);
  if (scored >= 0) {
    throw new DemoError(
      "BadData",
      `${file} has no ${asset} close for ${formatHour(hours[scored] ?? 0)}, which is to be scored; choose --from and --to around the gap.`,
    );
  }
  const gaps = path.slice(0, from).filter((price) => price === null).length;
  if (gaps > MAX_WARMUP_GAPS) {
    throw new DemoError(
      "BadData",
      `${file} lacks ${gaps} of the ${from} hours of ${asset} before ${formatHour(hours[from] ?? 0)} that warm the models up (at most ${MAX_WARMUP_GAPS} may be missing); choose a later --from.`,
    );
  }
  return path;
}

function outageNotes(paths: Record<string, readonly (number | null)[]>, from: number): string[] {
  const missing = new Set<number>();
  for (const path of Object.values(paths)) {
    path.slice(0, from).forEach((price, i) => {
      if (price === null) missing.add(i);
    });
  }
  if (missing.size === 0) return [];
  return [
    `${missing.size} hours of the warm-up have no price (exchange outages): the feeds have no round then.`,
  ];
}

/** Sources of stable prices in the file; where two have an hour, the later in this list is taken (closer to trading prices). */
const STABLE_SOURCES = ["bhemen_coingecko_2020_2021", "bhemen_coingecko_2021_2023", "ochaff"];

function readStables(file: string, start: number, end: number): Record<"USDC" | "DAI", Series> {
  const series = { USDC: new Map<number, number>(), DAI: new Map<number, number>() };
  const rank = { USDC: new Map<number, number>(), DAI: new Map<number, number>() };
  for (const row of readCsvGz(file, ["ts", "symbol", "price_usd", "source"])) {
    const symbol = row.cell("symbol");
    if (symbol !== "USDC" && symbol !== "DAI") continue;
    const hour = Math.ceil((positiveCell(row, "ts", file) ?? 0) / HOUR_S) * HOUR_S;
    if (hour < start || hour > end) continue;
    const price = positiveCell(row, "price_usd", file);
    const order = STABLE_SOURCES.indexOf(row.cell("source"));
    if (price === undefined || order < (rank[symbol].get(hour) ?? -1)) continue;
    rank[symbol].set(hour, order);
    series[symbol].set(hour, price);
  }
  return series;
}

function readRatio(file: string, start: number, end: number): Series {
  const series: Series = new Map();
  for (const row of readCsvGz(file, ["ts", "steth_eth_ratio"])) {
    const hour = Math.ceil((positiveCell(row, "ts", file) ?? 0) / HOUR_S) * HOUR_S;
    const ratio = positiveCell(row, "steth_eth_ratio", file);
    if (ratio !== undefined && hour >= start && hour <= end) series.set(hour, ratio);
  }
  return series;
}

function requireStable(
  series: Series,
  symbol: string,
  request: DataRequest,
  from: number,
  hours: readonly number[],
): Series {
  const first = hours[from] ?? 0;
  const near = [...series.keys()].some((hour) => hour <= first && hour > first - STALE_HOURS * HOUR_S);
  if (!near) {
    throw new DemoError(
      "BadData",
      `${join(request.folder, STABLES)} has no ${symbol} price in the ${STALE_HOURS} hours before ${formatHour(first)}; choose dates that it covers.`,
    );
  }
  return series;
}

/** The last observation at or before each hour; `before` until the first one. */
function fill(hours: readonly number[], series: Series, before: number): number[] {
  let last = before;
  return hours.map((hour) => {
    last = series.get(hour) ?? last;
    return last;
  });
}
