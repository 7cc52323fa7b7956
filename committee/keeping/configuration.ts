import { AbiCoder, keccak256 } from "ethers";
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

/** `Seat`: where a member's model stands among the roster's models. */
const MODEL_SHIFT = 176n;

/** The model of each member named, under a committee that stood once. */
export async function readModelsAt(
  { committee }: Pick<KeepingContracts, "committee">,
  committeeDigest: Hex,
  members: readonly number[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Hex>> {
  const bitmap = members.reduce((bits, member) => bits | (1n << BigInt(member)), 0n);
  const view = { target: committee, abi: committeeAbi, name: "rosterAt", args: [committeeDigest, bitmap] };
  const [answer] = (await readViews([view], at, signal)) as [[bigint, readonly bigint[], readonly string[]]];
  const [, seats, models] = answer;
  const modelOf = (seat: bigint): Hex => lowerHex(models[Number((seat >> MODEL_SHIFT) & 0xffn)] ?? "0x");
  const ascending = [...members].sort((a, b) => a - b);
  return new Map(ascending.map((member, index) => [member, modelOf(seats[index] ?? 0n)]));
}
