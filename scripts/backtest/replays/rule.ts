import type { DeploymentParameters } from "../../deploy/parameters.ts";
import { DAY_HOURS, HOUR_S } from "../../demo/hours.ts";
import { hourIndex } from "../../forecast/history.ts";
import type { AssetHistory, History } from "../../forecast/history.ts";
import type { Crisis } from "../crises.ts";
import type { Thresholds } from "../forecasters/models.ts";
import { HISTORY_SYMBOL, LEAD_IN_DAYS, PRICED } from "../window.ts";
import type { PricedCollateral } from "../window.ts";

/** Hours of a history, from the first index up to the other. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** The deployed bands were set on hours before this date (scripts/demo/README.md). */
export const RULE_UNTIL: number = Date.UTC(2023, 6, 1) / 1_000;
const VOLATILITY_HOURS = 72;
const KNOWN_SHARE = 0.75;
const LOUDEST = 10;
/** An hour's event looks a day ahead. */
const EVENT_HOURS = 24;

/**
 * The figure that the deployed bands are multiples of: among the tenth of hours with the highest 72-hour volatility, the
 * share in which the market's event followed within a day. No forecast and no loss is part of it.
 * @param fall the event's, as a share
 * @param leftOut hours that count for nothing
 */
export function stormyShare(
  { logReturn1, min24 }: Pick<AssetHistory, "logReturn1" | "min24">,
  fall: number,
  until: number,
  leftOut: readonly Span[] = [],
): number {
  const depth = Math.log1p(-fall);
  const hours: { readonly volatility: number; readonly fell: boolean }[] = [];
  for (let hour = VOLATILITY_HOURS; hour < until; hour++) {
    const lowest = min24[hour] ?? NaN;
    if (Number.isNaN(lowest) || leftOut.some(({ first, end }) => hour >= first && hour < end)) continue;
    const volatility = meanSquare(logReturn1.subarray(hour - VOLATILITY_HOURS + 1, hour + 1));
    if (volatility !== undefined) hours.push({ volatility, fell: lowest <= depth });
  }
  hours.sort((a, b) => b.volatility - a.volatility);
  const loudest = hours.slice(0, Math.floor(hours.length / LOUDEST));
  return loudest.filter(({ fell }) => fell).length / loudest.length;
}

function meanSquare(returns: Float64Array): number | undefined {
  let [sum, known] = [0, 0];
  for (const value of returns) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    known += 1;
  }
  return known < KNOWN_SHARE * returns.length ? undefined : sum / known;
}

/** A collateral's share by the rule with all hours, and without those of the replayed windows. */
export interface RuleShares {
  readonly all: number;
  readonly heldOut: number;
}

/** The rule's shares of every priced collateral; an hour whose event looks into a window is left out with it. */
export function ruleShares(
  history: History,
  crises: readonly Pick<Crisis, "from" | "to">[],
  thresholds: Thresholds,
): Readonly<Record<PricedCollateral, RuleShares>> {
  const until = hourIndex(history, RULE_UNTIL);
  const leftOut = crises.map(({ from, to }) => ({
    first: hourIndex(history, from - (LEAD_IN_DAYS * DAY_HOURS + EVENT_HOURS) * HOUR_S),
    end: hourIndex(history, to),
  }));
  const of = (asset: PricedCollateral): RuleShares => {
    const own = history.assets.find(({ symbol }) => symbol === HISTORY_SYMBOL[asset]);
    if (own === undefined) return { all: NaN, heldOut: NaN };
    const fall = thresholds[asset] / 10_000;
    return { all: stormyShare(own, fall, until), heldOut: stormyShare(own, fall, until, leftOut) };
  };
  const [weth, wbtc, link] = PRICED.map(of) as [RuleShares, RuleShares, RuleShares];
  return { WETH: weth, WBTC: wbtc, LINK: link };
}

/**
 * The deployed thresholds as the rule would have set them without the windows: those of bands and rungs moved by what
 * leaving the windows out moves the rule's share. A collateral without a share keeps its own.
 */
export function heldOutParameters(
  parameters: DeploymentParameters,
  shares: Readonly<Partial<Record<string, RuleShares>>>,
): DeploymentParameters {
  const moved = (asset: string): (<T extends Threshold>(one: T) => T) => {
    const { all, heldOut } = shares[asset] ?? { all: 1, heldOut: 1 };
    const ratio = heldOut / all > 0 ? heldOut / all : 1;
    return (one) => ({
      ...one,
      enterBps: Math.round(one.enterBps * ratio),
      exitBps: Math.round(one.exitBps * ratio),
    });
  };
  const steward = Object.entries(parameters.steward).map(([asset, policy]) => {
    return [asset, { ...policy, bands: policy.bands.map(moved(asset)) }] as const;
  });
  const guardian = Object.entries(parameters.guardian).map(([asset, policy]) => {
    const of = moved(asset);
    const { borrowOff, ltvZero, freeze, pause } = policy.rungs;
    const rungs = {
      borrowOff: borrowOff && of(borrowOff),
      ltvZero: ltvZero && of(ltvZero),
      freeze: freeze && of(freeze),
      pause: pause && of(pause),
    };
    return [asset, { ...policy, rungs }] as const;
  });
  return { ...parameters, steward: Object.fromEntries(steward), guardian: Object.fromEntries(guardian) };
}

interface Threshold {
  readonly enterBps: number;
  readonly exitBps: number;
}
