import { RESERVE_FEATURES, RESERVE_SCHEMA_HASH } from "../../committee/features/reserve-schema.ts";
import { ReserveSeries } from "../../committee/features/reserve.ts";
import type { ReserveSample } from "../../committee/features/reserve.ts";
import { HOUR } from "../dataset/context/grid.ts";
import type { Series } from "../dataset/context/series.ts";
import { columnsOf, gridOf } from "./columns.ts";
import type { HourGrid } from "./columns.ts";
import type { MonitorHistory, SeriesHistory } from "./history.ts";
import type { MarketInputs } from "./market.ts";
import { highestAhead } from "./outcomes.ts";

/** A reserve counts from its first hour with so much supplied: before, one deposit moves everything. */
const MIN_SUPPLIED_USD = 1e6;

/** The data set's series of one reserve. */
export type ReserveInputs = Readonly<Record<"supplied" | "borrowed" | "liquidated" | "rate", Series>>;

/** Runs the node's engine over every reserve among the data set's series. */
export function reserveHistory(series: ReadonlyMap<string, Series>, market: MarketInputs): MonitorHistory {
  const histories = [...series.keys()]
    .filter((name) => name.startsWith("reserve:") && name.endsWith(":supplied"))
    .flatMap((name) => {
      const reserve = name.slice("reserve:".length, -":supplied".length);
      const input = (what: string): Series | undefined => series.get(`reserve:${reserve}:${what}`);
      const [supplied, borrowed] = [input("supplied"), input("borrowed")];
      const [liquidated, rate] = [input("liquidated"), input("rate")];
      if (!supplied || !borrowed || !liquidated || !rate) return [];
      return runReserve(reserve, { supplied, borrowed, liquidated, rate }, market);
    });
  return { kind: "reserve", features: RESERVE_FEATURES, schemaHash: RESERVE_SCHEMA_HASH, series: histories };
}

/** Runs the engine over one reserve's hours; none where it never was large enough. */
export function runReserve(name: string, inputs: ReserveInputs, market: MarketInputs): SeriesHistory[] {
  const large = inputs.supplied.live.find(({ value }) => value >= MIN_SUPPLIED_USD);
  if (large === undefined) return [];
  const whole = gridOf([inputs.supplied]);
  const firstHour = Math.ceil(large.knownAt / HOUR) * HOUR;
  const grid = { firstHour, hours: whole.hours - (firstHour - whole.firstHour) / HOUR };
  const [supplied, borrowed] = [columnsOf(inputs.supplied, grid), columnsOf(inputs.borrowed, grid)];
  const liquidated = columnsOf(inputs.liquidated, grid);
  const live = [supplied.live, borrowed.live, liquidated.live, columnsOf(inputs.rate, grid).live] as const;
  const rows = engineRows(live, grid, market);
  const state = supplied.settled.map((value, i) => Math.min((borrowed.settled[i] ?? NaN) / value, 1));
  const outcomes = {
    liquidated24: highestAhead(liquidated.settled, 24),
    utilisation24: highestAhead(state, 24),
  };
  const severity = { liquidated24: liquidated.settled, utilisation24: state };
  return [{ name, ...grid, rows, state, severity, outcomes }];
}

type LiveColumns = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

function engineRows(live: LiveColumns, { firstHour, hours }: HourGrid, market: MarketInputs): Float32Array {
  const width = RESERVE_FEATURES.length;
  const engine = new ReserveSeries();
  const rows = new Float32Array(hours * width);
  for (let i = 0; i < hours; i++) {
    engine.push(sampleAt(live, i), market.get(firstHour + i * HOUR) ?? null);
    rows.set(engine.window({ steps: 1, strideHours: 1 }).values, i * width);
  }
  return rows;
}

/** The reserve at an hour; null where one of its numbers is missing. */
function sampleAt([supplied, borrowed, liquidated, rate]: LiveColumns, i: number): ReserveSample | null {
  const sample = {
    suppliedUsd: supplied[i] ?? NaN,
    borrowedUsd: borrowed[i] ?? NaN,
    liquidatedUsd: liquidated[i] ?? NaN,
    borrowRatePct: rate[i] ?? NaN,
  };
  return Object.values(sample).some(Number.isNaN) ? null : sample;
}
