/** Something that happens again and again, and can be waited for. */
export interface Pulse<T> {
  fire(value: T): void;
  /** The next value; null once the signal fires. */
  next(signal: AbortSignal): Promise<T | null>;
}

export function createPulse<T>(): Pulse<T> {
  const waiters = new Set<(value: T | null) => void>();
  return {
    fire(value) {
      for (const waiter of [...waiters]) waiter(value);
    },
    next(signal) {
      if (signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        const onAbort = () => {
          settle(null);
        };
        const settle = (value: T | null) => {
          waiters.delete(settle);
          signal.removeEventListener("abort", onAbort);
          resolve(value);
        };
        waiters.add(settle);
        signal.addEventListener("abort", onAbort);
      });
    },
  };
}
