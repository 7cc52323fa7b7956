import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import type { Block } from "../market/chain-reader.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Rpc } from "./rpc.ts";

export interface HeadDeps {
  readonly rpc: Rpc;
  readonly endpoints: readonly Endpoint[];
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told whenever an endpoint answered, with or without a new block. */
  readonly onPoll: () => void;
}

/** Where new blocks are pushed, the head is still asked for now and then, in case the pushing stopped. */
const SLOW_POLLS = 20;

/** Yields the newest block each time that it has changed, until the signal fires. An error is waited out. */
export async function* followHeads(deps: HeadDeps, signal: AbortSignal): AsyncGenerator<Block> {
  const { rpc, endpoints, pollMs, clock, log, onPoll } = deps;
  let pushed = Promise.withResolvers<undefined>();
  const pushes = endpoints.some((endpoint) => endpoint.pushes);
  for (const endpoint of endpoints) {
    endpoint.onHead(() => {
      pushed.resolve(undefined);
    });
  }
  const readHead = async (): Promise<Block | null> => {
    try {
      const head = await rpc.head(signal);
      onPoll();
      return head;
    } catch (error) {
      if (!signal.aborted) log.debug({ event: "head.missed", reason: messageOf(error) }, "No head.");
      return null;
    }
  };
  let hash = "";
  while (!signal.aborted) {
    pushed = Promise.withResolvers();
    const head = await readHead();
    if (head !== null && head.hash !== hash) {
      hash = head.hash;
      yield head;
    } else {
      await waitForPush(pushed.promise, pushes ? pollMs * SLOW_POLLS : pollMs, clock, signal);
    }
  }
}

async function waitForPush(
  pushed: Promise<undefined>,
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  await Promise.race([pushed, sleepUnlessAborted(clock, ms, AbortSignal.any([signal, over.signal]))]);
  over.abort();
}
