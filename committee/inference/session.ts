import { Worker } from "node:worker_threads";
import { ModelError } from "./errors.ts";
import type { ModelErrorCode } from "./errors.ts";
import type { ModelManifest } from "./manifest.ts";

export interface Session {
  /** Names of the outputs that the file has. */
  readonly outputs: readonly string[];
  /** The named outputs of `count` windows, each flat and row-major. */
  run(windows: Float32Array, count: number, outputs: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** What the worker is started with. */
export interface SessionData {
  readonly manifest: Pick<ModelManifest, "id" | "steps" | "gridBps" | "input" | "output">;
  readonly bytes: Uint8Array;
}

export interface SessionRequest {
  readonly id: number;
  readonly windows: Float32Array;
  readonly count: number;
  readonly outputs: readonly string[];
}

/** What the file can give, in the worker's first message. */
export interface SessionOpened {
  readonly id: number;
  readonly names: readonly string[];
}

export type SessionReply =
  | SessionOpened
  | { readonly id: number; readonly outputs: readonly Float32Array[] }
  | { readonly id: number; readonly code: ModelErrorCode; readonly message: string };

/** The worker's first message: id of the reply that says the session stands. */
export const READY = 0;

interface Pending {
  resolve(outputs: readonly Float32Array[]): void;
  reject(error: ModelError): void;
}

/**
 * Starts the thread that holds the ONNX session: `run` of onnxruntime-node blocks its event loop, and a node's must
 * keep answering. The verified bytes travel, not the path, so that what was hashed is what runs.
 */
export async function startSession(manifest: ModelManifest, bytes: Uint8Array): Promise<Session> {
  const { id, steps, gridBps, input, output } = manifest;
  const data: SessionData = { manifest: { id, steps, gridBps, input, output }, bytes };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: data,
    name: `onnx ${id}`,
  });
  const session = new WorkerSession(worker, id);
  await session.ready;
  worker.unref();
  return session;
}

class WorkerSession implements Session {
  readonly ready: Promise<unknown>;
  outputs: readonly string[] = [];
  readonly #worker: Worker;
  readonly #modelId: string;
  readonly #pending = new Map<number, Pending>();
  #next = READY + 1;
  #closed = false;

  constructor(worker: Worker, modelId: string) {
    this.#worker = worker;
    this.#modelId = modelId;
    this.ready = new Promise((resolve, reject) => this.#pending.set(READY, { resolve, reject }));
    worker.on("message", (reply: SessionReply) => {
      this.#settle(reply);
    });
    worker.on("error", (error: Error) => {
      this.#fail("MODEL_RUNTIME_FAILED", `The inference thread of model ${modelId} failed: ${error.message}`);
    });
    worker.on("exit", () => {
      this.#fail("MODEL_CLOSED", `The inference thread of model ${modelId} has ended: load the model again.`);
    });
  }

  run(windows: Float32Array, count: number, outputs: readonly string[]): Promise<readonly Float32Array[]> {
    if (this.#closed) {
      const message = `Model ${this.#modelId} is closed: load it again before asking it for forecasts.`;
      return Promise.reject(new ModelError("MODEL_CLOSED", message));
    }
    const request: SessionRequest = { id: this.#next++, windows, count, outputs };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker.terminate();
  }

  #settle(reply: SessionReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (pending === undefined) return;
    if ("names" in reply) {
      this.outputs = reply.names;
      pending.resolve([]);
    } else if ("outputs" in reply) pending.resolve(reply.outputs);
    else pending.reject(new ModelError(reply.code, reply.message));
  }

  #fail(code: ModelErrorCode, message: string): void {
    this.#closed = true;
    for (const pending of this.#pending.values()) pending.reject(new ModelError(code, message));
    this.#pending.clear();
  }
}
