import type { CsvRow } from "../../replay/csv.ts";
import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";
import type { FaultCounter } from "./table.ts";

/** Sources of wrapped bitcoin, in their order in time; others hold the same events where they overlap, so are not added. */
const WBTC_SOURCES = new Set(["vlad3d_btc_collateral", "rpc"]);
const AAVE = new Set(["aave_v2", "aave_v3"]);
/** Where collateral over debt leaves these bounds, a price in the row is wrong. */
const [MIN_RATIO, MAX_RATIO] = [0.9, 1.5];
/**
 * A source without an event for longer than this may have ended: 99 % of the pauses between two WBTC liquidations are
 * under nine days. A later event may not tell a reader of the hour that it was quiet.
 */
const ALIVE_S = 14 * 24 * HOUR;

/**
 * US dollars of wrapped bitcoin liquidated on Aave v2 and v3 (Ethereum) in each hour: `liquidations:WBTC`. An hour
 * without an event is a zero while the source's latest event is at most two weeks old.
 */
export const liquidationsSource: ContextSource = {
  file: "lending_liquidations.csv.gz",
  delay: "the end of the block's hour",
  load(folder) {
    const columns = ["ts", "protocol", "chain", "collateral", "collateral_usd", "debt_usd", "source"];
    return loadTable({ folder, file: this.file, delay: this.delay, columns }, (rows, faults, path) => {
      const aave = rows.filter((row) => AAVE.has(row.cell("protocol")) && row.cell("chain") === "ethereum");
      faults.add("rows of other protocols or chains, not read", rows.length - aave.length);
      const isWbtc = (row: CsvRow): boolean => row.cell("collateral") === "WBTC";
      const wbtc = aave.filter((row) => isWbtc(row) && WBTC_SOURCES.has(row.cell("source")));
      faults.add("rows of other collaterals or sources, not read", aave.length - wbtc.length);
      const series = new Map<string, Series>();
      if (wbtc.length > 0) series.set("liquidations:WBTC", hourly(wbtc, faults, path));
      return series;
    });
  },
};

function hourly(rows: readonly CsvRow[], faults: FaultCounter, path: string): Series {
  const sums = new Map<number, number>();
  for (const row of rows) {
    const hour = Math.floor(tsCell(row, path) / HOUR + 1) * HOUR;
    sums.set(hour, (sums.get(hour) ?? 0) + dollars(row, faults, path));
  }
  const hours = [...sums.keys()].sort((a, b) => a - b);
  const [first, last] = [hours[0] ?? 0, hours.at(-1) ?? 0];
  const observations: Observation[] = [];
  let latest = first;
  for (let knownAt = first; knownAt <= last + ALIVE_S; knownAt += HOUR) {
    if (sums.has(knownAt)) latest = knownAt;
    if (knownAt - latest <= ALIVE_S) observations.push({ knownAt, value: sums.get(knownAt) ?? 0 });
  }
  return plainSeries(observations, 0);
}

/** The collateral's dollars; the debt's where the two do not fit together, because a collateral's price is then wrong. */
function dollars(row: CsvRow, faults: FaultCounter, path: string): number {
  const [collateral, debt] = [numberCell(row, "collateral_usd", path), numberCell(row, "debt_usd", path)];
  if (collateral === undefined || collateral < 0) {
    faults.add("rows without the collateral's dollars, the debt's taken");
    return debt ?? 0;
  }
  if (debt === undefined || debt <= 0) return collateral;
  const ratio = collateral / debt;
  if (ratio >= MIN_RATIO && ratio <= MAX_RATIO) return collateral;
  faults.add("rows whose collateral is not 0.9 to 1.5 times the debt, the smaller taken");
  return Math.min(collateral, debt);
}
