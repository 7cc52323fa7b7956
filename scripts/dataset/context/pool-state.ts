import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";

const STALE_S = HOUR - 1;
/** A stable pool more than 10 % off parity was swept, its tick says nothing. */
const MAX_TICK = 1000;

/**
 * State of the Uniswap v3 USDC/USDT pool: `pool:USDC_USDT:liquidity` (in-range liquidity, the pool's own unit) and
 * `:tick` (1 tick is 1 bp of USDT per USDC).
 */
export const poolStateSource: ContextSource = {
  file: "uniswap_v3_usdc_usdt_state_hourly.csv.gz",
  delay: "ts, the block's hour",
  load(folder) {
    const request = {
      folder,
      file: this.file,
      delay: this.delay,
      columns: ["ts", "poolTick", "poolLiquidity"],
    };
    return loadTable(request, (rows, faults, path) => {
      const [liquidity, ticks]: [Observation[], Observation[]] = [[], []];
      for (const row of rows) {
        const knownAt = tsCell(row, path);
        const [depth, tick] = [numberCell(row, "poolLiquidity", path), numberCell(row, "poolTick", path)];
        if (depth === undefined || depth <= 0) faults.add("hours without liquidity in range, missing");
        else liquidity.push({ knownAt, value: depth });
        if (tick === undefined || Math.abs(tick) > MAX_TICK)
          faults.add("ticks over 10 % off parity, missing");
        else ticks.push({ knownAt, value: tick });
      }
      return new Map<string, Series>([
        ["pool:USDC_USDT:liquidity", plainSeries(liquidity, STALE_S)],
        ["pool:USDC_USDT:tick", plainSeries(ticks, STALE_S)],
      ]);
    });
  },
};
