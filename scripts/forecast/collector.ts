import type { Batch } from "./batches.ts";
import type { Forecast, ThreadOutputs } from "./forecast.ts";
import type { Forecaster } from "./forecasters.ts";

type Columns = Pick<Forecast, "probability" | "probability72" | "logvol">;

/** Puts the parts of every model's outputs where they belong. */
export class Collector {
  readonly #rows: number;
  readonly #forecasters: readonly Forecaster[];
  readonly #columns = new Map<number, Columns>();

  constructor(forecasters: readonly Forecaster[], rows: number) {
    this.#forecasters = forecasters;
    this.#rows = rows;
  }

  get forecasts(): Forecast[] {
    return this.#forecasters.map(({ id, manifest }, m) => ({
      id,
      manifest,
      ...(this.#columns.get(m) ?? this.#allocate(m, [new Float32Array(), null, null])),
    }));
  }

  /** @param outputs one for each of the batch's models */
  add({ models, places }: Batch, outputs: ThreadOutputs): void {
    models.forEach((m, i) => {
      const output = outputs[i];
      if (output === undefined) return;
      const columns = this.#columns.get(m) ?? this.#allocate(m, output);
      this.#columns.set(m, columns);
      const width = this.#width(m);
      place(columns.probability, output[0], width, places);
      if (columns.probability72 !== null && output[1] !== null)
        place(columns.probability72, output[1], width, places);
      if (columns.logvol !== null && output[2] !== null) place(columns.logvol, output[2], 1, places);
    });
  }

  #allocate(m: number, [, far, volatility]: ThreadOutputs[number]): Columns {
    const grid = this.#rows * this.#width(m);
    return {
      probability: new Float32Array(grid),
      probability72: far === null ? null : new Float32Array(grid),
      logvol: volatility === null ? null : new Float32Array(this.#rows),
    };
  }

  #width(m: number): number {
    return this.#forecasters[m]?.manifest.gridBps.length ?? 0;
  }
}

/** Writes rows of `width` values to their places; a place below zero is nobody's. */
function place(target: Float32Array, values: Float32Array, width: number, places: Batch["places"]): void {
  if (typeof places === "number") {
    target.set(values, places * width);
    return;
  }
  places.forEach((at, row) => {
    if (at >= 0) target.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
}
