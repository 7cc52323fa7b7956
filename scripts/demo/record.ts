import type { Action } from "./keeper.ts";
import type { SideTotals } from "./economy/side.ts";
import type { Prices } from "./economy/tokens.ts";
import type { Vote } from "./committee/reports.ts";
import type { Collateral } from "./path/price-path.ts";

export type ScoreStatus = "unknown" | "stale" | "degraded" | "fresh";

/** One scored market in one hour, after Breakwater acted. */
export interface MarketHour {
  readonly votes: readonly Vote[];
  readonly scoreBps: number;
  readonly spreadBps: number;
  readonly contributors: number;
  readonly status: ScoreStatus;
  readonly ltvBps: number;
  /** 0 nothing, 1 borrowing off, 2 LTV 0, 3 frozen, 4 paused. */
  readonly rung: number;
}

/** Everything about one hour of a run. */
export interface HourRecord {
  readonly hour: number;
  readonly index: number;
  readonly prices: Prices;
  readonly markets: Readonly<Record<Collateral, MarketHour>>;
  readonly accepted: boolean;
  readonly alive: number;
  readonly members: readonly number[];
  readonly actions: readonly Action[];
  readonly held: readonly string[];
  readonly guarded: Readonly<SideTotals>;
  readonly control: Readonly<SideTotals>;
}
