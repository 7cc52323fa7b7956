/**
 * How loud a score must be for the steward to move, relative to the deployed bands: below one it moves earlier. The range
 * is wide because forecasters differ in level; each traces its own curve, so that calibration does not decide between
 * them.
 */
export const SCALES: readonly number[] = [0.05, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.35];

/** Static parameters: every LTV so many bps below the anchor, always. */
export const STATIC_BPS: readonly number[] = [50, 100, 200, 300, 400, 600, 800, 1_200, 2_000];

export const STATIC = "static";
export const COMMITTEE = "committee";
/** The committee's own scores at the wrong time: the null that foresight must beat. */
export const SHIFTED = "committee-shifted";

/** Baselines of committee/baselines that steer a market too, where they are there. */
export const PLAYED_BASELINES: readonly string[] = ["har-fhs", "har-logit"];
