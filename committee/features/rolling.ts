/**
 * Sums over several trailing windows at once, at constant cost. Values must be integers whose window sums stay below
 * 2^53: then adding and taking away is exact, and the sum does not depend on when the process started.
 */
export class RollingSums {
  readonly #windows: readonly number[];
  readonly #ring: Float64Array;
  readonly #sums: Float64Array;
  #count = 0;

  constructor(windows: readonly number[]) {
    this.#windows = windows;
    this.#ring = new Float64Array(Math.max(...windows));
    this.#sums = new Float64Array(windows.length);
  }

  push(value: number): void {
    const size = this.#ring.length;
    for (let w = 0; w < this.#windows.length; w++) {
      const length = this.#windows[w] ?? 0;
      const leaving = this.#count >= length ? (this.#ring[(this.#count - length) % size] ?? 0) : 0;
      this.#sums[w] = (this.#sums[w] ?? 0) + value - leaving;
    }
    this.#ring[this.#count % size] = value;
    this.#count++;
  }

  sum(window: number): number {
    return this.#sums[this.#windows.indexOf(window)] ?? NaN;
  }
}

/** The largest value of the last `length` pushes (a monotone deque in a ring); NaN is skipped. */
export class RollingMax {
  readonly #length: number;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  #head = 0;
  #tail = 0;
  #time = 0;

  constructor(length: number) {
    this.#length = length;
    this.#times = new Float64Array(length + 1);
    this.#values = new Float64Array(length + 1);
  }

  push(value: number): void {
    const size = this.#values.length;
    const oldest = this.#time - this.#length + 1;
    while (this.#head < this.#tail && (this.#times[this.#head % size] ?? 0) < oldest) this.#head++;
    if (!Number.isNaN(value)) {
      while (this.#head < this.#tail && (this.#values[(this.#tail - 1) % size] ?? 0) <= value) this.#tail--;
      this.#times[this.#tail % size] = this.#time;
      this.#values[this.#tail % size] = value;
      this.#tail++;
    }
    this.#time++;
  }

  max(): number {
    return this.#head < this.#tail ? (this.#values[this.#head % this.#values.length] ?? NaN) : NaN;
  }
}
