import { createFeatureEngine } from "../../committee/features/engine.ts";
import { marketValues } from "../../committee/features/market-inputs.ts";
import { readCsv } from "./read.ts";

const HOUR = 3600;

/** Ether's inputs by hour, from the price engine that nodes run; null where an hour has none. */
export type MarketInputs = ReadonlyMap<number, Readonly<Record<string, number>> | null>;

/** Reads bitcoin's and ether's closes of a data folder and runs the price engine. Throws MonitorDataError. */
export async function readMarket(folder: string): Promise<MarketInputs> {
  const rows = await readCsv(
    folder,
    "prices_hourly_close.csv.gz",
    `ts::DOUBLE + ${HOUR}, "BTC"::DOUBLE, "ETH"::DOUBLE FROM source ORDER BY 1`,
  );
  const closes = new Map(rows.map(([ts, btc, eth]) => [Number(ts), { BTC: price(btc), ETH: price(eth) }]));
  const engine = createFeatureEngine({ assets: ["BTC", "ETH"], marketAssets: ["BTC", "ETH"] });
  const inputs = new Map<number, Readonly<Record<string, number>> | null>();
  const hours = [...closes.keys()];
  const [first, last] = [hours[0] ?? 0, hours.at(-1) ?? -1];
  for (let hour = first; hour <= last; hour += HOUR) {
    engine.push({ hour, closes: closes.get(hour) ?? { BTC: null, ETH: null } });
    inputs.set(hour, marketValues(engine.window("ETH", { steps: 1, strideHours: 1 }).values));
  }
  return inputs;
}

function price(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}
