import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { BacktestError } from "../errors.ts";
import type { DrawOutcome, Play } from "../replay.ts";

export interface ThreadJob {
  readonly play: Play;
  readonly draw: number;
}

export type ThreadReply = { readonly outcome: DrawOutcome } | { readonly error: string };

const MAX_THREADS = 8;

/** Plays drawings of one window side by side; what comes out does not depend on the number of threads. */
export interface Pool {
  play(play: Play, draws: number): Promise<DrawOutcome[]>;
  close(): Promise<void>;
}

/** Starts the threads; `close` ends them. */
export function openPool(threads = Math.min(availableParallelism(), MAX_THREADS)): Pool {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL("./worker.ts", import.meta.url), { name: "backtest" }),
  );
  return {
    play: async (play, draws) => {
      const outcomes: DrawOutcome[] = [];
      let next = 0;
      const drive = async (worker: Worker): Promise<void> => {
        while (next < draws) {
          const draw = next++;
          outcomes[draw] = await ask(worker, { play, draw });
        }
      };
      await Promise.all(workers.map(drive));
      return outcomes;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, job: ThreadJob): Promise<DrawOutcome> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      worker.off("message", answered);
      reject(
        new BacktestError("BACKTEST_THREAD_FAILED", `A thread of the backtest failed: ${error.message}`),
      );
    };
    const answered = (reply: ThreadReply): void => {
      worker.off("error", failed);
      if ("outcome" in reply) resolve(reply.outcome);
      else failed(new Error(reply.error));
    };
    worker.once("message", answered);
    worker.once("error", failed);
    worker.postMessage(job);
  });
}
