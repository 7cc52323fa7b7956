import type { Interface, Result } from "ethers";
import type { Rpc } from "./rpc.ts";

/** One view function to call. */
export interface View {
  readonly to: string;
  readonly abi: Interface;
  readonly name: string;
  readonly args?: readonly unknown[];
}

/** Results of view functions at a block, in order; null where one reverts, is not deployed or answers another shape. */
export async function readViews(rpc: Rpc, views: readonly View[], block: number): Promise<(Result | null)[]> {
  const calls = views.map(({ to, abi, name, args = [] }) => ({
    to,
    data: abi.encodeFunctionData(name, args),
  }));
  const answers = await rpc.calls(calls, block);
  return views.map(({ abi, name }, i) => {
    const data = answers[i] ?? null;
    if (data === null) return null;
    try {
      return abi.decodeFunctionResult(name, data);
    } catch {
      // A proxy without this function answers some other bytes: the same as no answer.
      return null;
    }
  });
}

/** The result's first value as a bigint; null where there is none. */
export function firstBig(result: Result | null | undefined): bigint | null {
  const value: unknown = result?.[0];
  return typeof value === "bigint" ? value : null;
}

/** Token units as a number; 15 significant digits are kept, which is what a double holds. */
export function units(value: bigint, decimals: number): number {
  return Number(value) / 10 ** decimals;
}
