import { join } from "node:path";
import { pegsSource } from "../dataset/context/pegs.ts";
import { HOUR, onGrid } from "../dataset/context/grid.ts";
import { readCsvGz } from "../replay/csv.ts";
import type { Hour } from "./score.ts";

const MINUTES_FILE = "crisis_windows_1m.csv.gz";
const POOLS_FILE = "uniswap_v3_stable_pools_hourly.csv.gz";
const [PAIR, POOL] = ["USDCUSDT", "USDC_USDT_pool"];

/** A week that is replayed; unix seconds, from included, to not. */
export interface Window {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const week = (name: string, day: string): Window => {
  const from = Date.parse(`${day}T00:00:00Z`) / 1000;
  return { name, from, to: from + 7 * 24 * HOUR };
};

/** Fixed beforehand: the week of each depeg, and the last calm one that the file has in minutes. */
export const WINDOWS: readonly Window[] = [
  week("calm, 2022-05-02", "2022-05-02"),
  week("USDT, 2022-05-09", "2022-05-09"),
  week("USDC, 2023-03-10", "2023-03-10"),
];

/** USDC in USDT as a node knew it on the hour, from vendors' prices with their delay; hours without one are left out. */
export function knownHours(folder: string, { from, to }: Window): Hour[] {
  const { series } = pegsSource.load(folder);
  const grid = { firstHour: from, hours: (to - from) / HOUR };
  const [usdc, usdt] = ["peg:USDC", "peg:USDT"].map((name) => {
    const one = series.get(name);
    return one === undefined ? [] : onGrid(one.live, grid, one.staleSeconds);
  });
  return Array.from({ length: grid.hours }, (_, i) => i).flatMap((i) => {
    const [a, b] = [usdc?.[i] ?? null, usdt?.[i] ?? null];
    return a === null || b === null ? [] : [{ moment: from + i * HOUR, ratio: a / b }];
  });
}

/**
 * USDC in USDT outside of the pool: an exchange's minute closes, each at its minute's end, and the vendors' hours where
 * the pair did not trade (until 2023-03-11 14:00).
 */
export function outsidePrices(folder: string, window: Window): Hour[] {
  const { from, to } = window;
  const minutes: Hour[] = [];
  for (const row of readCsvGz(join(folder, MINUTES_FILE), ["ts", "pair", "close"])) {
    const moment = Number(row.cell("ts")) + 60;
    if (row.cell("pair") !== PAIR || moment < from || moment >= to) continue;
    minutes.push({ moment, ratio: Number(row.cell("close")) });
  }
  const begins = minutes[0]?.moment ?? to;
  return [...knownHours(folder, window).filter(({ moment }) => moment < begins), ...minutes];
}

/** What the real pool of USDC and USDT traded a day over its whole history, as a share of its value. */
export function measuredTurnover(folder: string): number {
  let [volume, value] = [0, 0];
  for (const row of readCsvGz(join(folder, POOLS_FILE), ["pool", "volume_usd", "tvl_usd"])) {
    if (row.cell("pool") !== POOL || !(Number(row.cell("tvl_usd")) > 0)) continue;
    volume += Number(row.cell("volume_usd"));
    value += Number(row.cell("tvl_usd"));
  }
  return (volume / value) * 24;
}
