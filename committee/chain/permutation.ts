import { solidityPackedKeccak256 } from "ethers";
import type { Hex } from "../lib/hex.ts";

/**
 * Who sends first: members in the order of `keccak256(configDigest, round, member)`, the same for everybody, other in
 * every round, and known only once the configuration is.
 */
export function transmissionOrder(
  configDigest: Hex,
  round: bigint,
  members: readonly number[],
): readonly number[] {
  return members
    .map((member) => ({
      member,
      key: solidityPackedKeccak256(["bytes32", "uint64", "uint8"], [configDigest, round, member]),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ member }) => member);
}
