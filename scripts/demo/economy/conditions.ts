import type { Economy } from "../scenario.ts";
import { ASSETS, drawdown24h, priceAt } from "../path/price-path.ts";
import type { Collateral, PricePath } from "../path/price-path.ts";
import { arrivalsAt } from "./arrivals.ts";
import type { HourConditions } from "./side.ts";
import type { Prices } from "./tokens.ts";

/** Everything about an hour that does not depend on a side: prices, depth, gas, and who comes. */
export function conditionsAt(
  economy: Economy,
  seed: number,
  path: PricePath,
  index: number,
  step: number,
): HourConditions {
  const { depthUsd, stressDrawdown, gasGwei, gasPerLiquidation } = economy.liquidators;
  const stressed = (asset: Collateral): boolean => drawdown24h(path, asset, index) >= stressDrawdown;
  const gwei = stressed("WETH") ? gasGwei.stressed : gasGwei.calm;
  const byCollateral = (of: (asset: Collateral) => number): Record<Collateral, number> => ({
    WETH: of("WETH"),
    WBTC: of("WBTC"),
    wstETH: of("wstETH"),
    LINK: of("LINK"),
  });
  return {
    prices: pricesAt(path, index),
    dayReturn: byCollateral((asset) => dayReturn(path, asset, index)),
    depthUsd: byCollateral((asset) => depthUsd[stressed(asset) ? "stressed" : "calm"][asset] * step),
    gasUsd: gasPerLiquidation * gwei * 1e-9 * priceAt(path, "WETH", index),
    arrivals: arrivalsAt(economy, seed, path, index, step),
    step,
  };
}

/** Every asset's price in an hour. */
export function pricesAt(path: PricePath, index: number): Prices {
  const entries = ASSETS.map((asset) => [asset, priceAt(path, asset, index)] as const);
  return Object.fromEntries(entries) as Record<(typeof ASSETS)[number], number>;
}

function dayReturn(path: PricePath, asset: Collateral, index: number): number {
  const before = path.usd[asset][index - 24];
  return before === null || before === undefined ? 0 : priceAt(path, asset, index) / before - 1;
}
