import { AbiCoder, id, keccak256 } from "ethers";
import type { Hex } from "../lib/hex.ts";
import { GROUPS } from "./groups.ts";
import type { Explanation } from "./types.ts";

/** What an explanation is bound to when it is hashed. */
export interface ExplanationContext {
  /** bytes32, 0x-prefixed. */
  readonly marketId: string;
  readonly round: bigint;
  /** bytes32, 0x-prefixed: the model file's sha256. */
  readonly modelHash: string;
}

/** keccak256 of the groups' names and features: an attribution means nothing without them. */
export const GROUPS_HASH: string = id(JSON.stringify(GROUPS));

const LEAF_TYPES = ["bytes32", "uint64", "bytes32", "bytes32", "uint16", "uint16", "int32[]"] as const;

/**
 * Leaf of the Merkle tree whose root a member signs: keccak256(keccak256(abi.encode(marketId, round, modelHash,
 * groupsHash, scoreBps, baselineBps, int32[] attributions in bps))). Hashed twice, as OpenZeppelin's StandardMerkleTree
 * does, so that no inner node passes for a leaf.
 */
export function explanationLeaf(context: ExplanationContext, explanation: Explanation): Hex {
  const encoded = AbiCoder.defaultAbiCoder().encode(LEAF_TYPES, [
    context.marketId,
    context.round,
    context.modelHash,
    GROUPS_HASH,
    explanation.scoreBps,
    explanation.baselineBps,
    explanation.attributions.map((attribution) => attribution.bps),
  ]);
  return keccak256(keccak256(encoded)) as Hex;
}
