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
