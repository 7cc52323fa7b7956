import { ChainError } from "../chain/errors.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { MarketError } from "../market/errors.ts";
import { GovernanceError } from "./errors.ts";
import type { GovernanceDeps } from "./types.ts";

/** What another attempt may mend: endpoints that failed or lag. */
const RETRY = new Set([
  ...["NO_ENDPOINT", "RPC_TIMEOUT", "RPC_REFUSED", "NO_AGREEMENT", "BLOCK_MISSING", "LOGS_INCOMPLETE"],
]);

/** Does something until it succeeds, fails for good, or the signal fires. */
export async function persist<T>(
  action: () => Promise<T>,
  { clock, pollMs, log }: Pick<GovernanceDeps, "clock" | "pollMs" | "log">,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      const known =
        error instanceof ChainError || error instanceof MarketError || error instanceof GovernanceError;
      if (!known || !RETRY.has(error.code)) throw error;
      const fields = { event: "proposals.retried", code: error.code, reason: error.message };
      log.warn(fields, "Proposals are read again.");
    }
    if (!(await sleepUnlessAborted(clock, pollMs, signal))) signal.throwIfAborted();
  }
}
