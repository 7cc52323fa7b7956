import type { Hex } from "../../lib/hex.ts";
import type { KnownFunction } from "./functions.ts";

/** A call as it is handed to the decoder: a proposal's action, or what another call carries. */
export interface RawCall {
  readonly target: Hex;
  readonly value: bigint;
  readonly signature: string | null;
  readonly calldata: Hex | null;
  readonly encoding: "selector" | "arguments";
  readonly delegatecall: boolean;
}

export type ProblemCode = "mismatch" | "collision" | "malformed" | "too-deep" | "unknown-function";

/** Why a call is not what it says, or cannot be read; the rules take the dangerous reading. */
export interface Problem {
  readonly code: ProblemCode;
  readonly sentence: string;
}

/** A plain value of the ABI: addresses and bytes as hexadecimal, numbers as bigint. */
export type AbiValue = string | bigint | boolean | readonly AbiValue[];

export interface DecodedCall {
  /** "2" is the second action, "2.1" the first call that it carries. */
  readonly path: string;
  readonly target: Hex;
  readonly value: bigint;
  readonly delegatecall: boolean;
  /** Null for a plain payment, or where nothing says which function is called. */
  readonly selector: Hex | null;
  readonly signature: string | null;
  readonly known: KnownFunction | null;
  /** Null where they were not recorded or cannot be decoded. */
  readonly args: readonly AbiValue[] | null;
  readonly problems: readonly Problem[];
  readonly inner: readonly DecodedCall[];
}

/** A call and all that it carries, outermost first. */
export function flatten(calls: readonly DecodedCall[]): DecodedCall[] {
  return calls.flatMap((call) => [call, ...flatten(call.inner)]);
}
