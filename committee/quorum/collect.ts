import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import type { SharedRound } from "../network/exchange.ts";

export interface CollectDeps {
  readonly quorum: number;
  /** How long connected stragglers are waited for once a quorum stands. */
  readonly graceMs: number;
  /** After how long without a quorum `onShort` is told; the waiting goes on. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly onShort: (observations: number) => void;
}

/**
 * Waits for a quorum until the signal fires, and then for those that may still answer, at most the grace.
 * What came is in the shared round; whether it is enough is for the selection to say.
 */
export async function collect(shared: SharedRound, deps: CollectDeps, signal: AbortSignal): Promise<void> {
  const { clock, quorum, graceMs, patienceMs } = deps;
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const hasQuorum = () => shared.accepted.size >= quorum;
  const patience = sleepUnlessAborted(clock, patienceMs, until).then((over) => {
    if (over && !hasQuorum()) deps.onShort(shared.accepted.size);
  });
  while (!hasQuorum() && !signal.aborted) await shared.changed(signal);
  if (hasQuorum()) await waitForStragglers(shared, clock, graceMs, signal);
  done.abort();
  await patience;
}

async function waitForStragglers(
  shared: SharedRound,
  clock: Clock,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const timer = sleepUnlessAborted(clock, graceMs, until).then(() => {
    over.abort();
  });
  while (shared.expected().length > 0 && !until.aborted) await shared.changed(until);
  over.abort();
  await timer;
}
