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
import type { Anchors, RatioPaths } from "./lending/anchors.ts";
import { COMMITTEE, PLAYED_BASELINES, SCALES, SHIFTED, STATIC, STATIC_BPS } from "./policies.ts";
import { meanOf } from "./replay.ts";
import type { Outcome } from "./replay.ts";
import { steer } from "./steward/steer.ts";
import type { Pool } from "./threads/pool.ts";
import { PRICED, windowOf } from "./window.ts";
import type { PricedCollateral, Window } from "./window.ts";

/** What one policy made of a window, the mean over the draws of who came. */
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
  readonly pool: Pool;
}

/** One policy of one forecaster before it is lived through. */
interface Trial {
  readonly id: string;
  readonly policy: number;
  readonly actions: number;
  readonly paths: RatioPaths;
}

/** Lives through one crisis under every forecaster and policy. */
export async function backtestCrisis(crisis: Crisis, deps: BacktestDeps): Promise<CrisisResult> {
  const anchors = anchorsOf(deps.parameters);
  const window = windowOf(deps.history, crisis);
  const committee = committeeFor(crisis, deps.models);
  const scores = await scoresOf(window, committee.members, deps);
  const trials = trialsOf(window, anchors, scores, deps);
  const play = { window, anchors, paths: trials.map(({ paths }) => paths) };
  const drawn = await deps.pool.play(play, deps.draws);
  const forecasters: Record<string, PolicyOutcome[]> = {};
  trials.forEach(({ id, policy, actions }, i) => {
    const outcome = meanOf(drawn.flatMap(({ guarded }) => guarded[i] ?? []));
    (forecasters[id] ??= []).push({ policy, actions, ...outcome });
  });
  return {
    ...crisis,
    hours: window.hours,
    economyOf: window.economyOf,
    committee: { members: committee.members.map(({ id }) => id), inSample: committee.inSample },
    control: meanOf(drawn.map(({ control }) => control)),
    forecasters,
  };
}

/** What every forecaster says over a window; the committee's own scores at the wrong time beside it. */
export async function scoresOf(
  window: Window,
  members: readonly Forecaster[],
  { history, models, parameters }: Pick<BacktestDeps, "history" | "models" | "parameters">,
): Promise<Map<string, WindowScores>> {
  const baselines = models.filter(({ id }) => PLAYED_BASELINES.includes(id));
  const thresholds = thresholdsOf(parameters);
  const scores = await modelScores(history, window, members, baselines, thresholds);
  for (const [id, forecast] of Object.entries(ARITHMETIC)) {
    scores.set(id, arithmeticScores(history, window, forecast, thresholds));
  }
  const own = scores.get(COMMITTEE);
  if (own !== undefined) scores.set(SHIFTED, shifted(own));
  return scores;
}

function trialsOf(
  window: Window,
  anchors: Anchors,
  scores: ReadonlyMap<string, WindowScores>,
  { history, parameters }: BacktestDeps,
): Trial[] {
  const from = history.firstHour + window.firstIndex * HOUR_S;
  const steered = [...scores].flatMap(([id, own]) =>
    SCALES.map((policy): Trial => {
      const { paths, changes } = steer(own, parameters.steward, anchors, window.hours, from, policy);
      return { id, policy, actions: changes.length, paths };
    }),
  );
  const still = STATIC_BPS.map((policy): Trial => {
    return { id: STATIC, policy, actions: 0, paths: staticPaths(anchors, window.hours, policy) };
  });
  return [...steered, ...still];
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
export function thresholdsOf({ reserves }: DeploymentParameters): Thresholds {
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
