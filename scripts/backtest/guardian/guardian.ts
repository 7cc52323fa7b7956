import type { GuardianParameters, RungParameters } from "../../deploy/parameters.ts";
import { BacktestError } from "../errors.ts";

/** How far a market's ladder stands; the market here knows no other rung. */
export type Held = "none" | "ltvZero" | "freeze";

const LADDER = ["ltvZero", "freeze"] as const;

/** What is played of a guardian's policy. */
export type LadderPolicy = Pick<GuardianParameters, "budget" | "budgetPeriod" | "rungs">;

interface Rung {
  readonly name: (typeof LADDER)[number];
  readonly policy: RungParameters;
  inARow: number;
  spent: boolean;
}

/**
 * contracts/PauseGuardian and its ladder for one market: a dwell in rounds for each rung, a budget of raises, a rung that
 * is spent until the score falls below its exit. Only upwards; the DAO lowers the ladder once the score has stood below
 * the held rung's exit for `resumeDelay`, its timelock's. test/scripts/backtest/guardian/guardian.test.ts holds it
 * against the contract. Left out: contributors, and that a policy may change. One hour is one round.
 */
export class Guardian {
  readonly #budget: number;
  readonly #period: number;
  readonly #resumeDelay: number;
  readonly #rungs: readonly Rung[];
  #held: Held = "none";
  #raisedAt: readonly number[] = [];
  #calmSince: number | undefined;

  /** Throws BacktestError for a policy with a rung that the market here cannot play. */
  constructor({ budget, budgetPeriod, rungs }: LadderPolicy, resumeDelay: number) {
    if (rungs.borrowOff !== null || rungs.pause !== null) {
      const message =
        "The guardian's policy uses the rungs borrowOff or pause, which the backtest's market does not have: play one with ltvZero and freeze alone.";
      throw new BacktestError("BACKTEST_USAGE", message);
    }
    this.#budget = budget;
    this.#period = budgetPeriod;
    this.#resumeDelay = resumeDelay;
    this.#rungs = LADDER.flatMap((name) => {
      const policy = rungs[name];
      return policy === null ? [] : [{ name, policy, inARow: 0, spent: false }];
    });
  }

  get held(): Held {
    return this.#held;
  }

  /** One hour; a null score is an hour without a report. Returns the rung that was raised to, if one was. */
  act(scoreBps: number | null, at: number): Held | undefined {
    this.#count(scoreBps);
    const due = this.#rungs.findLast(({ inARow, spent, policy }) => !spent && inARow >= policy.dwell);
    const raised = due === undefined ? undefined : this.#raise(due.name, at);
    this.#resume(scoreBps, at);
    return raised;
  }

  #count(scoreBps: number | null): void {
    for (const rung of this.#rungs) {
      const loud = scoreBps !== null && scoreBps >= rung.policy.enterBps;
      rung.inARow = loud ? rung.inARow + 1 : 0;
      if (scoreBps !== null && scoreBps < rung.policy.exitBps) rung.spent = false;
    }
  }

  #raise(wanted: Rung["name"], at: number): Held | undefined {
    const there = rankOf(this.#held) >= rankOf(wanted);
    const recent = this.#raisedAt.filter((raised) => at < raised + this.#period);
    if (!there && recent.length >= this.#budget) return undefined;
    for (const rung of this.#rungs) if (rankOf(rung.name) <= rankOf(wanted)) rung.spent = true;
    if (there) return undefined;
    this.#raisedAt = [...recent, at];
    this.#held = wanted;
    return wanted;
  }

  /** The DAO's act. An hour without a report neither starts nor ends its wait. */
  #resume(scoreBps: number | null, at: number): void {
    const exit = this.#rungs.find(({ name }) => name === this.#held)?.policy.exitBps;
    if (exit === undefined || scoreBps === null) return;
    if (scoreBps >= exit) this.#calmSince = undefined;
    else this.#calmSince ??= at;
    if (this.#calmSince === undefined || at - this.#calmSince < this.#resumeDelay) return;
    this.#held = "none";
    this.#calmSince = undefined;
  }
}

const rankOf = (held: Held): number => (held === "none" ? -1 : LADDER.indexOf(held));
