import { confirmJumps } from "./confirm.ts";
import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";

const STALE_S = HOUR - 1;
/** A third in an hour needs a second hour beside it: just-in-time liquidity comes and goes within one. */
const JUMP = Math.log(4 / 3);

/** Uniswap v3 stable pools: `pool:<pool>:tvl` (US dollars locked) and `:price` (one token in the other). */
export const poolsSource: ContextSource = {
  file: "uniswap_v3_stable_pools_hourly.csv.gz",
  delay: "ts plus one hour (ts is the hour's start)",
  load(folder) {
    const columns = ["ts", "pool", "tvl_usd", "token0_per_token1"];
    const request = { folder, file: this.file, delay: this.delay, columns };
    return loadTable(request, (rows, faults, path) => {
      const series = new Map<string, Series>();
      for (const [pool, own] of Map.groupBy(rows, (row) => row.cell("pool").replace(/_pool$/, ""))) {
        const [observations, prices]: [Observation[], Observation[]] = [[], []];
        const holes: number[] = [];
        for (const row of own) {
          const value = numberCell(row, "tvl_usd", path);
          const knownAt = tsCell(row, path) + HOUR;
          if (value === undefined || value <= 0) holes.push(knownAt);
          if (value === undefined) faults.add(`${pool}: hours without a row in the subgraph, missing`);
          else if (value <= 0) faults.add(`${pool}: zero rows, missing`);
          else observations.push({ knownAt, value });
          const price = numberCell(row, "token0_per_token1", path);
          if (price !== undefined && price > 0) prices.push({ knownAt, value: price });
        }
        const rule = { jump: JUMP, forgetSeconds: 24 * HOUR, staleSeconds: STALE_S, holes };
        const { series: confirmed, loneTicks } = confirmJumps(observations, rule);
        faults.add(`${pool}: lone jumps of over a third, taken out`, loneTicks.length);
        series.set(`pool:${pool}:tvl`, confirmed);
        series.set(`pool:${pool}:price`, plainSeries(prices, STALE_S));
      }
      return series;
    });
  },
};
