import type { Clock } from "../lib/clock.ts";
import { withDeadline } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Pulse } from "../lib/pulse.ts";
import type { Block } from "../market/chain-reader.ts";
import type { Rpc } from "./rpc.ts";

export interface ReceiptDeps {
  readonly rpc: Pick<Rpc, "send">;
  readonly clock: Clock;
  /** Fires with every new block. */
  readonly heads: Pulse<Block>;
  readonly pollMs: number;
  readonly stageMs: number;
}

/** A block comes within some seconds, however short the stages are. */
const LEAST_WAIT_MS = 2_000;

/** Waits one stage for a transaction's receipt: whether it succeeded, or null when it was not mined by then. */
export async function waitForReceipt(
  hash: Hex,
  { rpc, clock, heads, pollMs, stageMs }: ReceiptDeps,
  signal: AbortSignal,
): Promise<boolean | null> {
  const deadline = clock.now() + Math.max(stageMs, LEAST_WAIT_MS);
  do {
    const receipt = (await rpc.send("eth_getTransactionReceipt", [hash], signal)) as {
      status?: string;
    } | null;
    if (receipt !== null) return receipt.status === "0x1";
    await withDeadline(clock, pollMs, signal, (until) => heads.next(until));
    signal.throwIfAborted();
  } while (clock.now() < deadline);
  return null;
}
