import type { CsvRow } from "../../replay/csv.ts";
import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";
import type { FaultCounter } from "./table.ts";

/** Hourly states; one hour late is missing. */
const STALE_S = 2 * HOUR - 1;
/** A reserve that nobody touched keeps its state; untouched for longer than this, the indexer was down. */
const MAX_QUIET_HOURS = 24;

interface ReserveHour {
  readonly ts: number;
  readonly supplied: number;
  readonly borrowed: number;
  readonly liquidated: number;
  readonly rate: number | undefined;
}

/**
 * Hourly states of Aave v2 and v3 reserves, per market: `reserve:<market>:supplied`, `:borrowed`, `:liquidated` (USD;
 * collateral of this reserve seized in the hour) and `:rate` (variable borrow rate, % a year). A row's ts is the END of
 * its hour: its liquidations match the on-chain events of the hour before (log correlation 1.00 on USDC and DAI).
 */
export const reservesSource: ContextSource = {
  file: "aave_reserves_hourly.csv.gz",
  delay: "ts, which is the hour's end",
  load(folder) {
    const columns = [
      "ts",
      "market",
      "supplied_usd",
      "borrowed_usd",
      "liquidated_usd_1h",
      "var_borrow_apr_pct",
    ];
    return loadTable({ folder, file: this.file, delay: this.delay, columns }, (rows, faults, path) => {
      const markets = Map.groupBy(rows, (row) => row.cell("market"));
      const series = new Map<string, Series>();
      for (const [market, own] of markets) {
        const hours = own.map((row) => reserveHour(row, path)).sort((a, b) => a.ts - b.ts);
        for (const [name, list] of Object.entries(repaired(hours, market, faults))) {
          series.set(`reserve:${market}:${name}`, plainSeries(list, name === "liquidated" ? 0 : STALE_S));
        }
      }
      return series;
    });
  },
};

function reserveHour(row: CsvRow, path: string): ReserveHour {
  return {
    ts: tsCell(row, path),
    supplied: numberCell(row, "supplied_usd", path) ?? 0,
    borrowed: numberCell(row, "borrowed_usd", path) ?? 0,
    liquidated: numberCell(row, "liquidated_usd_1h", path) ?? 0,
    rate: numberCell(row, "var_borrow_apr_pct", path),
  };
}

/**
 * Drops hours without a supply and hours of an outage; a row that repeats the one before it was filled by the indexer:
 * its state stands, its liquidated USD is a copy and counts as none (a liquidation would have changed the state).
 */
function repaired(
  hours: readonly ReserveHour[],
  market: string,
  faults: FaultCounter,
): Record<"supplied" | "borrowed" | "liquidated" | "rate", Observation[]> {
  const [supplied, borrowed, liquidated, rate]: Observation[][] = [[], [], [], []];
  const out = {
    supplied: supplied ?? [],
    borrowed: borrowed ?? [],
    liquidated: liquidated ?? [],
    rate: rate ?? [],
  };
  let quiet = 0;
  hours.forEach((hour, i) => {
    const before = hours[i - 1];
    const same = before !== undefined && sameState(hour, before);
    quiet = same ? quiet + 1 : 0;
    if (!(hour.supplied > 0) || hour.borrowed < 0 || hour.liquidated < 0) {
      faults.add(`${market}: hours without a supply, missing`);
      return;
    }
    if (quiet > 0) faults.add(`${market}: hours that repeat the hour before`);
    if (quiet > MAX_QUIET_HOURS) {
      faults.add(`${market}: hours of a state unchanged for over ${MAX_QUIET_HOURS} h, missing`);
      return;
    }
    if (same && hour.liquidated > 0)
      faults.add(`${market}: copies of an earlier liquidation, counted as none`);
    const knownAt = hour.ts;
    out.supplied.push({ knownAt, value: hour.supplied });
    out.borrowed.push({ knownAt, value: hour.borrowed });
    out.liquidated.push({ knownAt, value: same ? 0 : hour.liquidated });
    if (hour.rate !== undefined) out.rate.push({ knownAt, value: hour.rate });
  });
  return out;
}

function sameState(a: ReserveHour, b: ReserveHour): boolean {
  return a.supplied === b.supplied && a.borrowed === b.borrowed && a.rate === b.rate;
}
