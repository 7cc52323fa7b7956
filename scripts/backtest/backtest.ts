import type { DeploymentParameters } from "../deploy/parameters.ts";
import { liquidationBufferBps } from "../deploy/markets.ts";
import { HOUR_S } from "../demo/hours.ts";
import type { Forecaster } from "../forecast/forecasters.ts";
import type { History } from "../forecast/history.ts";
import type { Crisis } from "./crises.ts";
import { BacktestError } from "./errors.ts";
import { ARITHMETIC, arithmeticScores } from "./forecasters/arithmetic.ts";
import { modelScores } from "./forecasters/models.ts";
import type { Thresholds, WindowScores } from "./forecasters/models.ts";
import { shifted } from "./forecasters/shifted.ts";
import { anchorsOf, staticPaths } from "./lending/anchors.ts";
import { COMMITTEE, PLAYED_BASELINES, SCALES, SHIFTED, STATIC, STATIC_BPS } from "./policies.ts";
import { openTheatre, play } from "./replay.ts";
import type { Outcome, Theatre } from "./replay.ts";
import { steer } from "./steward/steer.ts";
import { PRICED, windowOf } from "./window.ts";
import type { PricedCollateral } from "./window.ts";

/** What one policy made of a window. */
export interface PolicyOutcome extends Outcome {
  /** Scale of the bands, or bps below the anchor for static parameters. */
  readonly policy: number;
  /** Times that an LTV was written. */
  readonly actions: number;
}

/** One crisis with everything that was tried on it. */
export interface CrisisResult {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly foundBy: Crisis["foundBy"];
  /** Hours of lead-in and crisis. */
  readonly hours: number;
  readonly economyOf: string;
  readonly committee: {
    readonly members: readonly string[];
    /** Some member was trained on the crisis's dates. */
    readonly inSample: boolean;
  };
  readonly control: Outcome;
  readonly forecasters: Readonly<Record<string, readonly PolicyOutcome[]>>;
}

export interface BacktestDeps {
  readonly history: History;
  readonly models: readonly Forecaster[];
  readonly parameters: DeploymentParameters;
  /** Drawings of who comes, a crisis. */
  readonly draws: number;
}

/** Lives through one crisis under every forecaster and policy. */
export async function backtestCrisis(crisis: Crisis, deps: BacktestDeps): Promise<CrisisResult> {
  const { history, models, parameters, draws } = deps;
  const anchors = anchorsOf(parameters);
  const window = windowOf(history, crisis);
  const committee = committeeFor(crisis, models);
  const baselines = models.filter(({ id }) => PLAYED_BASELINES.includes(id));
  const thresholds = thresholdsOf(parameters);
  const scores = await modelScores(history, window, committee.members, baselines, thresholds);
  for (const [id, forecast] of Object.entries(ARITHMETIC)) {
    scores.set(id, arithmeticScores(history, window, forecast, thresholds));
  }
  const own = scores.get(COMMITTEE);
  if (own !== undefined) scores.set(SHIFTED, shifted(own));
  const theatre = openTheatre(window, anchors, draws);
  const from = history.firstHour + window.firstIndex * HOUR_S;
  const tried = [...scores].map(([id, some]) => [id, playScales(theatre, some, parameters, from)] as const);
  const still = STATIC_BPS.map((policy) => ({
    policy,
    actions: 0,
    ...play(theatre, staticPaths(anchors, window.hours, policy)),
  }));
  return {
    ...crisis,
    hours: window.hours,
    economyOf: window.economyOf,
    committee: { members: committee.members.map(({ id }) => id), inSample: committee.inSample },
    control: theatre.control,
    forecasters: { ...Object.fromEntries(tried), [STATIC]: still },
  };
}

function playScales(
  theatre: Theatre,
  scores: WindowScores,
  { steward }: DeploymentParameters,
  from: number,
): PolicyOutcome[] {
  const { anchors, window } = theatre;
  return SCALES.map((policy) => {
    const { paths, changes } = steer(scores, steward, anchors, window.hours, from, policy);
    return { policy, actions: changes.length, ...play(theatre, paths) };
  });
}

/** The members that did not see a crisis: those that withheld it, or all where their training ended before it. */
export function committeeFor(
  { name, from }: Crisis,
  models: readonly Forecaster[],
): { members: readonly Forecaster[]; inSample: boolean } {
  const all = models.filter(({ kind }) => kind === "member");
  const unseen = all.filter(({ manifest: { trained } }) => {
    const ended = Date.parse(`${trained.range.to}T00:00:00Z`) / 1_000 <= from;
    return ended || trained.withheld.some((crisis) => crisis.name === name);
  });
  return unseen.length > 0 ? { members: unseen, inSample: false } : { members: all, inSample: true };
}

/** Each market's own event: the fall through its liquidation buffer. Throws BacktestError for a missing reserve. */
function thresholdsOf({ reserves }: DeploymentParameters): Thresholds {
  const of = (asset: PricedCollateral): number => {
    const reserve = reserves[asset];
    if (reserve !== undefined) return liquidationBufferBps(reserve);
    throw new BacktestError(
      "BACKTEST_USAGE",
      `The deployment's parameters list no reserve ${asset}: add it.`,
    );
  };
  const [weth, wbtc, link] = PRICED.map(of) as [number, number, number];
  return { WETH: weth, WBTC: wbtc, LINK: link };
}
