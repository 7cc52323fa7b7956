import type { Hex } from "../../lib/hex.ts";
import type { DecodedCall } from "./call.ts";
import { flatten } from "./call.ts";
import type { EffectKind } from "./functions.ts";

/** What one call does, as far as its function and its arguments tell. */
export interface Effect {
  readonly path: string;
  readonly kind: EffectKind;
  /** Function, or "payment" for ether alone. */
  readonly by: string;
  readonly target: Hex;
  /** Who gains by it; null where the arguments do not say or were not recorded. */
  readonly to: Hex | null;
  /** Token that leaves; the zero address is ether. */
  readonly token: Hex;
  /** Smallest units; null where the arguments do not say ("all of it") or were not recorded. */
  readonly amount: bigint | null;
  /** Whether the arguments were there to be read. */
  readonly read: boolean;
}

export const ETHER: Hex = `0x${"0".repeat(40)}`;

/** The effects of all calls, carried ones included; a call to an unknown function has none of its own. */
export function effectsOf(calls: readonly DecodedCall[]): Effect[] {
  return flatten(calls).flatMap((call) => [...payment(call), ...byFunction(call)]);
}

function payment({ path, target, value }: DecodedCall): Effect[] {
  if (value === 0n) return [];
  return [
    { path, kind: "outflow", by: "payment", target, to: target, token: ETHER, amount: value, read: true },
  ];
}

function byFunction({ path, target, known, args, signature }: DecodedCall): Effect[] {
  if (known?.kind == null) return [];
  const value = (at: number | null): unknown => (at === null || args === null ? null : args[at]);
  const [to, amount, token] = [value(known.to), value(known.amount), value(known.token)];
  return [
    {
      path,
      kind: known.kind,
      by: signature ?? "",
      target,
      to: typeof to === "string" ? (to as Hex) : null,
      token: typeof token === "string" ? (token as Hex) : target,
      amount: typeof amount === "bigint" ? amount : null,
      read: args !== null,
    },
  ];
}
