import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { ForecastError } from "./errors.ts";
import type { Forecaster } from "./forecasters.ts";
import type { History } from "./history.ts";
import { sliceRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import type { ForecastManifest } from "./manifest.ts";

/** What one model says of rows; every array is row-major in the order of the rows. */
export interface Forecast {
  readonly id: string;
  readonly manifest: ForecastManifest;
  /** P(lowest close of the next 24 h at least d below now), rows x grid. */
  readonly probability: Float32Array;
  /** The same over 72 h; null when the model does not say. */
  readonly probability72: Float32Array | null;
  /** ln of the root mean squared hourly log return of the next 24 h, one a row; null when the model does not say. */
  readonly logvol: Float32Array | null;
}

/** What a thread is started with. */
export interface ThreadData {
  readonly features: readonly Float32Array<SharedArrayBuffer>[];
  readonly models: readonly Pick<Forecaster, "id" | "manifest" | "bytes">[];
}

export interface ThreadJob {
  readonly job: number;
  readonly rows: Rows;
}

/** Per model, in the order of the forecasters: 24 h, 72 h, log volatility. */
export type ThreadOutputs = readonly (readonly [Float32Array, Float32Array | null, Float32Array | null])[];

export type ThreadReply =
  | { readonly job: number; readonly outputs: ThreadOutputs }
  | { readonly job: number; readonly error: string };

export interface ForecastOptions {
  readonly threads?: number;
  readonly batchRows?: number;
  readonly progress?: (doneRows: number, rows: number) => void;
}

const BATCH_ROWS = 512;
const MAX_THREADS = 8;

/**
 * Runs the models over rows in worker threads: the history is shared memory, each window is gathered once for all models
 * of its shape. Results do not depend on the number of threads. Throws ForecastError when a model fails.
 */
export async function forecast(
  history: History,
  rows: Rows,
  forecasters: readonly Forecaster[],
  options: ForecastOptions = {},
): Promise<Forecast[]> {
  const { threads = Math.min(availableParallelism(), MAX_THREADS), batchRows = BATCH_ROWS } = options;
  const jobs = Math.ceil(rows.length / batchRows);
  const results = new Collector(forecasters, rows.length);
  let next = 0;
  let done = 0;
  const take = (): ThreadJob | undefined => {
    if (next >= jobs) return undefined;
    const job = next++;
    return { job, rows: sliceRows(rows, job * batchRows, (job + 1) * batchRows) };
  };
  const settle = (job: number, outputs: ThreadOutputs): void => {
    results.add(job * batchRows, outputs);
    done += Math.min(batchRows, rows.length - job * batchRows);
    options.progress?.(done, rows.length);
  };
  const data: ThreadData = {
    features: history.assets.map(({ features }) => features),
    models: forecasters.map(({ id, manifest, bytes }) => ({ id, manifest, bytes })),
  };
  const workers = Array.from({ length: Math.max(1, Math.min(threads, jobs)) }, () =>
    drive(data, take, settle),
  );
  await Promise.all(workers);
  return results.forecasts;
}

/** One thread from its start to its end: it asks for jobs until there are none. */
async function drive(
  data: ThreadData,
  take: () => ThreadJob | undefined,
  settle: (job: number, outputs: ThreadOutputs) => void,
): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: data, name: "forecast" });
  try {
    await new Promise<void>((resolve, reject) => {
      const give = (): void => {
        const job = take();
        if (job === undefined) resolve();
        else worker.postMessage(job);
      };
      worker.on("message", (reply: ThreadReply) => {
        if ("error" in reply) {
          reject(new ForecastError("FORECAST_WORKER_FAILED", reply.error));
          return;
        }
        settle(reply.job, reply.outputs);
        give();
      });
      worker.on("error", (error: Error) => {
        reject(new ForecastError("FORECAST_WORKER_FAILED", `A forecasting thread failed: ${error.message}`));
      });
      give();
    });
  } finally {
    await worker.terminate();
  }
}

/** Puts the parts of every model's outputs where they belong. */
class Collector {
  readonly forecasts: Forecast[] = [];
  readonly #rows: number;
  readonly #forecasters: readonly Forecaster[];

  constructor(forecasters: readonly Forecaster[], rows: number) {
    this.#forecasters = forecasters;
    this.#rows = rows;
    if (rows === 0) this.#allocate([]);
  }

  add(firstRow: number, outputs: ThreadOutputs): void {
    if (this.forecasts.length === 0) this.#allocate(outputs);
    this.forecasts.forEach(({ manifest, probability, probability72, logvol }, m) => {
      const [near, far, volatility] = outputs[m] ?? [new Float32Array(), null, null];
      const width = manifest.gridBps.length;
      probability.set(near, firstRow * width);
      if (far !== null) probability72?.set(far, firstRow * width);
      if (volatility !== null) logvol?.set(volatility, firstRow);
    });
  }

  #allocate(outputs: ThreadOutputs): void {
    this.#forecasters.forEach(({ id, manifest }, m) => {
      const [, far, volatility] = outputs[m] ?? [null, null, null];
      const grid = this.#rows * manifest.gridBps.length;
      this.forecasts.push({
        id,
        manifest,
        probability: new Float32Array(grid),
        probability72: far === null ? null : new Float32Array(grid),
        logvol: volatility === null ? null : new Float32Array(this.#rows),
      });
    });
  }
}
