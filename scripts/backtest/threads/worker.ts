// Plays drawings on a thread of its own.
import { parentPort } from "node:worker_threads";
import { playDraw } from "../replay.ts";
import type { ThreadJob, ThreadReply } from "./pool.ts";

parentPort?.on("message", ({ play, draw }: ThreadJob) => {
  let reply: ThreadReply;
  try {
    reply = { outcome: playDraw(play, draw) };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
