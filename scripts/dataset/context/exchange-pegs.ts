import { existsSync } from "node:fs";
import { join } from "node:path";
import { PRICE_FILE, priceColumns, readPrices } from "../prices.ts";
import { confirmJumps } from "./confirm.ts";
import { HOUR } from "./grid.ts";
import { isPeg, PEG_RULE } from "./pegs.ts";
import type { Observation, Series } from "./series.ts";

export const EXCHANGE_FILE = PRICE_FILE;

/** Stablecoins of the exchange's file, priced in USDT. */
const STABLES = ["USDC", "TUSD", "BUSD", "SUSD", "USDP", "UST", "FDUSD"];

/**
 * Stablecoins of the price file, USDT each: series `exchange:<symbol>`, repaired as the vendors' pegs are. None where
 * the folder has no such file or column. Throws DatasetError for a broken file.
 */
export async function readExchangePegs(folder: string): Promise<ReadonlyMap<string, Series>> {
  if (!existsSync(join(folder, EXCHANGE_FILE))) return new Map();
  const columns = await priceColumns(folder);
  const panel = STABLES.filter((symbol) => columns.includes(symbol)).map((symbol) => ({ symbol }));
  if (panel.length === 0) return new Map();
  const { closes, firstHour } = await readPrices(folder, panel);
  return new Map(
    [...closes].map(([symbol, column]): [string, Series] => {
      const observations = column.flatMap((value, i): Observation[] => {
        const knownAt = firstHour + i * HOUR;
        return value === null || !isPeg(symbol, knownAt) ? [] : [{ knownAt, value }];
      });
      return [`exchange:${symbol}`, confirmJumps(observations, PEG_RULE).series];
    }),
  );
}
