import type { RungParameters } from "../../deploy/parameters.ts";
import { HOUR_S } from "../../demo/hours.ts";
import { COLLATERALS } from "../../demo/path/price-path.ts";
import type { Collateral } from "../../demo/path/price-path.ts";
import type { RatioPath, RatioPaths } from "../lending/anchors.ts";
import type { ScorePath } from "../steward/steer.ts";
import { Guardian } from "./guardian.ts";
import type { Held, LadderPolicy } from "./guardian.ts";

type Scores = Readonly<Partial<Record<Collateral, ScorePath>>>;

/** Policies by collateral, and how long the DAO waits before it lowers a ladder, in seconds. */
export interface Ladders {
  readonly guardian: Readonly<Record<string, LadderPolicy>>;
  readonly timelock: { readonly minDelay: number };
}

/** What the guardian makes of a window's scores. */
export interface Guarding {
  /** How far each ladder stands after each hour. */
  readonly held: Readonly<Partial<Record<Collateral, readonly Held[]>>>;
  readonly raises: number;
  /** What the steward hears: nothing while a market is the guardian's (H6). */
  readonly left: Scores;
}

/**
 * Lets the guardian act on every collateral that has a policy and scores.
 * @param from unix seconds of the window's first hour
 * @param scale how loud a score must be, as for the steward's bands
 */
export function guard(
  scores: Scores,
  { guardian: policies, timelock }: Ladders,
  from: number,
  scale: number,
): Guarding {
  const held: Partial<Record<Collateral, Held[]>> = {};
  const left: Partial<Record<Collateral, ScorePath>> = { ...scores };
  let raises = 0;
  for (const asset of COLLATERALS) {
    const [policy, own] = [policies[asset], scores[asset]];
    if (policy === undefined || own === undefined) continue;
    const guardian = new Guardian(louder(policy, scale), timelock.minDelay);
    const stands: Held[] = [];
    left[asset] = own.map((score, hour) => {
      const before = guardian.held;
      if (guardian.act(score?.scoreBps ?? null, from + hour * HOUR_S) !== undefined) raises += 1;
      stands.push(guardian.held);
      // In the hour of a raise the steward came first, as in the demo's round.
      return before === "none" ? score : null;
    });
    held[asset] = stands;
  }
  return { held, raises, left };
}

/** The steward's paths with LTV 0 while a market is held, and without supply while it is frozen. */
export function guardedPaths(paths: RatioPaths, { held }: Pick<Guarding, "held">): RatioPaths {
  const of = (asset: Collateral): RatioPath => {
    const stands = held[asset];
    if (stands === undefined) return paths[asset];
    const { ltvBps } = paths[asset];
    return {
      ...paths[asset],
      ltvBps: stands.map((rung, hour) => (rung === "none" ? (ltvBps[hour] ?? NaN) : 0)),
      frozen: stands.map((rung) => (rung === "freeze" ? 1 : 0)),
    };
  };
  return { WETH: of("WETH"), WBTC: of("WBTC"), wstETH: of("wstETH"), LINK: of("LINK") };
}

/** Rungs at `scale` times the score; one beyond 100 % is never entered. */
function louder(policy: LadderPolicy, scale: number): LadderPolicy {
  const of = (rung: RungParameters | null): RungParameters | null => {
    if (rung === null) return null;
    const enterBps = Math.max(2, Math.round(rung.enterBps * scale));
    const exitBps = Math.min(enterBps - 1, Math.max(1, Math.round(rung.exitBps * scale)));
    return enterBps > FULL_BPS ? null : { ...rung, enterBps, exitBps };
  };
  const { borrowOff, ltvZero, freeze, pause } = policy.rungs;
  return {
    ...policy,
    rungs: { borrowOff: of(borrowOff), ltvZero: of(ltvZero), freeze: of(freeze), pause: of(pause) },
  };
}

const FULL_BPS = 10_000;
