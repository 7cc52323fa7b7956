import { Interface } from "ethers";
import { MULTICALL_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "./chain-reader.ts";

export interface Call {
  readonly target: Hex;
  readonly data: Hex;
}

const multicall = new Interface(MULTICALL_ABI);

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
    const data = multicall.encodeFunctionData("aggregate3", [
      batch.map((call) => [call.target, true, call.data]),
    ]) as Hex;
    const result = await at.reader.call(at.multicall, data, at.blockHash, signal);
    const [results] = multicall.decodeFunctionResult("aggregate3", result) as unknown as [[boolean, Hex][]];
    for (const [success, returned] of results) answers.push(success ? returned : null);
  }
  return answers;
}
