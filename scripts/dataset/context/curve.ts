import type { CsvRow } from "../../replay/csv.ts";
import { HOUR } from "./grid.ts";
import { plainSeries } from "./series.ts";
import type { ContextSource, Observation, Series } from "./series.ts";
import { loadTable, numberCell, tsCell } from "./table.ts";
import type { FaultCounter } from "./table.ts";

/** One state a day at an odd second; two days without one are missing. */
const STALE_S = 48 * HOUR;

const POOL = "3crv";
/** Coins of the pool and their decimals. */
const COINS: Readonly<Record<string, number>> = { "DAI Balance": 18, "USDC Balance": 6, "USDT Balance": 6 };

/** Curve's 3pool: `curve:3crv:imbalance` (largest coin's share less the even share; 0 when balanced). */
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
      const own = rows.filter((row) => row.cell("pool") === POOL);
      faults.add("rows of other pools, not read", rows.length - own.length);
      const states = [...Map.groupBy(own, (row) => tsCell(row, path))].sort(([a], [b]) => a - b);
      const imbalances: Observation[] = [];
      for (const [ts, cells] of states) {
        const balances = balancesOf(cells, path);
        if (balances === undefined) {
          faults.add(`${POOL}: states without every coin's balance, missing`);
          continue;
        }
        const sum = balances.reduce((a, b) => a + b, 0);
        imbalances.push({ knownAt: ts + HOUR, value: Math.max(...balances) / sum - 1 / balances.length });
      }
      countGaps(imbalances, faults);
      return new Map<string, Series>(
        own.length === 0 ? [] : [[`curve:${POOL}:imbalance`, plainSeries(imbalances, STALE_S)]],
      );
    });
  },
};

function balancesOf(cells: readonly CsvRow[], path: string): number[] | undefined {
  const raw = new Map(cells.map((row) => [row.cell("field"), numberCell(row, "raw_value", path)]));
  const balances = Object.entries(COINS).map(([field, decimals]) => (raw.get(field) ?? 0) / 10 ** decimals);
  return balances.every((balance) => balance > 0) ? balances : undefined;
}

function countGaps(states: readonly Observation[], faults: FaultCounter): void {
  states.forEach(({ knownAt }, i) => {
    const before = states[i - 1]?.knownAt ?? knownAt;
    if (knownAt - before > STALE_S) faults.add(`${POOL}: gaps of over two days, missing`);
  });
}
