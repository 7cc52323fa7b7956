/**
 * The values of the last hours, to look back from the newest one. A missing hour (NaN) is bridged with the last value
 * for at most `bridgeHours`; then it is NaN. Nothing older than `hours + bridgeHours` has any effect.
 */
export class LagRing {
  readonly #values: Float64Array;
  readonly #bridgeHours: number;
  #count = 0;
  #last = NaN;
  #lastAt = -Infinity;

  constructor(hours: number, bridgeHours: number) {
    this.#values = new Float64Array(hours + 1).fill(NaN);
    this.#bridgeHours = bridgeHours;
  }

  push(value: number): void {
    if (!Number.isNaN(value)) {
      this.#last = value;
      this.#lastAt = this.#count;
    }
    const bridged = this.#count - this.#lastAt <= this.#bridgeHours;
    this.#values[this.#count % this.#values.length] = bridged ? this.#last : NaN;
    this.#count++;
  }

  /** The value `hours` before the newest hour; NaN when it is unknown. */
  at(hours: number): number {
    if (hours >= Math.min(this.#count, this.#values.length)) return NaN;
    return this.#values[(this.#count - 1 - hours) % this.#values.length] ?? NaN;
  }

  /** Change over the last hours; NaN when either end is unknown. */
  change(hours: number): number {
    return this.at(0) - this.at(hours);
  }
}
