import type { Interface } from "ethers";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "./chain-reader.ts";
import { MarketError } from "./errors.ts";
import { readMany } from "./multicall.ts";

/** One function of one contract, to be read with others in a single request. */
export interface View {
  readonly target: Hex;
  readonly abi: Interface;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What every view answers, in order; a function of one result gives it as it is. Rejects with CALL_FAILED. */
export async function readViews(
  views: readonly View[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const calls = views.map(({ target, abi, name, args }) => ({
    target,
    data: abi.encodeFunctionData(name, args) as Hex,
  }));
  const answers = await readMany(calls, at, signal);
  return answers.map((answer, index) => {
    const { abi, name, target } = views[index] as View;
    if (answer === null || answer === "0x") {
      throw new MarketError(
        "CALL_FAILED",
        `${target} does not answer ${name}(): check the addresses in the configuration.`,
        { target, name },
      );
    }
    const result = abi.decodeFunctionResult(name, answer);
    return result.length === 1 ? (result[0] as unknown) : result;
  });
}
