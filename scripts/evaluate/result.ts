import type { AlarmFigures, Warning } from "./alarms.ts";
import type { LeakReport } from "./leak.ts";
import type { Interval } from "./metrics/bootstrap.ts";
import type { NullAlarms } from "./random-alarms.ts";
import type { AlarmChoice } from "./reference.ts";
import type { ShuffledFigures } from "./sections/controls.ts";
import type { CorrectionFigures } from "./sections/corrections.ts";
import type { DistributionFigures } from "./sections/distribution.ts";
import type { HeldBackFigures } from "./sections/held-back.ts";
import type { LeftOutCrisis } from "./sections/leave-one-out.ts";
import type { QuantileFigures } from "./sections/quantiles.ts";
import type { SliceFigures } from "./sections/slices.ts";
import type { ThresholdFigures } from "./sections/thresholds.ts";
import type { VolatilityFigures } from "./sections/volatility.ts";

/** Parts of the rows at one threshold: never pooled figures alone. */
export interface Slices {
  readonly byYear: readonly SliceFigures[];
  readonly byPhase: readonly SliceFigures[];
  readonly byAsset: readonly SliceFigures[];
  readonly byCrisis: readonly SliceFigures[];
}

/** Alarms of one forecast at the threshold that was fixed for it before. */
export interface AlarmReport extends AlarmFigures {
  readonly id: string;
  readonly thresholdBps: number;
  /** What kept the threshold from being lower when it was chosen. */
  readonly limit: AlarmChoice["limit"];
  readonly falseAlarmsWithin: Interval;
  /** Random alarms of the same number of hours. */
  readonly nulls: NullAlarms;
}

/** Every forecast's alarms at one budget: the committee's first. */
export interface BudgetReport {
  /** The budget: what the thresholds were allowed on the dates of the choice. */
  readonly falseAlarmsPerMonth: number;
  readonly forecasts: readonly AlarmReport[];
}

/** What `npm run evaluate -- --json` prints. Times are unix seconds; a figure that cannot be said is null. */
export interface EvaluationResult {
  readonly from: string;
  readonly to: string;
  readonly thresholds: Readonly<Record<string, ThresholdFigures>>;
  readonly crises: readonly Warning[];
  readonly falseAlarmsPerMonth: number | null;
  readonly assets: readonly string[];
  readonly everyHours: number;
  readonly blocks: { readonly unit: "month" | "week"; readonly count: number };
  readonly slices: Readonly<Record<string, Slices>>;
  readonly alarms: readonly BudgetReport[];
  readonly volatility: VolatilityFigures;
  readonly quantiles: readonly QuantileFigures[];
  readonly distribution: DistributionFigures;
  readonly corrections: CorrectionFigures;
  readonly leftOut: readonly LeftOutCrisis[];
  readonly heldBack: Readonly<Record<string, HeldBackFigures>>;
  readonly controls: { readonly shuffled: ShuffledFigures | null; readonly future: LeakReport };
  readonly notices: readonly string[];
}
