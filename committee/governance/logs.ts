import { ChainError } from "../chain/errors.ts";
import { quantity } from "../chain/rpc.ts";
import type { Rpc } from "../chain/rpc.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";

/** One event, and where in the chain it stands. */
export interface ChainLog {
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly index: number;
}

export interface LogFilter {
  readonly address: Hex;
  /** Any of these as the first topic. */
  readonly events: readonly string[];
}

interface RawLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly logIndex: string;
}

/** Blocks that are asked for at once: what public endpoints take. */
const LONGEST_RANGE = 10_000n;

/** A contract's events between two blocks, both included, in their order. */
export async function readLogs(
  rpc: Pick<Rpc, "send">,
  filter: LogFilter,
  from: bigint,
  to: bigint,
  signal: AbortSignal,
): Promise<readonly ChainLog[]> {
  const logs: ChainLog[] = [];
  for (let start = from; start <= to; start += LONGEST_RANGE) {
    const end = start + LONGEST_RANGE - 1n;
    logs.push(...(await readRange(rpc, filter, start, end < to ? end : to, signal)));
  }
  return logs;
}

/** A range that an endpoint refuses, because it is too long or holds too much, is halved until it is taken. */
async function readRange(
  rpc: Pick<Rpc, "send">,
  filter: LogFilter,
  from: bigint,
  to: bigint,
  signal: AbortSignal,
): Promise<readonly ChainLog[]> {
  try {
    const { address, events } = filter;
    const query = { address, topics: [events], fromBlock: quantity(from), toBlock: quantity(to) };
    return ((await rpc.send("eth_getLogs", [query], signal)) as readonly RawLog[]).map(toLog);
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== "RPC_REFUSED" || from === to) throw error;
    const middle = (from + to) / 2n;
    const first = await readRange(rpc, filter, from, middle, signal);
    return [...first, ...(await readRange(rpc, filter, middle + 1n, to, signal))];
  }
}

const toLog = ({ topics, data, blockNumber, logIndex }: RawLog): ChainLog => ({
  topics: topics.map(lowerHex),
  data: lowerHex(data),
  blockNumber: BigInt(blockNumber),
  index: Number(logIndex),
});
