import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import { createPacedSender } from "./paced.ts";
import type { PacedSender } from "./paced.ts";
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
  readonly clock: Clock;
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
 * again when it is asked, as the exchange does when it begins. Marked payloads are paced, so that however many there are, a
 * peer's limit is left to the rounds.
 */
export function createChannels({ transport, clock, onRefused }: ChannelsDeps): Channels {
  const listening: Listening = new Map();
  const paced = createPacedSender(transport, clock);
  const receive = (home: TransportHandlers, from: number, payload: string) => {
    const subject = MARK.exec(payload)?.[1];
    if (subject === undefined) home.onMessage(from, payload);
    else if (payload.length > LARGEST_MARKED) onRefused(from, "oversized");
    else if (!listening.has(subject)) onRefused(from, "foreign");
    else listening.get(subject)?.onMessage(from, payload.slice(MARK_LENGTH));
  };
  const all = (home: TransportHandlers) => [home, ...listening.values()];
  return {
    home: {
      broadcast: (payload) => {
        transport.broadcast(payload);
      },
      send: (to, payload) => {
        transport.send(to, payload);
      },
      connected: () => transport.connected(),
      start: (home) =>
        transport.start({
          onMessage: (from, payload) => {
            receive(home, from, payload);
          },
          onConnected: (peer) => {
            for (const handlers of all(home)) handlers.onConnected(peer);
          },
          onDisconnected: (peer) => {
            paced.forget(peer);
            for (const handlers of all(home)) handlers.onDisconnected(peer);
          },
        }),
      close: () => {
        paced.close();
        return transport.close();
      },
    },
    channel: (subject) => channelOf(subject, transport, paced, listening),
  };
}

/** Who listens, by subject. */
type Listening = Map<string, TransportHandlers>;

function channelOf(subject: Hex, transport: Transport, paced: PacedSender, listening: Listening): Transport {
  const mark = (payload: string) => `@${subject} ${payload}`;
  return {
    broadcast: (payload) => {
      for (const peer of transport.connected()) paced.send(peer, mark(payload));
    },
    send: (to, payload) => {
      paced.send(to, mark(payload));
    },
    connected: () => transport.connected(),
    start: (handlers) => {
      listening.set(subject, handlers);
      return Promise.resolve();
    },
    close: () => {
      listening.delete(subject);
      return Promise.resolve();
    },
  };
}
