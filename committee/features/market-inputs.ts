import type { MonitorFeature } from "./monitor-schema.ts";
import { featureIndex, FEATURES } from "./schema.ts";

/** Columns of the collateral models' own row that lending and liquidity monitors read, of ether. */
const COLUMNS = [
  "return1",
  "return6",
  "return24",
  "volRatio6",
  "volRatio24",
  "volRatio168",
  "logVol720",
  "drawdown24",
  "drawdown168",
] as const;

const nameOf = (column: string): string => `ether${column.charAt(0).toUpperCase()}${column.slice(1)}`;

/** What the market does: ether's row of the price engine, by name. */
export const MARKET_INPUTS: readonly MonitorFeature[] = COLUMNS.map((column) => {
  const feature = FEATURES[featureIndex(column)];
  const unit = feature?.unit === "sigma" ? "sigma" : "log";
  return {
    name: nameOf(column),
    unit,
    min: feature?.min ?? 0,
    max: feature?.max ?? 0,
    meaning: `ether's ${column}: ${feature?.meaning ?? ""}`,
  };
});

/** Ether's newest row as named values, or null when it is missing. @param row one row of the price engine */
export function marketValues(row: ArrayLike<number>): Readonly<Record<string, number>> | null {
  if (row[featureIndex("missing")] === 1) return null;
  return Object.fromEntries(COLUMNS.map((column) => [nameOf(column), row[featureIndex(column)] ?? NaN]));
}
