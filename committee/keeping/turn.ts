import { transmissionOrder } from "../chain/permutation.ts";
import type { Hex } from "../lib/hex.ts";

/** What decides whose turn it is; the order is the transmission's. */
export interface TurnInput {
  readonly configDigest: Hex;
  readonly round: bigint;
  readonly members: readonly number[];
  readonly member: number;
  readonly stageMs: number;
}

/** How long a member leaves the others to go first: its rank in the round's order, in stages. */
export function turnMs({ configDigest, round, members, member, stageMs }: TurnInput): number {
  const rank = transmissionOrder(configDigest, round, members).indexOf(member);
  return (rank < 0 ? members.length : rank) * stageMs;
}

/**
 * The same for the witness: whoever has sent the report goes at once, so that one member pays for both, and the others
 * step in from the first stage on.
 */
export function witnessTurnMs(input: TurnInput, sentReport: boolean): number {
  return sentReport ? 0 : Math.max(turnMs(input), input.stageMs);
}
