/** Undoes one thing that a run started. */
export type Cleanup = () => Promise<void>;

/** Does the work unless the signal stops it; whatever it started is stopped again, the last first, however it ends. */
export async function untilInterrupted<T>(
  signal: AbortSignal,
  perform: (cleanups: Cleanup[]) => Promise<T>,
): Promise<T> {
  const cleanups: Cleanup[] = [];
  const work = perform(cleanups);
  // Once interrupted nobody waits for the work any more: what it then stumbles over is of no interest.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, interruption(signal)]);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** Rejects as soon as the run is interrupted, in the middle of whatever it does. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(new Error("Interrupted."));
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
