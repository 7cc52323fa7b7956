import type { CsvRow } from "../../replay/csv.ts";
import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";
import type { FaultCounter } from "./table.ts";

/** One state a day at an odd second; two days without one are missing. */
const STALE_S = 48 * HOUR;

/** Coins of the pools and their decimals. LP tokens of 3pool count one for one: their price moves below 3 % in all. */
const POOLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "3crv": { "DAI Balance": 18, "USDC Balance": 6, "USDT Balance": 6 },
  stETH: { "ETH Balance": 18, "stETH Balance": 18 },
  frax: { "FRAX Balance": 18, "3CRV Balance": 18 },
  mim: { "MIM Balance": 18, "3CRV Balance": 18 },
  sUSD: { "DAI Balance": 18, "USDC Balance": 6, "USDT Balance": 6, "sUSD Balance": 18 },
};

/**
 * Curve pools: `curve:<pool>:coins` (sum of the balances in whole coins) and `:imbalance` (largest coin's share less
 * the even share; 0 when balanced).
 */
export const curveSource: ContextSource = {
  file: "curve_pool_balances_daily.csv.gz",
  delay: "the block's second plus one hour",
  load(folder) {
    const request = {
      folder,
      file: this.file,
      delay: this.delay,
      columns: ["ts", "pool", "field", "raw_value"],
    };
    return loadTable(request, (rows, faults, path) => {
      const series = new Map<string, Series>();
      for (const [pool, coins] of Object.entries(POOLS)) {
        const own = rows.filter((row) => row.cell("pool") === pool);
        if (own.length === 0) continue;
        const states = [...Map.groupBy(own, (row) => tsCell(row, path))].sort(([a], [b]) => a - b);
        const [sums, imbalances]: [Observation[], Observation[]] = [[], []];
        for (const [ts, cells] of states) {
          const balances = balancesOf(cells, coins, path);
          if (balances === undefined) {
            faults.add(`${pool}: states without every coin's balance, missing`);
            continue;
          }
          const sum = balances.reduce((a, b) => a + b, 0);
          sums.push({ knownAt: ts + HOUR, value: sum });
          imbalances.push({ knownAt: ts + HOUR, value: Math.max(...balances) / sum - 1 / balances.length });
        }
        countGaps(sums, pool, faults);
        series.set(`curve:${pool}:coins`, plainSeries(sums, STALE_S));
        series.set(`curve:${pool}:imbalance`, plainSeries(imbalances, STALE_S));
      }
      return series;
    });
  },
};

function balancesOf(
  cells: readonly CsvRow[],
  coins: Readonly<Record<string, number>>,
  path: string,
): number[] | undefined {
  const raw = new Map(cells.map((row) => [row.cell("field"), numberCell(row, "raw_value", path)]));
  const balances = Object.entries(coins).map(([field, decimals]) => (raw.get(field) ?? 0) / 10 ** decimals);
  return balances.every((balance) => balance > 0) ? balances : undefined;
}

function countGaps(states: readonly Observation[], pool: string, faults: FaultCounter): void {
  states.forEach(({ knownAt }, i) => {
    const before = states[i - 1]?.knownAt ?? knownAt;
    if (knownAt - before > STALE_S) faults.add(`${pool}: gaps of over two days, missing`);
  });
}
