import type { NamedCloses } from "../../committee/explain/move.ts";
import { createFeatureEngine, MAX_SPAN_HOURS, WARMUP_HOURS } from "../../committee/features/engine.ts";
import type { FeatureEngine } from "../../committee/features/types.ts";
import { MARKET_ASSETS, PANEL } from "../dataset/panel.ts";
import { readPrices } from "../dataset/prices.ts";
import type { PriceTable } from "../dataset/prices.ts";
import { HOUR_S } from "../forecast/history.ts";
import { ExplainError } from "./errors.ts";

/** Prices of an asset and of the market's two, as the file has them. */
export interface AssetPrices {
  readonly asset: string;
  readonly table: PriceTable;
}

/** What a node would have known at an hour. */
export interface Situation {
  readonly hour: number;
  readonly engine: FeatureEngine;
  readonly own: NamedCloses;
  readonly market: readonly NamedCloses[];
}

/** Reads the columns of an asset, of BTC and of ETH. Throws DatasetError with a sentence. */
export async function readAssetPrices(data: string, asset: string): Promise<AssetPrices> {
  const symbols = [...new Set([...MARKET_ASSETS, asset])];
  const panel = symbols.map((symbol) => PANEL.find((entry) => entry.symbol === symbol) ?? { symbol });
  return { asset, table: await readPrices(data, panel) };
}

/**
 * The features that a node computes at an hour, from the closes up to it and nothing after. Throws ExplainError when the
 * hour is not in the file.
 */
export function situationAt({ asset, table }: AssetPrices, hour: number): Situation {
  const { firstHour, hours, closes } = table;
  const last = (hour - firstHour) / HOUR_S;
  if (last < 0 || last >= hours) {
    const span = [firstHour, firstHour + (hours - 1) * HOUR_S].map(iso).join(" to ");
    const message = `The price file has ${span}, not ${iso(hour)}: name an hour within with --at.`;
    throw new ExplainError("EXPLAIN_HOUR_OUTSIDE", message, { hour });
  }
  const first = Math.max(0, last + 1 - WARMUP_HOURS - MAX_SPAN_HOURS);
  const assets = [...closes.keys()];
  const seen = new Map(assets.map((name) => [name, (closes.get(name) ?? []).slice(first, last + 1)]));
  const engine = createFeatureEngine({ assets, marketAssets: MARKET_ASSETS });
  for (let i = first; i <= last; i++) {
    const sample = assets.map((name) => [name, seen.get(name)?.[i - first] ?? null] as const);
    engine.push({ hour: firstHour + i * HOUR_S, closes: Object.fromEntries(sample) });
  }
  const named = (name: string): NamedCloses => ({ name, closes: seen.get(name) ?? [] });
  const market = MARKET_ASSETS.filter((name) => name !== asset).map(named);
  return { hour, engine, own: named(asset), market };
}

export const iso = (hour: number): string => new Date(hour * 1000).toISOString().slice(0, 13);
