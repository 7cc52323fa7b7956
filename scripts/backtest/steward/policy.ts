import type { StewardParameters } from "../../deploy/parameters.ts";
import type { Anchor } from "../lending/anchors.ts";

/** A steward's policy for one collateral: its parameters around the anchor. Ratios in bps, times in seconds. */
export interface StewardPolicy extends Omit<StewardParameters, "minContributorsToLoosen"> {
  readonly anchor: Anchor;
}

const FULL_BPS = 10_000;

/**
 * The same policy for a forecaster that speaks louder or softer: every band is entered and left at `scale` times the
 * score. The LTVs, steps, waits and budgets stay the DAO's. A band beyond 100 % is never entered.
 */
export function scaledPolicy(parameters: StewardParameters, anchor: Anchor, scale: number): StewardPolicy {
  const scaled = (bps: number): number => Math.max(1, Math.round(bps * scale));
  const bands = parameters.bands.map(({ enterBps, exitBps, ltvBps }) => {
    const enter = scaled(enterBps);
    return { enterBps: enter, exitBps: Math.min(scaled(exitBps), enter - 1), ltvBps };
  });
  return { ...parameters, bands: bands.filter(({ enterBps }) => enterBps <= FULL_BPS), anchor };
}
