import type { ContextData } from "../context/load.ts";
import { onGrid } from "../context/grid.ts";
import { forwardMax, forwardMin, forwardSum } from "./windows.ts";

export const HORIZONS = [24, 72] as const;

/** Bounds of the events, stated before any model was fitted. */
export const TARGET_RULES = {
  /** Liquidated USD of a reserve's collateral in the horizon, and that as a share of what is supplied now. */
  reserveLiquidatedUsd: 100_000,
  reserveLiquidatedShare: 0.0005,
  /** Liquidated USD over a whole protocol or a whole collateral. */
  protocolLiquidatedUsd: 1_000_000,
  utilisation: 0.95,
  /** Fall of a pool's value or depth against now. */
  liquidityFall: 1 / 3,
  pegBps: -100,
  stethBps: -200,
} as const;

export type TargetKind = "liquidation" | "utilisation" | "liquidity" | "peg";

type Column = readonly (number | null)[];

/** One subject's labels by hour of the grid. */
export interface TargetColumns {
  readonly kind: TargetKind;
  readonly subject: string;
  /** The measure at the hour: USD of the last hour, share, USD or coins, bp. */
  readonly now: Column;
  /** By horizon: USD of the window, highest share, lowest over now less one, lowest bp. */
  readonly worst: readonly Column[];
  readonly event: readonly (boolean | null)[][];
}

interface Grid {
  readonly firstHour: number;
  readonly hours: number;
}

/** Labels of every subject that the data have. A window with a hole has none; nothing is filled. */
export function targetColumns(data: ContextData, grid: Grid): TargetColumns[] {
  const read = (name: string): Column => {
    const series = data.series.get(name);
    if (series === undefined) return new Array<null>(grid.hours).fill(null);
    return onGrid(series.settled, grid, series.staleSeconds);
  };
  const names = [...data.series.keys()].map((name) => name.split(":"));
  const reserves = names.filter(([kind, , what]) => kind === "reserve" && what === "supplied");
  return [
    ...reserves.flatMap(([, market]) => reserveTargets(market ?? "", read)),
    ...names
      .filter(([kind]) => kind === "liquidations")
      .map(([, collateral]) => protocolTarget(collateral ?? "", read)),
    ...names
      .filter(([kind, , what]) => (kind === "pool" && what === "tvl") || what === "coins")
      .map((parts) => liquidityTarget(parts.join(":"), read)),
    ...names
      .filter(([kind]) => kind === "peg" || kind === "chainlink" || kind === "ratio")
      .map((parts) => pegTarget(parts.join(":"), read)),
  ];
}

type Reader = (name: string) => Column;

function reserveTargets(market: string, read: Reader): TargetColumns[] {
  const supplied = read(`reserve:${market}:supplied`);
  const borrowed = read(`reserve:${market}:borrowed`);
  const liquidated = read(`reserve:${market}:liquidated`);
  const used = supplied.map((value, i) => ratio(borrowed[i] ?? null, value));
  const sums = HORIZONS.map((horizon) => forwardSum(liquidated, horizon));
  const bound = (i: number): number =>
    Math.max(
      TARGET_RULES.reserveLiquidatedUsd,
      TARGET_RULES.reserveLiquidatedShare * (supplied[i] ?? Infinity),
    );
  const highest = HORIZONS.map((horizon) => forwardMax(used, horizon));
  return [
    {
      kind: "liquidation",
      subject: market,
      now: liquidated,
      worst: sums,
      event: sums.map((column) => judge(column, (sum, i) => sum >= bound(i))),
    },
    {
      kind: "utilisation",
      subject: market,
      now: used,
      worst: highest,
      event: highest.map((column) => judge(column, (share) => share > TARGET_RULES.utilisation)),
    },
  ];
}

function protocolTarget(collateral: string, read: Reader): TargetColumns {
  const now = read(`liquidations:${collateral}`);
  const worst = HORIZONS.map((horizon) => forwardSum(now, horizon));
  const event = worst.map((column) => judge(column, (sum) => sum >= TARGET_RULES.protocolLiquidatedUsd));
  return { kind: "liquidation", subject: `aave:${collateral}`, now, worst, event };
}

/**
 * Value locked, not in-range liquidity: in a pool of one-basis-point ticks that jumps by a third in almost half of all
 * days as the price crosses a tick, so that its fall is no event.
 */
function liquidityTarget(name: string, read: Reader): TargetColumns {
  const now = read(name);
  const worst = HORIZONS.map((horizon) =>
    forwardMin(now, horizon).map((low, i) => {
      const change = ratio(low, now[i] ?? null);
      return change === null ? null : change - 1;
    }),
  );
  const event = worst.map((column) => judge(column, (change) => change <= -TARGET_RULES.liquidityFall));
  return { kind: "liquidity", subject: name, now, worst, event };
}

function pegTarget(name: string, read: Reader): TargetColumns {
  const now = read(name).map((price) => (price === null ? null : (price - 1) * 1e4));
  const worst = HORIZONS.map((horizon) => forwardMin(now, horizon));
  const bound = name === "ratio:stETH" ? TARGET_RULES.stethBps : TARGET_RULES.pegBps;
  const event = worst.map((column) => judge(column, (bps) => bps <= bound));
  return { kind: "peg", subject: name, now, worst, event };
}

function judge(column: Column, happened: (value: number, i: number) => boolean): (boolean | null)[] {
  return column.map((value, i) => (value === null ? null : happened(value, i)));
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}
