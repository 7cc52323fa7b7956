import { sleepUnlessAborted } from "../lib/clock.ts";
import type { Clock } from "../lib/clock.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { TokenBucket } from "./token-bucket.ts";
import type { Transport } from "./transport.ts";

/** Sends to each peer no faster than it takes, in the order in which it was asked to. */
export interface PacedSender {
  send(to: number, payload: string): void;
  /** What waits for a peer that is gone is dropped: it is told everything when it comes back. */
  forget(peer: number): void;
  close(): void;
}

/**
 * A third of what a session of the mesh allows, so that many proposals at once can never cost the session that the rounds
 * share, whatever their number.
 */
const PER_SECOND = 30;
const BURST = 100;
/** What may wait for one peer; what exceeds it is lost, as on a line that breaks. */
const LONGEST_QUEUE = 2_000;
const WAIT_MS = 50;

interface Line {
  readonly bucket: TokenBucket;
  readonly queue: string[];
  draining: boolean;
}

export function createPacedSender(transport: Pick<Transport, "send">, clock: Clock): PacedSender {
  const lines = new Map<number, Line>();
  const closing = new AbortController();
  const lineOf = (peer: number): Line => {
    const line = lines.get(peer) ?? {
      ...{ bucket: createTokenBucket(PER_SECOND, BURST, clock.now()), queue: [], draining: false },
    };
    lines.set(peer, line);
    return line;
  };
  const drain = async (peer: number, line: Line): Promise<void> => {
    line.draining = true;
    while (line.queue.length > 0 && !closing.signal.aborted) {
      if (line.bucket.take(clock.now())) transport.send(peer, line.queue.shift() ?? "");
      else await sleepUnlessAborted(clock, WAIT_MS, closing.signal);
    }
    line.draining = false;
  };
  return {
    send: (peer, payload) => {
      const line = lineOf(peer);
      if (line.queue.length < LONGEST_QUEUE) line.queue.push(payload);
      if (!line.draining) void drain(peer, line);
    },
    forget: (peer) => {
      lines.get(peer)?.queue.splice(0);
    },
    close: () => {
      closing.abort();
    },
  };
}
