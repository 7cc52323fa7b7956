import type { DeploymentParameters } from "../../deploy/parameters.ts";
import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import { BacktestError } from "../errors.ts";

/** What the DAO set for a collateral, in bps. */
export interface Anchor {
  readonly ltvBps: number;
  readonly liquidationThresholdBps: number;
  readonly bonusBps: number;
}

export type Anchors = Readonly<Record<Collateral, Anchor>>;

/** Reads the anchors from the deployment's parameters. Throws BacktestError where a collateral is not listed. */
export function anchorsOf({ reserves }: Pick<DeploymentParameters, "reserves">): Anchors {
  const of = (asset: Collateral): Anchor => {
    const reserve = reserves[asset];
    if (reserve === undefined) {
      const message = `The deployment's parameters list no reserve ${asset}: add it, the backtest lends against it.`;
      throw new BacktestError("BACKTEST_USAGE", message, { asset });
    }
    const { ltvBps, liquidationThresholdBps, liquidationBonusBps: bonusBps } = reserve;
    return { ltvBps, liquidationThresholdBps, bonusBps };
  };
  const [weth, wbtc, wsteth, link] = COLLATERALS.map(of) as [Anchor, Anchor, Anchor, Anchor];
  return { WETH: weth, WBTC: wbtc, wstETH: wsteth, LINK: link };
}

/** One collateral's ratios in every hour of a window, bps. */
export interface RatioPath {
  readonly ltvBps: ArrayLike<number>;
  readonly liquidationThresholdBps: ArrayLike<number>;
  /** 1 in hours in which the pool takes no collateral in; left away where it always does. */
  readonly frozen?: ArrayLike<number>;
}

/** What a side offers, hour by hour: what a steward, or nobody, makes of the anchors. */
export type RatioPaths = Readonly<Record<Collateral, RatioPath>>;

/** Paths from each collateral's LTVs; the liquidation threshold stays the DAO's, as it does under the steward (H7). */
export function ratioPaths(
  anchors: Anchors,
  ltvOf: (asset: Collateral, anchor: Anchor) => ArrayLike<number>,
): RatioPaths {
  const of = (asset: Collateral): RatioPath => {
    const ltvBps = ltvOf(asset, anchors[asset]);
    const { liquidationThresholdBps } = anchors[asset];
    return { ltvBps, liquidationThresholdBps: new Float64Array(ltvBps.length).fill(liquidationThresholdBps) };
  };
  return { WETH: of("WETH"), WBTC: of("WBTC"), wstETH: of("wstETH"), LINK: of("LINK") };
}

/** The same LTV in every hour, `belowBps` under the anchor and never below 1. */
export const staticPaths = (anchors: Anchors, hours: number, belowBps = 0): RatioPaths =>
  ratioPaths(anchors, (_, { ltvBps }) => new Float64Array(hours).fill(Math.max(1, ltvBps - belowBps)));
