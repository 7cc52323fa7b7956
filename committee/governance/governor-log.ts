import { setImmediate as nextTurn } from "node:timers/promises";
import type { Rpc } from "../chain/rpc.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import { assertCanonical } from "../market/rounds.ts";
import { GOVERNOR_EVENTS, historyOf, readEvent } from "./events.ts";
import type { GovernorEvent, GovernorHistory } from "./events.ts";
import { readLogs } from "./logs.ts";
import type { ChainLog } from "./logs.ts";

/** Reads what a governor's events say up to a block, and keeps them for the next one. */
export interface GovernorLog {
  read(block: Block, signal: AbortSignal): Promise<GovernorHistory>;
}

/** Blocks that are read again each time: an endpoint that lagged may have kept the newest events to itself. */
export const SETTLED_BLOCKS = 64n;

export function createGovernorLog(
  rpc: Pick<Rpc, "send" | "block">,
  governor: Hex,
  fromBlock: bigint,
): GovernorLog {
  let known: { readonly block: Block; readonly events: readonly GovernorEvent[] } | null = null;
  return {
    async read(block, signal) {
      const base = known !== null && (await extendsIt(rpc, known.block, block, signal)) ? known : null;
      const from = base === null ? fromBlock : later(fromBlock, base.block.number - SETTLED_BLOCKS + 1n);
      const filter = { address: governor, events: GOVERNOR_EVENTS };
      const newer = await readLogs(rpc, filter, from, block.number, signal);
      // What was read by numbers is of this block only if the block still stands at its number.
      await assertCanonical(rpc, block, signal);
      const older = base?.events.filter(({ at }) => at.blockNumber < from) ?? [];
      const events = [...older, ...(await readAll(newer, signal))];
      known = { block, events };
      return historyOf(events);
    },
  };
}

/** Events that are read before others get a turn: a long history must not hold up what else the process does. */
const SLICE = 500;

async function readAll(logs: readonly ChainLog[], signal: AbortSignal): Promise<readonly GovernorEvent[]> {
  const events: GovernorEvent[] = [];
  for (let from = 0; from < logs.length; from += SLICE) {
    if (from > 0) await nextTurn();
    signal.throwIfAborted();
    events.push(...logs.slice(from, from + SLICE).flatMap((log) => readEvent(log) ?? []));
  }
  return events;
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Whether what was read up to `before` holds at `block`, too. */
async function extendsIt(
  rpc: Pick<Rpc, "block">,
  before: Block,
  block: Block,
  signal: AbortSignal,
): Promise<boolean> {
  if (before.number > block.number) return false;
  return (await rpc.block(before.number, signal))?.hash === before.hash;
}
