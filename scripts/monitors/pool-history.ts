import { RollingMax } from "../../committee/features/rolling.ts";
import { POOL_FEATURES, POOL_SCHEMA_HASH } from "../../committee/features/pool-schema.ts";
import { PoolSeries } from "../../committee/features/pool.ts";
import { HOUR } from "../dataset/context/grid.ts";
import type { Series } from "../dataset/context/series.ts";
import { columnsOf, gridOf, knownAt } from "./columns.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import type { MarketInputs } from "./market.ts";
import { highestAhead, sustained } from "./outcomes.ts";

/** The data set's series of one pool: USD locked, and the price of one token in the other. */
export type PoolInputs = Readonly<Record<"tvl" | "price", Series>>;

/** Runs the node's engine over every pool among the data set's series. */
export function poolHistory(series: ReadonlyMap<string, Series>, market: MarketInputs): MonitorHistory {
  const histories = [...series].flatMap(([name, tvl]) => {
    if (!name.startsWith("pool:") || !name.endsWith(":tvl")) return [];
    const pool = name.slice("pool:".length, -":tvl".length);
    const price = series.get(`pool:${pool}:price`);
    return price === undefined || tvl.live.length === 0 ? [] : [runPool(pool, { tvl, price }, market)];
  });
  return { kind: "pool", features: POOL_FEATURES, schemaHash: POOL_SCHEMA_HASH, series: histories };
}

/** Runs the engine over one pool's hours. The outcome is the log fall of what stays for two hours, zero or more. */
export function runPool(name: string, inputs: PoolInputs, market: MarketInputs): SeriesHistory {
  const grid = gridOf([inputs.tvl]);
  const tvl = columnsOf(inputs.tvl, grid);
  const price = columnsOf(inputs.price, grid).live;
  const width = POOL_FEATURES.length;
  const engine = new PoolSeries();
  const rows = new Float32Array(grid.hours * width);
  for (let i = 0; i < grid.hours; i++) {
    const [tvlUsd, ratio] = [knownAt(tvl.live, i), knownAt(price, i)];
    const sample = tvlUsd === null || ratio === null ? null : { tvlUsd, price: ratio };
    engine.push(sample, market.get(grid.firstHour + i * HOUR) ?? null);
    rows.set(engine.window({ steps: 1, strideHours: 1 }).values, i * width);
  }
  return { name, ...grid, rows, ...outcomesOf(tvl.settled.map((value) => -Math.log(value))) };
}

/** @param depth the negative log of the value locked */
function outcomesOf(depth: Float64Array): Pick<SeriesHistory, "state" | "severity" | "outcomes"> {
  const lasting = sustained(depth);
  const fall = (horizon: number): Float64Array =>
    highestAhead(lasting, horizon).map((low, i) => Math.max(low - (depth[i] ?? NaN), 0));
  return {
    // The state is the fall itself, zero now: every hour can still see the event.
    state: depth.map((value) => (Number.isNaN(value) ? NaN : 0)),
    severity: { fall24: fallen(depth, lasting, 24), fall72: fallen(depth, lasting, 72) },
    outcomes: { fall24: fall(24), fall72: fall(72) },
  };
}

/** How far the pool lies below its highest of the last hours, in log and for two hours running. */
function fallen(depth: Float64Array, lasting: Float64Array, hours: number): Float64Array {
  const high = new RollingMax(hours + 1);
  return lasting.map((low, i) => {
    high.push(-(depth[i] ?? NaN));
    return low + high.max();
  });
}
