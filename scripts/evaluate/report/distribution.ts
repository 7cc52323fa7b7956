import type { EvaluationResult } from "../result.ts";
import { changeWithin, DASH, num, pct, table } from "./table.ts";

/** Pinball loss and exceedance of the drawdown quantiles. */
export function quantileTable({ quantiles }: EvaluationResult): string {
  const rows = quantiles.flatMap(({ horizonHours, level, models, againstFhs, bestBaseline, againstBest }) =>
    Object.entries(models).map(([id, { pinball, exceedance, exceedanceInCrises }]) => [
      `${horizonHours} h, ${pct(level, 0)}`,
      id,
      (pinball * 10_000).toFixed(2),
      pct(exceedance, 2),
      pct(exceedanceInCrises, 1),
      id === "har-fhs" ? changeWithin(againstFhs) : id === bestBaseline ? changeWithin(againstBest) : DASH,
    ]),
  );
  return table(
    [
      "quantile",
      "forecast",
      "pinball, bps",
      "exceeded",
      "exceeded within 72 h of a trough",
      "committee against it",
    ],
    rows,
  );
}

/** Threshold-weighted CRPS. */
export function distributionTable({ distribution }: EvaluationResult): string {
  const ids = Object.entries(distribution.twcrps).sort(([, a], [, b]) => (a ?? 9) - (b ?? 9));
  return table(
    ["forecast", "twCRPS, 1e-4 of log price", "committee against it"],
    ids.map(([id, value]) => [
      id,
      num(value === null ? null : value * 10_000, 2),
      changeWithin(distribution.against[id]),
    ]),
  );
}
