import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { batchesOf } from "./batches.ts";
import type { Batch } from "./batches.ts";
import { Collector } from "./collector.ts";
import { ForecastError } from "./errors.ts";
import type { Forecaster } from "./forecasters.ts";
import type { History } from "./history.ts";
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

export interface ThreadJob extends Omit<Batch, "places"> {
  readonly job: number;
}

/** Per model, in the order of the job's: 24 h, 72 h, log volatility. */
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
 * of its shape and layout. Results do not depend on the number of threads. Throws ForecastError when a model fails.
 */
export async function forecast(
  history: History,
  rows: Rows,
  forecasters: readonly Forecaster[],
  options: ForecastOptions = {},
): Promise<Forecast[]> {
  const { threads = Math.min(availableParallelism(), MAX_THREADS), batchRows = BATCH_ROWS } = options;
  const batches = batchesOf(history, rows, forecasters, batchRows);
  const all = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
  const results = new Collector(forecasters, rows.length);
  let next = 0;
  let done = 0;
  const take = (): ThreadJob | undefined => {
    const batch = batches[next];
    if (batch === undefined) return undefined;
    return { job: next++, rows: batch.rows, outer: batch.outer, models: batch.models };
  };
  const settle = (job: number, outputs: ThreadOutputs): void => {
    const batch = batches[job];
    if (batch === undefined) return;
    results.add(batch, outputs);
    done += batch.rows.length;
    options.progress?.(done, all);
  };
  const data: ThreadData = {
    features: history.assets.map(({ features }) => features),
    models: forecasters.map(({ id, manifest, bytes }) => ({ id, manifest, bytes })),
  };
  const workers = Array.from({ length: Math.max(1, Math.min(threads, batches.length)) }, () =>
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
