import type { MonitorFeature } from "../../committee/features/monitor-schema.ts";

/** The histories that monitors read: pegs of assets, reserves of lending pools, two-asset pools. */
export type HistoryKind = "peg" | "reserve" | "pool";

/** One series hour by hour: what the node's engine gave, the state now, and what came after. */
export interface SeriesHistory {
  readonly name: string;
  /** Moment of the first hour in unix seconds; hours follow without a gap. */
  readonly firstHour: number;
  readonly hours: number;
  /** hours x features, row-major, from the engine that nodes run. */
  readonly rows: Float32Array;
  /** What the event compares with its threshold, now: NaN when missing. Not an input. */
  readonly state: Float64Array;
  /** By outcome: the quantity whose highest value ahead the outcome is, this hour; NaN when missing. Not an input. */
  readonly severity: Readonly<Record<string, Float64Array>>;
  /** By outcome: what the next hours brought; NaN where the horizon is not known. Not inputs. */
  readonly outcomes: Readonly<Record<string, Float64Array>>;
}

export interface MonitorHistory {
  readonly kind: HistoryKind;
  readonly features: readonly MonitorFeature[];
  readonly schemaHash: string;
  readonly series: readonly SeriesHistory[];
}

/** The window of an hour, row-major, or null when the engine would call it incomplete. */
export function windowAt(
  series: SeriesHistory,
  width: number,
  hour: number,
  steps: number,
): Float32Array | null {
  const from = hour - steps + 1;
  if (from < 0 || series.rows[hour * width] === 1) return null;
  const values = series.rows.subarray(from * width, (hour + 1) * width);
  let missing = 0;
  for (let step = 0; step < steps; step++) missing += values[step * width] === 1 ? 1 : 0;
  return missing <= steps * 0.25 ? values : null;
}
