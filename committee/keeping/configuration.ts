import { AbiCoder, keccak256, toBeHex } from "ethers";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import { committeeAbi, oracleAbi } from "./ledger.ts";
import type { KeepingContracts } from "./types.ts";

/** What a configuration's digest is made of; the ledger asks for both. */
export interface DigestPair {
  readonly committeeDigest: Hex;
  readonly marketsDigest: Hex;
}

/** The pair at a block. */
export async function readDigests(
  { oracle, committee }: Pick<KeepingContracts, "oracle" | "committee">,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<DigestPair> {
  const [committeeDigest, marketsDigest] = (await readViews(
    [
      { target: committee, abi: committeeAbi, name: "digest", args: [] },
      { target: oracle, abi: oracleAbi, name: "marketsDigest", args: [] },
    ],
    at,
    signal,
  )) as [string, string];
  return { committeeDigest: lowerHex(committeeDigest), marketsDigest: lowerHex(marketsDigest) };
}

/** As the oracle computes it. */
export function configDigestOf({ committeeDigest, marketsDigest }: DigestPair): Hex {
  const coder = AbiCoder.defaultAbiCoder();
  return keccak256(coder.encode(["bytes32", "bytes32"], [committeeDigest, marketsDigest])) as Hex;
}

/** Who sat where, and every model that one of them may have had. */
export interface PastRoster {
  readonly signers: ReadonlyMap<number, Hex>;
  readonly models: readonly Hex[];
}

/** `Seat`: a member's signer is its low 160 bits. */
const SIGNER_MASK = (1n << 160n) - 1n;

/** The members named, under a committee that stood once. */
export async function readRosterAt(
  { committee }: Pick<KeepingContracts, "committee">,
  committeeDigest: Hex,
  members: readonly number[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<PastRoster> {
  const bitmap = members.reduce((bits, member) => bits | (1n << BigInt(member)), 0n);
  const view = { target: committee, abi: committeeAbi, name: "rosterAt", args: [committeeDigest, bitmap] };
  const [answer] = (await readViews([view], at, signal)) as [[bigint, readonly bigint[], readonly string[]]];
  const [, seats, models] = answer;
  const signerOf = (seat: bigint) => lowerHex(toBeHex(seat & SIGNER_MASK, 20));
  const ascending = [...members].sort((a, b) => a - b);
  return {
    signers: new Map(ascending.map((member, index) => [member, signerOf(seats[index] ?? 0n)])),
    models: [...models].map(lowerHex),
  };
}
