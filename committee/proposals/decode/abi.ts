import { AbiCoder, FunctionFragment, Result } from "ethers";
import type { Hex } from "../../lib/hex.ts";
import { lowerHex } from "../../lib/hex.ts";
import type { AbiValue } from "./call.ts";

const coder = AbiCoder.defaultAbiCoder();

/** The arguments of calldata without its selector; null where they are not exactly the function's, byte for byte. */
export function decodeArguments(fragment: FunctionFragment, data: Hex): readonly AbiValue[] | null {
  try {
    const decoded = coder.decode(fragment.inputs, data);
    const again = coder.encode(fragment.inputs, decoded);
    return again === data ? (plain(decoded) as readonly AbiValue[]) : null;
  } catch {
    // The coder throws on what it cannot read: too short, an offset outside, a broken text. All of it is "not these arguments".
    return null;
  }
}

function plain(value: unknown): AbiValue {
  if (value instanceof Result) return value.toArray().map(plain);
  if (typeof value === "string") return /^0x[0-9a-fA-F]*$/.test(value) ? lowerHex(value) : value;
  return value as bigint | boolean;
}

/** A signature such as `transfer(address,uint256)` as a fragment; null where it is none. */
export function fragmentOf(signature: string): FunctionFragment | null {
  try {
    return FunctionFragment.from(`function ${signature.trim()}`);
  } catch {
    // A proposal can name anything; what is no signature is told as such by the decoder.
    return null;
  }
}
