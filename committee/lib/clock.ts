import { setTimeout as delay } from "node:timers/promises";

/** Time as an argument, so that a test or a simulator can hold it still. */
export interface Clock {
  /** Milliseconds from a fixed but arbitrary start, never going back: for durations and deadlines. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with an AbortError once the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/** Waits, but not past the signal: true when the whole time went by, false when it was called off. */
export async function sleepUnlessAborted(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Runs an action under a signal that also fires after `ms` milliseconds. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const finished = new AbortController();
  const timer = sleepUnlessAborted(clock, ms, AbortSignal.any([signal, finished.signal])).then((over) => {
    if (over) deadline.abort(new DOMException(`Not done within ${ms} ms.`, "TimeoutError"));
  });
  try {
    return await action(AbortSignal.any([signal, deadline.signal]));
  } finally {
    finished.abort();
    await timer;
  }
}
