import { parentPort, workerData } from "node:worker_threads";
import { ModelError } from "./errors.ts";
import { openRuntime } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";
import { READY } from "./session.ts";
import type { SessionData, SessionReply, SessionRequest } from "./session.ts";

const { manifest, bytes } = workerData as SessionData;

function reply(message: SessionReply): void {
  parentPort?.postMessage(message);
}

function replyError(id: number, error: unknown): void {
  const code = error instanceof ModelError ? error.code : "MODEL_RUNTIME_FAILED";
  reply({ id, code, message: error instanceof Error ? error.message : String(error) });
}

async function infer(runtime: Runtime, { id, windows, count, outputs }: SessionRequest): Promise<void> {
  try {
    reply({ id, outputs: await runtime.run(windows, count, outputs) });
  } catch (error) {
    replyError(id, error);
  }
}

try {
  const runtime = await openRuntime(manifest, bytes);
  parentPort?.on("message", (request: SessionRequest) => void infer(runtime, request));
  reply({ id: READY, names: runtime.outputs });
} catch (error) {
  replyError(READY, error);
}
