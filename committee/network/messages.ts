import { z } from "zod";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { SignedObservation } from "../report/observation.ts";

/** That a member's commitment was there before the one who says so revealed. */
export interface SeenCommitment {
  readonly member: number;
  readonly commitment: Hex;
}

/** What members say to each other in a round. `seen` is empty when an observation is relayed. */
export type Message =
  | { readonly type: "commit"; readonly round: bigint; readonly commitment: Hex }
  | {
      readonly type: "reveal";
      readonly signed: SignedObservation;
      readonly seen: readonly SeenCommitment[];
    }
  | { readonly type: "request"; readonly round: bigint };

const word = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform(lowerHex);
const uint64 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .transform(BigInt)
  .refine((value) => value < 1n << 64n);
/** Two bytes for each of at most 64 markets. */
const scores = z
  .string()
  .regex(/^0x([0-9a-f]{4}){0,64}$/)
  .transform(lowerHex);

const signedSchema = z.strictObject({
  member: z.int().min(0).max(30),
  observation: z.strictObject({
    configDigest: word,
    round: uint64,
    observedAt: uint64,
    blockNumber: uint64,
    blockHash: word,
    snapshotRoot: word,
    modelHash: word,
    explanationRoot: word,
    scores,
  }),
  r: word,
  vs: word,
});

const seenSchema = z.array(z.strictObject({ member: z.int().min(0).max(30), commitment: word })).max(31);

const messageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("commit"), round: uint64, commitment: word }),
  z.strictObject({ type: z.literal("reveal"), signed: signedSchema, seen: seenSchema }),
  z.strictObject({ type: z.literal("request"), round: uint64 }),
]);

/** JSON, integers as decimal texts. */
export function encodeMessage(message: Message): string {
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/** Null for anything that is not exactly a message. */
export function decodeMessage(payload: string): Message | null {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return null;
  }
  const parsed = messageSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
