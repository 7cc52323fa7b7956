import { Signature, TypedDataEncoder, recoverAddress } from "ethers";
import type { SigningKey } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";

/** The guardian's ladder, in the order of the contract's enumeration. */
export const RUNGS = ["none", "borrow-off", "ltv-zero", "freeze", "pause"] as const;

export type Rung = (typeof RUNGS)[number];

/** What members sign to raise a market's ladder without a score: IPauseGuardian.EmergencyRaise. */
export interface Order {
  readonly marketId: Hex;
  readonly rung: Rung;
  /** The rung in force when it was signed. */
  readonly from: Rung;
  readonly nonce: bigint;
  /** Unix seconds; the last one in which it can be used. */
  readonly validUntil: bigint;
  readonly committeeDigest: Hex;
  readonly reasonHash: Hex;
}

/** One member's signature, in the short form of EIP-2098. */
export interface MemberSignature {
  readonly member: number;
  readonly r: Hex;
  readonly vs: Hex;
}

/** The chain and the guardian that an order is for. */
export interface OrderDomain {
  readonly chainId: number;
  readonly guardian: Hex;
}

export const ORDER_TYPES = {
  EmergencyRaise: [
    { name: "marketId", type: "bytes32" },
    { name: "rung", type: "uint8" },
    { name: "from", type: "uint8" },
    { name: "nonce", type: "uint64" },
    { name: "validUntil", type: "uint64" },
    { name: "committeeDigest", type: "bytes32" },
    { name: "reasonHash", type: "bytes32" },
  ],
};

/** The order with its rungs as the contract counts them. */
export function orderTuple(order: Order) {
  return { ...order, rung: RUNGS.indexOf(order.rung), from: RUNGS.indexOf(order.from) };
}

/** The EIP-712 digest that a report key signs. */
export function orderDigest({ chainId, guardian }: OrderDomain, order: Order): Hex {
  const domain = { name: "Breakwater PauseGuardian", version: "1", chainId, verifyingContract: guardian };
  return TypedDataEncoder.hash(domain, ORDER_TYPES, orderTuple(order)) as Hex;
}

export function signOrder(
  domain: OrderDomain,
  order: Order,
  member: number,
  key: SigningKey,
): MemberSignature {
  const { r, yParityAndS } = key.sign(orderDigest(domain, order));
  return { member, r: r as Hex, vs: yParityAndS as Hex };
}

/** Who signed; null for a signature that no key made, or one with a high s. */
export function signerOfOrder(domain: OrderDomain, order: Order, { r, vs }: MemberSignature): Hex | null {
  try {
    return lowerHex(recoverAddress(orderDigest(domain, order), Signature.from({ r, yParityAndS: vs })));
  } catch {
    return null;
  }
}
