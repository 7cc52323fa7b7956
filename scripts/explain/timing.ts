import { explain } from "../../committee/explain/explain.ts";
import type { ExplainedModel } from "../../committee/explain/types.ts";

const RUNS = 50;

/**
 * Milliseconds that one market's explanation takes in the model's own thread: the fastest of the runs after a warm-up,
 * which is what it costs when the machine does nothing else.
 */
export async function timeExplanation(
  model: ExplainedModel,
  windows: readonly Float32Array[],
): Promise<number> {
  const durations: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const window = windows[run % windows.length];
    if (window === undefined) return NaN;
    const start = performance.now();
    await explain(model, [{ window, thresholdBps: 500 }]);
    if (run >= RUNS / 5) durations.push(performance.now() - start);
  }
  return Math.min(...durations);
}
