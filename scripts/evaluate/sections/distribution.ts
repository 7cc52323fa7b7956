import { improvement } from "../metrics/bootstrap.ts";
import type { Interval } from "../metrics/bootstrap.ts";
import { twcrps } from "../metrics/losses.ts";
import { mean } from "../metrics/probability.ts";
import { said } from "../pick.ts";
import type { Sample } from "../sample.ts";
import { COMMITTEE, isRival } from "../subjects.ts";
import type { Subject } from "../subjects.ts";
import { rounded } from "./thresholds.ts";

/** Falls over which the score is integrated: where collateral is lost, and where every grid has a point. */
export const TWCRPS_GRID_BPS = [300, 500, 800, 1200, 2000, 3000] as const;

export interface DistributionFigures {
  /** Mean threshold-weighted CRPS in log price; smaller is better. */
  readonly twcrps: Readonly<Record<string, number | null>>;
  readonly bestBaseline: string | null;
  /** The committee's relative improvement on every baseline and challenger. */
  readonly against: Readonly<Record<string, Interval>>;
}

/** Threshold-weighted CRPS of the 24 h minimum. */
export function judgeDistribution(sample: Sample, subjects: readonly Subject[]): DistributionFigures {
  const losses = subjects.map(({ id, kind, at }) => {
    const columns = TWCRPS_GRID_BPS.map((bps) => at(bps));
    return { id, kind, loss: twcrps(columns, TWCRPS_GRID_BPS, sample.min24) };
  });
  const baselines = losses.filter(({ kind }) => kind === "baseline");
  const rivals = losses.filter(({ kind }) => isRival(kind));
  const ours = losses.find(({ id }) => id === COMMITTEE)?.loss;
  const best = baselines.toSorted((a, b) => mean(a.loss) - mean(b.loss))[0];
  const rows =
    ours === undefined
      ? []
      : rivals.map(({ id, loss }) => [id, rounded(improvement(ours, loss, sample.blocks))] as const);
  return {
    twcrps: Object.fromEntries(losses.map(({ id, loss }) => [id, said(mean(loss))])),
    bestBaseline: best?.id ?? null,
    against: Object.fromEntries(rows),
  };
}
