import { confirmJumps } from "./confirm.ts";
import { HOUR } from "./grid.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";

const STALE_S = 3 * HOUR;
const JUMP = Math.log(1.03);
/** Too thin a market before: the ratio's noise is larger than any discount. */
const FROM = Date.UTC(2021, 4, 1) / 1000;

/** stETH in ETH: series `ratio:stETH`. */
export const stethSource: ContextSource = {
  file: "steth_eth_ratio_hourly.csv.gz",
  delay: "the observation's second plus 20 minutes, its pair's tolerance",
  load(folder) {
    const request = { folder, file: this.file, delay: this.delay, columns: ["ts", "steth_eth_ratio"] };
    return loadTable(request, (rows, faults, path) => {
      const observations: Observation[] = [];
      for (const row of rows) {
        const [ts, value] = [tsCell(row, path), numberCell(row, "steth_eth_ratio", path)];
        if (ts < FROM) faults.add("observations before 2021-05: thin market, taken out");
        else if (value === undefined || value <= 0) faults.add("no ratio, missing");
        else observations.push({ knownAt: ts + 1200, value });
      }
      const rule = { jump: JUMP, forgetSeconds: 24 * HOUR, staleSeconds: STALE_S };
      const { series, loneTicks } = confirmJumps(observations, rule);
      faults.add("lone jumps of over 3 %, taken out", loneTicks.length);
      return new Map<string, Series>([["ratio:stETH", series]]);
    });
  },
};
