import { Interface } from "ethers";
import { MULTICALL_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "./chain-reader.ts";
import { MarketError } from "./errors.ts";

export interface Call {
  readonly target: Hex;
  readonly data: Hex;
}

const SELECTOR = new Interface(MULTICALL_ABI).getFunction("aggregate3")?.selector ?? "";

/** Few enough for the gas limit that endpoints put on one eth_call, enough to read a history in a few requests. */
const BATCH = 300;

/** Answers of many calls at one block, in order; null where a call reverted. */
export async function readMany(
  calls: readonly Call[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly (Hex | null)[]> {
  const answers: (Hex | null)[] = [];
  for (let from = 0; from < calls.length; from += BATCH) {
    const batch = calls.slice(from, from + BATCH);
    const result = await at.reader.call(at.multicall, encodeAggregate3(batch), at.blockHash, signal);
    answers.push(...decodeAggregate3(result, batch.length, at));
  }
  return answers;
}

const WORD = 64;
const word = (value: number) => value.toString(16).padStart(WORD, "0");

/**
 * Calldata of `aggregate3`, failures allowed. Written by hand, as is the decoding: the coder of ethers takes a third of
 * a second for 300 results, and a node reads thousands when it starts. A test holds both to the coder's output.
 */
export function encodeAggregate3(calls: readonly Call[]): Hex {
  const offsets: string[] = [];
  const bodies: string[] = [];
  let offset = calls.length * 32;
  for (const { target, data } of calls) {
    const hex = data.slice(2);
    const words = Math.ceil(hex.length / WORD);
    const padded = hex.padEnd(words * WORD, "0");
    const address = target.slice(2).padStart(WORD, "0");
    bodies.push(`${address}${word(1)}${word(96)}${word(hex.length / 2)}${padded}`);
    offsets.push(word(offset));
    offset += 128 + words * 32;
  }
  return `${SELECTOR}${word(32)}${word(calls.length)}${offsets.join("")}${bodies.join("")}` as Hex;
}

/** Return data of the calls that succeeded, null for the others. */
export function decodeAggregate3(result: Hex, count: number, at: PinnedReader): (Hex | null)[] {
  return decodeResults(result, count, at).map(({ ok, data }) => (ok ? data : null));
}

/** What one call of many came to: its return data, or what it reverted with. */
export interface CallResult {
  readonly ok: boolean;
  readonly data: Hex;
}

/** The same with what the others reverted with. */
export function decodeResults(
  result: Hex,
  count: number,
  at: Pick<PinnedReader, "multicall" | "blockHash">,
): CallResult[] {
  const hex = result.slice(2);
  const number = (position: number) => Number.parseInt(hex.slice(position, position + WORD), 16);
  if (number(0) !== 32 || number(WORD) !== count) throw notMulticall(at);
  const start = 2 * WORD;
  return Array.from({ length: count }, (_, index): CallResult => {
    const tuple = start + number(start + index * WORD) * 2;
    const bytes = tuple + number(tuple + WORD) * 2;
    const length = number(bytes) * 2;
    const data = hex.slice(bytes + WORD, bytes + WORD + length);
    if (data.length !== length) throw notMulticall(at);
    return { ok: number(tuple) === 1, data: `0x${data}` };
  });
}

function notMulticall({ multicall, blockHash }: Pick<PinnedReader, "multicall" | "blockHash">): MarketError {
  return new MarketError(
    "CALL_FAILED",
    `${multicall} does not answer aggregate3 at block ${blockHash}: check "chain.multicall", or wait for a round that begins after the contracts were deployed.`,
    { multicall, blockHash },
  );
}
