import type { StewardPolicy } from "./policy.ts";

/** A market's score in one hour, and how far the members disagree about it. */
export interface HourScore {
  readonly scoreBps: number;
  readonly spreadBps: number;
}

/** One written LTV. */
export interface LtvChange {
  readonly at: number;
  readonly fromBps: number;
  readonly toBps: number;
}

/**
 * What contracts/CollateralSteward and its libraries make of one market's LTV, with the same integers: bands with hysteresis, a step, a
 * delay and a recharging budget downwards; a queue, a wait and an expiry upwards; never further from the anchor than the
 * drift. test/scripts/backtest/steward.test.ts holds it against the contract. Left out: contributors, degraded and
 * unfamiliar inputs, the guardian, thresholds, caps and eModes.
 */
export class Steward {
  readonly #policy: StewardPolicy;
  #ltvBps: number;
  #band = 0;
  #lastTightenAt = 0;
  #lastChangeAt = 0;
  #budgetAt: number;
  #budgetLeft: number;
  #queued: { ltvBps: number; executableAt: number } | undefined;

  /** @param at Unix seconds at which the policy is set. */
  constructor(policy: StewardPolicy, at: number) {
    this.#policy = policy;
    this.#ltvBps = policy.anchor.ltvBps;
    this.#budgetAt = at;
    this.#budgetLeft = policy.tightenBudgetBps;
  }

  get ltvBps(): number {
    return this.#ltvBps;
  }

  get band(): number {
    return this.#band;
  }

  /** What anyone may call, in the demo's order: tighten, queue a loosening, execute one. */
  act(score: HourScore, at: number): LtvChange[] {
    const changes = [this.tighten(score, at)];
    this.queueLoosening(score, at);
    changes.push(this.executeLoosening(score, at));
    return changes.filter((change) => change !== undefined);
  }

  tighten(score: HourScore, at: number): LtvChange | undefined {
    const target = this.#assess(score);
    const next = this.#tightened(target, at);
    if (next === undefined) return undefined;
    this.#budgetLeft = this.#budgetNow(at) - (this.#ltvBps - next);
    this.#budgetAt = at;
    this.#lastTightenAt = at;
    this.#queued = undefined;
    return this.#write(next, at);
  }

  queueLoosening(score: HourScore, at: number): void {
    const next = this.#loosened(score, this.#assess(score));
    const standing = this.#queued !== undefined && at < this.#expiresAt(this.#queued.executableAt);
    if (next === undefined || standing) return;
    this.#queued = { ltvBps: next, executableAt: at + this.#policy.loosenDelay };
  }

  executeLoosening(score: HourScore, at: number): LtvChange | undefined {
    const target = this.#assess(score);
    if (this.#queued === undefined || at < this.#queued.executableAt) return undefined;
    if (at >= this.#expiresAt(this.#queued.executableAt)) {
      this.#queued = undefined;
      return undefined;
    }
    if (at < this.#lastChangeAt + this.#policy.loosenDelay) return undefined;
    const next = this.#loosened(score, Math.min(target, this.#queued.ltvBps));
    if (next === undefined) return undefined;
    this.#queued = undefined;
    return this.#write(next, at);
  }

  /** Moves the band and gives its LTV. */
  #assess(score: HourScore): number {
    const { bands, anchor } = this.#policy;
    const risk = score.scoreBps + score.spreadBps;
    const entered = bands.findLastIndex((band) => risk >= band.enterBps) + 1;
    if (entered > this.#band) this.#band = entered;
    else if (!this.#doubts(score)) {
      while (this.#band > 0 && risk < (bands[this.#band - 1]?.exitBps ?? 0)) this.#band -= 1;
    }
    return bands[this.#band - 1]?.ltvBps ?? anchor.ltvBps;
  }

  #doubts({ spreadBps }: HourScore): boolean {
    return spreadBps > this.#policy.maxSpreadToLoosenBps;
  }

  #tightened(target: number, at: number): number | undefined {
    const { tightenDelay, tightenStepBps } = this.#policy;
    if (this.#ltvBps <= target || at < this.#lastTightenAt + tightenDelay) return undefined;
    const budget = this.#budgetNow(at);
    if (budget === 0) return undefined;
    return this.#checked(this.#ltvBps - Math.min(tightenStepBps, budget, this.#ltvBps - target));
  }

  #loosened(score: HourScore, target: number): number | undefined {
    if (this.#ltvBps >= target || this.#doubts(score)) return undefined;
    return this.#checked(this.#ltvBps + Math.min(this.#policy.loosenStepBps, target - this.#ltvBps));
  }

  #budgetNow(at: number): number {
    const { tightenBudgetBps, budgetPeriod } = this.#policy;
    const elapsed = at - this.#budgetAt;
    if (elapsed >= budgetPeriod) return tightenBudgetBps;
    const left = this.#budgetLeft + Math.floor((tightenBudgetBps * elapsed) / budgetPeriod);
    return Math.min(left, tightenBudgetBps);
  }

  #expiresAt(executableAt: number): number {
    return executableAt + this.#policy.loosenExpiry;
  }

  #checked(next: number): number | undefined {
    const { anchor, driftBps, minGapBps } = this.#policy;
    const drifts = Math.abs(next - anchor.ltvBps) > driftBps;
    return drifts || next + minGapBps > anchor.liquidationThresholdBps ? undefined : next;
  }

  #write(toBps: number, at: number): LtvChange {
    const change = { at, fromBps: this.#ltvBps, toBps };
    this.#ltvBps = toBps;
    this.#lastChangeAt = at;
    return change;
  }
}
