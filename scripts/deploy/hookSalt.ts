import { concat, dataSlice, getAddress, keccak256, toBeHex } from "ethers";

/** Uniswap v4 reads from the lowest 14 bits of a hook's address what to ask it. */
const PERMISSION_MASK = (1n << 14n) - 1n;
export const BEFORE_ADD_LIQUIDITY = 1n << 11n;
export const BEFORE_SWAP = 1n << 7n;

export interface MinedSalt {
  readonly salt: string;
  readonly address: string;
}

/**
 * The first salt, from zero, with which `factory` creates by CREATE2 the code of `initCodeHash` at an address whose
 * permissions are exactly `permissions`: one address in 16,384 has them, some tenths of a second.
 */
export function mineHookSalt(factory: string, initCodeHash: string, permissions: bigint): MinedSalt {
  for (let tried = 0n; ; tried++) {
    const salt = toBeHex(tried, 32);
    const address = dataSlice(keccak256(concat(["0xff", factory, salt, initCodeHash])), 12);
    if ((BigInt(address) & PERMISSION_MASK) === permissions) return { salt, address: getAddress(address) };
  }
}
