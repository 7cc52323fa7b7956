import type { Interface, Result } from "ethers";
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
  const calls = views.map(toCall);
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
    return plain(abi.decodeFunctionResult(name, answer));
  });
}

/** The same where a contract may lack a function, or refuse its arguments: null for what does not answer. */
export async function readOptionalViews(
  views: readonly View[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const calls = views.map(toCall);
  const answers = await readMany(calls, at, signal);
  return answers.map((answer, index) => {
    const { abi, name } = views[index] as View;
    if (answer === null || answer === "0x") return null;
    try {
      return plain(abi.decodeFunctionResult(name, answer));
    } catch {
      return null;
    }
  });
}

const toCall = ({ target, abi, name, args }: View) => ({
  target,
  data: abi.encodeFunctionData(name, args) as Hex,
});

const plain = (result: Result): unknown => (result.length === 1 ? (result[0] as unknown) : result);
