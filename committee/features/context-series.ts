import { RollingSums } from "./rolling.ts";

/** Sum and mean of the last `hours` values at constant cost; exact, because values are counted as integers. */
export class RollingTotal {
  readonly #sums: RollingSums;
  readonly #known: RollingSums;
  readonly #hours: number;
  readonly #scale: number;

  /** `scale`: integer units per unit of value; window sums times scale must stay below 2^53. */
  constructor(hours: number, scale: number) {
    this.#hours = hours;
    this.#scale = scale;
    this.#sums = new RollingSums([hours]);
    this.#known = new RollingSums([hours]);
  }

  push(value: number | null): void {
    this.#sums.push(value === null ? 0 : Math.round(value * this.#scale));
    this.#known.push(value === null ? 0 : 1);
  }

  /** Sum of the window; null unless every hour of it is known. */
  sum(): number | null {
    return this.#known.sum(this.#hours) === this.#hours ? this.#sums.sum(this.#hours) / this.#scale : null;
  }

  /** Mean of the window's known hours; null where fewer than `atLeast` are known. */
  mean(atLeast: number): number | null {
    const known = this.#known.sum(this.#hours);
    return known >= atLeast ? this.#sums.sum(this.#hours) / this.#scale / known : null;
  }
}

/** The value of `hours` ago. */
export class Lag {
  readonly #ring: (number | null)[];
  #count = 0;

  constructor(hours: number) {
    this.#ring = new Array<number | null>(hours).fill(null);
  }

  /** Takes the hour's value and gives the one of `hours` before it; null where that was missing. */
  push(value: number | null): number | null {
    const at = this.#count % this.#ring.length;
    const before = this.#ring[at] ?? null;
    this.#ring[at] = value;
    this.#count++;
    return before;
  }
}

/** ln(now / before); null where one of them is missing or not above zero. */
export function logChange(now: number | null, before: number | null): number | null {
  return now !== null && before !== null && now > 0 && before > 0 ? Math.log(now / before) : null;
}
