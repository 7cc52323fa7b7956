import type { RuleParameters, StewardParameters } from "../../deploy/stewardParameters.ts";
import type { Anchor } from "../lending/anchors.ts";

/** What a steward's policy says of one collateral's LTV, around its anchor. Ratios in bps, times in seconds. */
export interface StewardPolicy extends RuleParameters {
  readonly anchor: Anchor;
  readonly minGapBps: number;
  readonly maxSpreadToLoosenBps: number;
  readonly loosenExpiry: number;
  readonly bands: readonly { readonly enterBps: number; readonly exitBps: number; readonly ltvBps: number }[];
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
  const { ltv, minGapBps, maxSpreadToLoosenBps, loosenExpiry } = parameters;
  const heard = bands.filter(({ enterBps }) => enterBps <= FULL_BPS);
  return { ...ltv, minGapBps, maxSpreadToLoosenBps, loosenExpiry, bands: heard, anchor };
}
