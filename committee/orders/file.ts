import { readFileSync } from "node:fs";
import { id } from "ethers";
import { z } from "zod";
import { messageOf } from "../lib/errors.ts";
import { lowerHex } from "../lib/hex.ts";
import { OrderError } from "./errors.ts";
import { RUNGS } from "./order.ts";
import type { MemberSignature, Order, OrderDomain } from "./order.ts";

/** What one member hands to the others: the order, where it counts, why, and its signature. */
export interface SignedOrder {
  readonly domain: OrderDomain;
  readonly order: Order;
  /** The text whose hash is signed. */
  readonly reason: string;
  readonly signature: MemberSignature;
}

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), `must be 0x and ${bytes * 2} hexadecimal digits`)
    .transform(lowerHex);
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const rung = z.enum(RUNGS, { error: `must be one of ${RUNGS.join(", ")}` });

const fileSchema = z.strictObject({
  chainId: whole,
  guardian: hex(20),
  order: z.strictObject({
    marketId: hex(32),
    rung,
    from: rung,
    nonce: whole.transform(BigInt),
    validUntil: whole.transform(BigInt),
    committeeDigest: hex(32),
  }),
  reason: z.string(),
  signature: z.strictObject({ member: z.number().int().min(0).max(255), r: hex(32), vs: hex(32) }),
});

/** Hash of the text that says why, as the order carries it. */
export const reasonHashOf = (reason: string) => lowerHex(id(reason));

/** The text of the file. The hash of the reason is left out: whoever reads the file makes it of the reason itself. */
export function serialiseOrder({ domain, order, reason, signature }: SignedOrder): string {
  const { marketId, rung, from, nonce, validUntil, committeeDigest } = order;
  const terms = {
    marketId,
    rung,
    from,
    nonce: Number(nonce),
    validUntil: Number(validUntil),
    committeeDigest,
  };
  return `${JSON.stringify({ ...domain, order: terms, reason, signature }, null, 2)}\n`;
}

/** A signed order from its file's text; throws ORDER_INVALID with what is wrong in it. */
export function parseOrder(text: string, file: string): SignedOrder {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `it is not valid JSON: ${messageOf(error)}`, error);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path, message }) => `"${path.map(String).join(".")}" ${message}`,
    );
    throw invalid(file, faults.join("; "));
  }
  const { chainId, guardian, order, reason, signature } = parsed.data;
  return {
    domain: { chainId, guardian },
    order: { ...order, reasonHash: reasonHashOf(reason) },
    reason,
    signature,
  };
}

export function readOrder(file: string): SignedOrder {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw invalid(file, `it cannot be read: ${messageOf(error)}`, error);
  }
  return parseOrder(text, file);
}

function invalid(file: string, why: string, cause?: unknown): OrderError {
  return new OrderError("ORDER_INVALID", `${file} holds no signed order: ${why}.`, { file }, cause);
}
