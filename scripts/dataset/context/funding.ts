import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";

/** Binance publishes a settled rate within seconds; five minutes leave room for a slow endpoint. */
const PUBLICATION_S = 300;
/** Rates settle every eight hours; one settlement late is missing. */
const STALE_S = 9 * HOUR;
/** Binance caps BTC and ETH funding far below 5 % per eight hours: more is a broken row. */
const MAX_RATE = 0.05;

/** Funding rates of the BTC and ETH perpetuals, fraction per eight hours: series `funding:BTC`, `funding:ETH`. */
export const fundingSource: ContextSource = {
  file: "binance_funding_rates.csv.gz",
  delay: "settlement (00, 08, 16 UTC) plus 5 minutes",
  load(folder) {
    const request = { folder, file: this.file, delay: this.delay, columns: ["ts", "symbol", "funding_rate"] };
    return loadTable(request, (rows, faults, path) => {
      const bySymbol = new Map<string, Observation[]>();
      for (const row of rows) {
        const value = numberCell(row, "funding_rate", path);
        if (value === undefined || Math.abs(value) > MAX_RATE) {
          faults.add("funding rate empty or beyond 5 %, taken out");
          continue;
        }
        const list = bySymbol.get(row.cell("symbol")) ?? [];
        list.push({ knownAt: tsCell(row, path) + PUBLICATION_S, value });
        bySymbol.set(row.cell("symbol"), list);
      }
      const entries = [...bySymbol].map(([symbol, list]): [string, Series] => {
        const series = plainSeries(list, STALE_S);
        faults.add(`${symbol} settlements missing`, missedSettlements(series.live));
        return [`funding:${symbol}`, series];
      });
      return new Map(entries);
    });
  },
};

function missedSettlements(observations: readonly Observation[]): number {
  return observations.reduce((missed, { knownAt }, i) => {
    const before = observations[i - 1]?.knownAt;
    return before === undefined ? 0 : missed + Math.max(0, Math.round((knownAt - before) / (8 * HOUR)) - 1);
  }, 0);
}
