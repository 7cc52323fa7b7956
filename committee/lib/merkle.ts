import { AbiCoder, ZeroHash, keccak256 } from "ethers";
import { fromHex } from "./hex.ts";
import type { Hex } from "./hex.ts";

const coder = AbiCoder.defaultAbiCoder();

/**
 * A leaf as OpenZeppelin's StandardMerkleTree makes it, hashed twice so that no inner node passes for a leaf:
 * `keccak256(keccak256(abi.encode(types, values)))`.
 */
export function merkleLeaf(types: readonly string[], values: readonly unknown[]): Hex {
  return keccak256(keccak256(coder.encode(types, values))) as Hex;
}

function hashPair(a: Hex, b: Hex): Hex {
  const [left, right] = a < b ? [a, b] : [b, a];
  return keccak256(Buffer.concat([fromHex(left), fromHex(right)])) as Hex;
}

function levelAbove(level: readonly Hex[]): readonly Hex[] {
  const above: Hex[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Hex;
    const right = level[i + 1];
    above.push(right === undefined ? left : hashPair(left, right));
  }
  return above;
}

/** Root over leaves in the given order, pairs sorted before hashing (OpenZeppelin MerkleProof); zero for no leaves. */
export function merkleRoot(leaves: readonly Hex[]): Hex {
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  return level[0] ?? (ZeroHash as Hex);
}

/** What proves that the leaf at `index` is under the root. */
export function merkleProof(leaves: readonly Hex[], index: number): readonly Hex[] {
  const proof: Hex[] = [];
  let level = leaves;
  for (let at = index; level.length > 1; at = at >> 1, level = levelAbove(level)) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) proof.push(sibling);
  }
  return proof;
}

/** Whether a leaf and its proof lead to the root. */
export function verifyMerkleProof(leaf: Hex, proof: readonly Hex[], root: Hex): boolean {
  return proof.reduce(hashPair, leaf) === root;
}
