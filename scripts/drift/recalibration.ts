import { logOdds } from "../../committee/inference/score.ts";

/** Step of the offset for one judged hour. */
const STEP = 0.004;

/**
 * The ablation: one offset in log-odds for one fall of one market, moved after every outcome by the forecast's error,
 * `offset += step * (happened - probability)`; a gradient step of the log loss. Outcomes come a horizon late.
 */
export class OnlineOffset {
  #offset = 0;
  readonly #waiting: { readonly due: number; readonly probability: number; readonly happened: boolean }[] =
    [];
  readonly #horizon: number;

  constructor(horizonHours: number) {
    this.#horizon = horizonHours;
  }

  /** The recalibrated probability of an hour. `happened` is read only once the horizon has passed; null is never read. */
  recalibrate(hour: number, probability: number, happened: boolean | null): number {
    while ((this.#waiting[0]?.due ?? Infinity) <= hour) {
      const judged = this.#waiting.shift();
      if (judged !== undefined) this.#offset += STEP * ((judged.happened ? 1 : 0) - judged.probability);
    }
    const recalibrated = 1 / (1 + Math.exp(-(logOdds(probability) + this.#offset)));
    if (happened !== null) {
      this.#waiting.push({ due: hour + this.#horizon, probability: recalibrated, happened });
    }
    return recalibrated;
  }
}
