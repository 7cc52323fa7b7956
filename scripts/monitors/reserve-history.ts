import { RESERVE_FEATURES, RESERVE_SCHEMA_HASH } from "../../committee/features/reserve-schema.ts";
import { ReserveSeries } from "../../committee/features/reserve.ts";
import type { ReserveSample } from "../../committee/features/reserve.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import type { MarketInputs } from "./market.ts";
import { highestAhead } from "./outcomes.ts";
import { readCsv } from "./read.ts";

const HOUR = 3600;
const FILE = "aave_reserves_hourly.csv.gz";
/** A reserve counts from its first hour with so much supplied: before, one deposit moves everything. */
const MIN_SUPPLIED_USD = 1e6;

/** Reads every reserve of a data folder and runs the node's engine over it. Throws MonitorDataError. */
export async function readReserveHistory(folder: string, market: MarketInputs): Promise<MonitorHistory> {
  const columns = ["ts", "supplied_usd", "borrowed_usd", "liquidated_usd_1h", "var_borrow_apr_pct"];
  const doubles = columns.map((column) => `${column}::DOUBLE`).join(", ");
  const rows = await readCsv(folder, FILE, `market, ${doubles} FROM source ORDER BY market, ts::DOUBLE`);
  const reserves = new Map<string, Map<number, ReserveSample>>();
  for (const [name, ts, supplied, borrowed, liquidated, rate] of rows) {
    const hours = reserves.get(String(name)) ?? new Map<number, ReserveSample>();
    reserves.set(String(name), hours);
    const sample = {
      suppliedUsd: Number(supplied),
      borrowedUsd: Number(borrowed),
      liquidatedUsd: Number(liquidated),
      borrowRatePct: Number(rate),
    };
    // The subgraph names the hour's start; its state is that of the hour's end.
    if (hours.size > 0 || sample.suppliedUsd >= MIN_SUPPLIED_USD) hours.set(Number(ts) + HOUR, sample);
  }
  const series = [...reserves]
    .filter(([, hours]) => hours.size > 0)
    .map(([name, hours]) => runReserve(name, hours, market));
  return { kind: "reserve", features: RESERVE_FEATURES, schemaHash: RESERVE_SCHEMA_HASH, series };
}

/** Runs the engine over one reserve's hours. */
export function runReserve(
  name: string,
  samples: ReadonlyMap<number, ReserveSample>,
  market: MarketInputs,
): SeriesHistory {
  const moments = [...samples.keys()];
  const first = moments[0] ?? 0;
  const hours = ((moments.at(-1) ?? first) - first) / HOUR + 1;
  const width = RESERVE_FEATURES.length;
  const engine = new ReserveSeries();
  const rows = new Float32Array(hours * width);
  const [state, liquidated] = [new Float64Array(hours), new Float64Array(hours)];
  for (let i = 0; i < hours; i++) {
    const hour = first + i * HOUR;
    const sample = samples.get(hour) ?? null;
    engine.push(sample, market.get(hour) ?? null);
    rows.set(engine.window({ steps: 1, strideHours: 1 }).values, i * width);
    liquidated[i] = sample?.liquidatedUsd ?? NaN;
    state[i] =
      sample === null || sample.suppliedUsd <= 0 ? NaN : Math.min(sample.borrowedUsd / sample.suppliedUsd, 1);
  }
  const outcomes = { liquidated24: highestAhead(liquidated, 24), utilisation24: highestAhead(state, 24) };
  const severity = { liquidated24: liquidated, utilisation24: state };
  return { name, firstHour: first, hours, rows, state, severity, outcomes };
}
