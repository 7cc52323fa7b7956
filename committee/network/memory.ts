import type { Clock } from "../lib/clock.ts";
import { NetworkError } from "./errors.ts";
import type { Transport, TransportHandlers } from "./transport.ts";

/** What becomes of one payload: lost, late by so many milliseconds, or (undefined) delivered at once. */
export type Fault = "drop" | { readonly delayMs: number } | undefined;

export interface MemoryHubOptions {
  readonly clock: Clock;
  /** Asked for every payload, so that a test can lose, delay or partition. */
  readonly fault?: (from: number, to: number, payload: string) => Fault;
}

/** Transports that share a process. */
export interface MemoryHub {
  transport(member: number): Transport;
}

export function createMemoryHub(options: MemoryHubOptions): MemoryHub {
  const joined = new Map<number, TransportHandlers>();
  const closing = new AbortController();

  const deliver = (from: number, to: number, payload: string) => {
    const fault = options.fault?.(from, to, payload);
    if (fault === "drop") return;
    const arrive = () => joined.get(to)?.onMessage(from, payload);
    if (fault === undefined) setImmediate(arrive);
    else options.clock.sleep(fault.delayMs, closing.signal).then(arrive, () => undefined);
  };

  const leave = (member: number) => {
    if (!joined.delete(member)) return;
    for (const handlers of joined.values()) handlers.onDisconnected(member);
    if (joined.size === 0) closing.abort();
  };

  const join = (member: number, handlers: TransportHandlers) => {
    if (joined.has(member)) {
      throw new NetworkError("MEMBER_TAKEN", `Member ${member} is in this hub already.`, { member });
    }
    for (const [other, theirs] of joined) {
      theirs.onConnected(member);
      handlers.onConnected(other);
    }
    joined.set(member, handlers);
  };

  return {
    transport: (member) => {
      const others = () => [...joined.keys()].filter((other) => other !== member).sort((a, b) => a - b);
      return {
        start: (handlers) => {
          join(member, handlers);
          return Promise.resolve();
        },
        broadcast: (payload) => {
          if (joined.has(member))
            others().forEach((to) => {
              deliver(member, to, payload);
            });
        },
        send: (to, payload) => {
          if (joined.has(member)) deliver(member, to, payload);
        },
        connected: others,
        close: () => {
          leave(member);
          return Promise.resolve();
        },
      };
    },
  };
}
