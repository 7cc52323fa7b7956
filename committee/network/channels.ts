import type { Hex } from "../lib/hex.ts";
import type { Transport, TransportHandlers } from "./transport.ts";

/** Several exchanges over one transport: the rounds' own, and one for each subject that members speak about beside them. */
export interface Channels {
  /** What is not marked otherwise, byte for byte as it was sent. Starts and closes the transport. */
  readonly home: Transport;
  /** Carries what is marked with a subject, 32 bytes; it starts and ends with its handlers. */
  channel(subject: Hex): Transport;
}

export interface ChannelsDeps {
  readonly transport: Transport;
  /** Told of a marked payload that is not delivered. */
  readonly onRefused: (from: number, reason: "oversized" | "foreign") => void;
}

/** A mark that no JSON begins with: "@", the subject, a blank. */
const MARK = /^@(0x[0-9a-f]{64}) /;
const MARK_LENGTH = 68;

/** Thirty-one commitments and one observation are a third of this. */
const LARGEST_MARKED = 16 * 1024;

/**
 * Divides a transport. A payload about a subject that nobody here listens for is dropped: a peer may be ahead, and says it
 * again when it is asked, as the exchange does when it begins.
 */
export function createChannels({ transport, onRefused }: ChannelsDeps): Channels {
  const listening = new Map<string, TransportHandlers>();
  const receive = (home: TransportHandlers, from: number, payload: string) => {
    const subject = MARK.exec(payload)?.[1];
    if (subject === undefined) home.onMessage(from, payload);
    else if (payload.length > LARGEST_MARKED) onRefused(from, "oversized");
    else if (!listening.has(subject)) onRefused(from, "foreign");
    else listening.get(subject)?.onMessage(from, payload.slice(MARK_LENGTH));
  };
  return {
    home: {
      ...forward(transport, (payload) => payload),
      start: (home) =>
        transport.start({
          onMessage: (from, payload) => {
            receive(home, from, payload);
          },
          onConnected: (peer) => {
            home.onConnected(peer);
            for (const handlers of listening.values()) handlers.onConnected(peer);
          },
          onDisconnected: (peer) => {
            home.onDisconnected(peer);
            for (const handlers of listening.values()) handlers.onDisconnected(peer);
          },
        }),
      close: () => transport.close(),
    },
    channel: (subject) => ({
      ...forward(transport, (payload) => `@${subject} ${payload}`),
      start: (handlers) => {
        listening.set(subject, handlers);
        return Promise.resolve();
      },
      close: () => {
        listening.delete(subject);
        return Promise.resolve();
      },
    }),
  };
}

function forward(
  transport: Transport,
  mark: (payload: string) => string,
): Pick<Transport, "broadcast" | "send" | "connected"> {
  return {
    broadcast: (payload) => {
      transport.broadcast(mark(payload));
    },
    send: (to, payload) => {
      transport.send(to, mark(payload));
    },
    connected: () => transport.connected(),
  };
}
