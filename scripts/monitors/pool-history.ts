import { RollingMax } from "../../committee/features/rolling.ts";
import { POOL_FEATURES, POOL_SCHEMA_HASH } from "../../committee/features/pool-schema.ts";
import { PoolSeries } from "../../committee/features/pool.ts";
import type { PoolSample } from "../../committee/features/pool.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import type { MarketInputs } from "./market.ts";
import { highestAhead, sustained } from "./outcomes.ts";
import { readCsv } from "./read.ts";

const HOUR = 3600;
const FILE = "uniswap_v3_stable_pools_hourly.csv.gz";

/** Reads every pool of a data folder and runs the node's engine over it. Throws MonitorDataError. */
export async function readPoolHistory(folder: string, market: MarketInputs): Promise<MonitorHistory> {
  const rows = await readCsv(
    folder,
    FILE,
    "pool, ts::DOUBLE, tvl_usd::DOUBLE, token0_per_token1::DOUBLE FROM source ORDER BY pool, ts::DOUBLE",
  );
  const pools = new Map<string, Map<number, PoolSample>>();
  for (const [name, ts, tvl, price] of rows) {
    const hours = pools.get(String(name)) ?? new Map<number, PoolSample>();
    pools.set(String(name), hours);
    if (typeof tvl !== "number" || typeof price !== "number" || !(tvl > 0 && price > 0)) continue;
    hours.set(Number(ts) + HOUR, { tvlUsd: tvl, price });
  }
  const series = [...pools]
    .filter(([, hours]) => hours.size > 0)
    .map(([name, hours]) => runPool(name, hours, market));
  return { kind: "pool", features: POOL_FEATURES, schemaHash: POOL_SCHEMA_HASH, series };
}

/** Runs the engine over one pool's hours. The outcome is the log fall of what stays for two hours, zero or more. */
export function runPool(
  name: string,
  samples: ReadonlyMap<number, PoolSample>,
  market: MarketInputs,
): SeriesHistory {
  const moments = [...samples.keys()];
  const first = moments[0] ?? 0;
  const hours = ((moments.at(-1) ?? first) - first) / HOUR + 1;
  const width = POOL_FEATURES.length;
  const engine = new PoolSeries();
  const rows = new Float32Array(hours * width);
  const depth = new Float64Array(hours);
  for (let i = 0; i < hours; i++) {
    const hour = first + i * HOUR;
    const sample = samples.get(hour) ?? null;
    engine.push(sample, market.get(hour) ?? null);
    rows.set(engine.window({ steps: 1, strideHours: 1 }).values, i * width);
    depth[i] = sample === null ? NaN : -Math.log(sample.tvlUsd);
  }
  const lasting = sustained(depth);
  const fall = (horizon: number): Float64Array =>
    highestAhead(lasting, horizon).map((low, i) => Math.max(low - (depth[i] ?? NaN), 0));
  // The state is the fall itself, zero now: every hour can still see the event.
  const state = depth.map((value) => (Number.isNaN(value) ? NaN : 0));
  const severity = { fall24: fallen(depth, lasting, 24), fall72: fallen(depth, lasting, 72) };
  const outcomes = { fall24: fall(24), fall72: fall(72) };
  return { name, firstHour: first, hours, rows, state, severity, outcomes };
}

/** How far the pool lies below its highest of the last hours, in log and for two hours running. */
function fallen(depth: Float64Array, lasting: Float64Array, hours: number): Float64Array {
  const high = new RollingMax(hours + 1);
  return lasting.map((low, i) => {
    high.push(-(depth[i] ?? NaN));
    return low + high.max();
  });
}
