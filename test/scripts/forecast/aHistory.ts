import type { PriceTable } from "../../../scripts/dataset/prices.ts";
import { historyOf } from "../../../scripts/forecast/history.ts";
import type { History } from "../../../scripts/forecast/history.ts";
import { seededRandom } from "../../committee/features/synthetic.ts";

export const FIRST_HOUR = 1_600_002_000;

/**
 * Seeded prices of BTC, ETH and LINK whose volatility rises and falls, with holes: a lone missing hour, a long outage of
 * LINK and a late start of ETH.
 */
export function aPriceTable(hours: number, seed = 11): PriceTable {
  const random = seededRandom(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const symbols = ["BTC", "ETH", "LINK"];
  const logs = symbols.map((_, i) => Math.log(10 ** (4 - i)));
  const closes = new Map(symbols.map((symbol) => [symbol, new Array<number | null>(hours).fill(null)]));
  for (let h = 0; h < hours; h++) {
    const vol = 0.006 * (1 + 2 * Math.max(0, Math.sin(h / 90)) ** 4);
    const common = gauss();
    symbols.forEach((symbol, i) => {
      logs[i] = (logs[i] ?? 0) + vol * (0.7 * common + 0.7 * gauss());
      const hole = (h % 577 === 400 && i === 1) || (i === 2 && h > 1_500 && h < 1_560) || (i === 1 && h < 30);
      const column = closes.get(symbol);
      if (column !== undefined && !hole) column[h] = Math.exp(logs[i] ?? 0);
    });
  }
  return { firstHour: FIRST_HOUR, hours, closes, absentRows: 0 };
}

export function aHistory(hours: number, seed = 11): History {
  const table = aPriceTable(hours, seed);
  return historyOf(
    table,
    [...table.closes.keys()].map((symbol) => ({ symbol })),
  );
}
