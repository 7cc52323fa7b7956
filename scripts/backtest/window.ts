import { loadScenario, scenarioNames } from "../demo/scenario.ts";
import type { Economy } from "../demo/scenario.ts";
import { HOUR_S, formatHour } from "../demo/hours.ts";
import type { Collateral, PricePath } from "../demo/path/price-path.ts";
import { findCrises, marketIndex } from "../forecast/crises.ts";
import { hourIndex } from "../forecast/history.ts";
import type { AssetHistory, History } from "../forecast/history.ts";
import type { Crisis } from "./crises.ts";
import { BacktestError } from "./errors.ts";

/** Days before a crisis that a policy is judged on too. */
export const LEAD_IN_DAYS = 90;
const DAY_HOURS = 24;

/** Which asset of the history each collateral is. wstETH is left to ETH: its ratio is not known for most dates. */
export const HISTORY_SYMBOL = { WETH: "ETH", WBTC: "BTC", LINK: "LINK" } as const;
export type PricedCollateral = keyof typeof HISTORY_SYMBOL;
export const PRICED: readonly PricedCollateral[] = ["WETH", "WBTC", "LINK"];

/** A crisis and the ninety days before it, ready to be lived through. */
export interface Window {
  readonly crisis: Crisis;
  /** Index of the window's first hour in the history. */
  readonly firstIndex: number;
  /** Hours of the window, and the one at which the crisis begins. */
  readonly hours: number;
  readonly crisisHour: number;
  /** By hour of the window: 1 in the lead-in while the market has no crisis by the rule, else 0. */
  readonly calm: Uint8Array;
  readonly path: PricePath;
  readonly economy: Economy;
  readonly economyOf: string;
  /** Collaterals with a price from the window's start. */
  readonly assets: readonly PricedCollateral[];
}

/**
 * Cuts a window out of the history. An hour without a close keeps the last price, as the pool's feed does. Throws
 * BacktestError where bitcoin or ether have no price at the window's start.
 */
export function windowOf(history: History, crisis: Crisis): Window {
  const from = crisis.from - LEAD_IN_DAYS * DAY_HOURS * HOUR_S;
  const [start, end] = [hourIndex(history, from) - DAY_HOURS, hourIndex(history, crisis.to)];
  if (start < 0) throw noPrices(crisis, from);
  const priced = (symbol: string): number[] | undefined => {
    const asset = history.assets.find((one) => one.symbol === symbol);
    return asset === undefined ? undefined : lastKnown(asset, start, end);
  };
  const [eth, btc, link] = [priced("ETH"), priced("BTC"), priced("LINK")];
  if (eth === undefined || btc === undefined) throw noPrices(crisis, from);
  const ones = new Array<number>(end - start).fill(1);
  const scenario = nearestScenario(crisis.from);
  return {
    crisis,
    firstIndex: start + DAY_HOURS,
    hours: end - start - DAY_HOURS,
    crisisHour: LEAD_IN_DAYS * DAY_HOURS,
    calm: calmHours(history, start + DAY_HOURS, end - start - DAY_HOURS),
    path: {
      hours: ones.map((_, i) => history.firstHour + (start + i) * HOUR_S),
      // Nobody holds wstETH, nor LINK where it has no price.
      usd: { WETH: eth, WBTC: btc, wstETH: eth, LINK: link ?? ones, USDC: ones, DAI: ones },
      from: DAY_HOURS,
      to: end - start - 1,
      notes: [],
    },
    economy: withoutStakedEther(scenario.economy, link !== undefined),
    economyOf: scenario.name,
    assets: PRICED.filter((asset) => asset !== "LINK" || link !== undefined),
  };
}

/** Some lead-ins hold an earlier crisis: what is withheld in it is not withheld in calm days. */
function calmHours(history: History, firstIndex: number, hours: number): Uint8Array {
  const calm = new Uint8Array(hours).fill(1, 0, LEAD_IN_DAYS * DAY_HOURS);
  for (const { first, last } of findCrises(history, marketIndex(history), [])) {
    if (last >= firstIndex) calm.fill(0, Math.max(0, first - firstIndex), last - firstIndex + 1);
  }
  return calm;
}

/** Prices from `start` to `end`, the last one kept through a gap; undefined where there is none at the start. */
function lastKnown({ closes }: AssetHistory, start: number, end: number): number[] | undefined {
  let last = NaN;
  for (let i = Math.max(0, start - DAY_HOURS); i < start; i++) last = known(closes[i], last);
  const prices: number[] = [];
  for (let i = start; i < end; i++) {
    last = known(closes[i], last);
    if (Number.isNaN(last)) return undefined;
    prices.push(last);
  }
  return prices;
}

const known = (close: number | undefined, last: number): number =>
  close === undefined || Number.isNaN(close) ? last : close;

/** Borrowers, depth and gas are those of the demo's scenario that lies closest in time, as in its replays of data. */
function nearestScenario(from: number): { name: string; economy: Economy } {
  const scenarios = scenarioNames().map((name) => loadScenario(name));
  const distance = (scenario: { from: number }): number => Math.abs(scenario.from - from);
  return scenarios.reduce((best, scenario) => (distance(scenario) < distance(best) ? scenario : best));
}

/** Ether holds what staked ether held, and its order books; LINK's share falls to the others where it has no price. */
function withoutStakedEther(economy: Economy, hasLink: boolean): Economy {
  const { collateralShares } = economy.book;
  const { calm, stressed } = economy.liquidators.depthUsd;
  const joined = (values: Readonly<Record<Collateral, number>>) => ({
    ...values,
    WETH: values.WETH + values.wstETH,
  });
  const shares = { ...joined(collateralShares), wstETH: 0, LINK: hasLink ? collateralShares.LINK : 0 };
  return {
    ...economy,
    book: { ...economy.book, collateralShares: shares },
    liquidators: { ...economy.liquidators, depthUsd: { calm: joined(calm), stressed: joined(stressed) } },
  };
}

const noPrices = ({ name }: Crisis, from: number): BacktestError =>
  new BacktestError(
    "BACKTEST_NO_PRICES",
    `The data have no price of BTC and ETH at ${formatHour(from)}, where the window of "${name}" starts: choose a later --from.`,
    { name, from },
  );
