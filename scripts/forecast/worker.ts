import { parentPort, workerData } from "node:worker_threads";
import { FEATURE_COUNT } from "../../committee/features/schema.ts";
import { FAR_OUTPUT, RISE } from "../../committee/inference/model.ts";
import { openRuntime } from "../../committee/inference/runtime.ts";
import type { Runtime } from "../../committee/inference/runtime.ts";
import type { ThreadData, ThreadJob, ThreadOutputs, ThreadReply } from "./forecast.ts";
import type { ForecastManifest } from "./manifest.ts";
import { writeWindow } from "./windows.ts";

const VOLATILITY = "logvol";

const data = workerData as ThreadData;

interface Opened {
  readonly manifest: ForecastManifest;
  readonly runtime: Runtime;
}

async function openAll(): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const { manifest, bytes } of data.models) {
    opened.push({ manifest, runtime: await openRuntime(manifest, bytes) });
  }
  return opened;
}

/** The job's windows of every shape, gathered once. */
function batches(
  models: readonly Opened[],
  { asset, hour, length }: ThreadJob["rows"],
): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const { manifest } of models) {
    const key = shapeKey(manifest);
    if (found.has(key)) continue;
    const size = manifest.steps * FEATURE_COUNT;
    const batch = new Float32Array(length * size);
    for (let row = 0; row < length; row++) {
      const features = data.features[asset[row] ?? -1];
      if (features === undefined)
        throw new RangeError(`Row ${row} names an asset that is not in the history.`);
      writeWindow(features, hour[row] ?? -1, manifest, batch, row * size);
    }
    found.set(key, batch);
  }
  return found;
}

const shapeKey = ({ steps, strideHours }: ForecastManifest): string => `${steps}x${strideHours}`;

async function run(
  all: readonly Opened[],
  { rows, outer, models: chosen }: ThreadJob,
): Promise<ThreadOutputs> {
  const models = chosen.flatMap((m) => all[m] ?? []);
  const windows = batches(models, rows);
  const outputs: [Float32Array, Float32Array | null, Float32Array | null][] = [];
  for (const { manifest, runtime } of models) {
    const batch = windows.get(shapeKey(manifest)) ?? new Float32Array();
    const names = [FAR_OUTPUT, VOLATILITY].filter((name) => runtime.outputs.includes(name));
    const values = await runtime.run(batch, outer, [manifest.output.name, ...names]);
    const of = (name: string): Float32Array | null => values[names.indexOf(name) + 1] ?? null;
    const far = names.includes(FAR_OUTPUT) ? of(FAR_OUTPUT) : null;
    const volatility = names.includes(VOLATILITY) ? of(VOLATILITY) : null;
    const near = values[0] ?? new Float32Array();
    checkProbabilities(manifest, near, rows.length);
    if (far !== null) checkProbabilities(manifest, far, rows.length);
    if (volatility?.length !== undefined) checkVolatility(manifest, volatility, rows.length);
    outputs.push([near, far, volatility]);
  }
  return outputs;
}

function checkProbabilities({ id, gridBps }: ForecastManifest, values: Float32Array, rows: number): void {
  const width = gridBps.length;
  const bad = values.findIndex(
    (p, i) => !(p >= 0 && p <= 1 && (i % width === 0 || p <= (values[i - 1] ?? 0) + RISE)),
  );
  if (bad < 0 && values.length === rows * width) return;
  throw new Error(
    `Model ${id} gave ${values[bad] ?? "too few values"}, not falling probabilities: retrain or restore it.`,
  );
}

function checkVolatility({ id }: ForecastManifest, values: Float32Array, rows: number): void {
  if (values.length === rows && values.every((value) => Number.isFinite(value))) return;
  throw new Error(`Model ${id} gave a log volatility that is no number: retrain or restore it.`);
}

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

const opening = openAll();
parentPort?.on("message", (job: ThreadJob) => {
  opening
    .then((models) => run(models, job))
    .then(
      (outputs) => {
        reply({ job: job.job, outputs });
      },
      (error: unknown) => {
        reply({ job: job.job, error: error instanceof Error ? error.message : String(error) });
      },
    );
});
