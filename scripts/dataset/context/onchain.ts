import type { CsvRow } from "../../replay/csv.ts";
import { confirmJumps } from "./confirm.ts";
import { HOUR } from "./grid.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { broken, loadTable, numberCell } from "./table.ts";

const DAY = 24 * HOUR;
/** The value of a date is final after the date is over; vendors need some hours to write it. */
const PUBLICATION_S = 6 * HOUR;
const STALE_S = 2 * DAY;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The stablecoins whose supplies are summed: the three that exist through the whole file. */
const SUPPLIES = ["USDT", "USDC", "DAI"].map((symbol) => `stablecoin_supply:${symbol}`);

/** A day's step larger than this (log ratio) needs a second day beside it. */
const JUMPS: Readonly<Record<string, number>> = {
  supply: Math.log(1.15),
  tvl: Math.log(1.5),
  gas: Math.log(50),
};

/** Daily chain totals: `onchain:supply` (coins of USDT, USDC and DAI), `onchain:tvl` (USD), `onchain:gas` (wei). */
export const onchainSource: ContextSource = {
  file: "onchain_daily.csv.gz",
  delay: "the day's end plus 6 hours",
  load(folder) {
    const request = {
      folder,
      file: this.file,
      delay: this.delay,
      columns: ["date", "metric", "value"],
      momentOf: dayOf,
    };
    return loadTable(request, (rows, faults, path) => {
      const series = new Map<string, Series>();
      for (const [name, metrics] of Object.entries({
        supply: SUPPLIES,
        tvl: ["chain_tvl_usd:ethereum"],
        gas: ["eth_avg_gas_price_wei"],
      })) {
        const { sums, incomplete } = dailySums(rows, metrics, path);
        if (sums.length === 0) continue;
        faults.add(`${name}: days without every part or with a zero, missing`, incomplete);
        const rule = { jump: JUMPS[name] ?? 1, forgetSeconds: 7 * DAY, staleSeconds: STALE_S };
        const { series: confirmed, loneTicks } = confirmJumps(sums, rule);
        faults.add(`${name}: lone jumps, taken out`, loneTicks.length);
        series.set(`onchain:${name}`, confirmed);
      }
      return series;
    });
  },
};

function dayOf(row: CsvRow, path: string): number {
  const text = row.cell("date");
  const day = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) / 1000 : NaN;
  if (Number.isNaN(day)) throw broken(path, row, `"${text}" in column "date" is no date`);
  return day;
}

function dailySums(
  rows: readonly CsvRow[],
  metrics: readonly string[],
  path: string,
): { sums: Observation[]; incomplete: number } {
  const wanted = new Set(metrics);
  const days = Map.groupBy(
    rows.filter((row) => wanted.has(row.cell("metric"))),
    (row) => dayOf(row, path),
  );
  const sums: Observation[] = [];
  let incomplete = 0;
  for (const [day, own] of days) {
    const parts = new Map(own.map((row) => [row.cell("metric"), numberCell(row, "value", path) ?? 0]));
    const values = metrics.map((metric) => parts.get(metric) ?? 0);
    if (values.every((value) => value > 0)) {
      sums.push({ knownAt: day + DAY + PUBLICATION_S, value: values.reduce((a, b) => a + b, 0) });
    } else incomplete++;
  }
  return { sums, incomplete };
}
