import { Interface } from "ethers";
import { COMMITTEE_ABI } from "../lib/abi.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readMany } from "../market/multicall.ts";
import { readViews } from "../market/views.ts";

export const committeeAbi = new Interface(COMMITTEE_ABI);

export interface Voter {
  readonly signer: Hex;
  readonly operator: Hex;
  readonly suspended: boolean;
  /** Whether its signature counts: it is not suspended, and its model is active. */
  readonly counts: boolean;
}

/** The committee as an order meets it. */
export interface Electorate {
  readonly committeeDigest: Hex;
  readonly faults: number;
  readonly minOperators: number;
  readonly members: readonly Voter[];
}

interface MemberTuple {
  readonly signer: string;
  readonly operator: string;
}

/** Reads who may sign, at one block. */
export async function readElectorate(
  committee: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<Electorate> {
  const names = ["digest", "faults", "minOperators", "configuration"];
  const views = names.map((name) => ({ target: committee, abi: committeeAbi, name, args: [] }));
  const [digest, faults, minOperators, configuration] = await readViews(views, at, signal);
  const { members, suspended } = configuration as { members: Iterable<MemberTuple>; suspended: bigint };
  return {
    committeeDigest: lowerHex(digest as string),
    faults: Number(faults),
    minOperators: Number(minOperators),
    members: await readVoters(committee, [...members], suspended, at, signal),
  };
}

/** `roster` reverts for a member whose signature does not count. */
async function readVoters(
  committee: Hex,
  members: readonly MemberTuple[],
  suspended: bigint,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly Voter[]> {
  const data = (index: number) => committeeAbi.encodeFunctionData("roster", [1n << BigInt(index)]) as Hex;
  const calls = members.map((_, index) => ({ target: committee, data: data(index) }));
  const answers = await readMany(calls, at, signal);
  return members.map(({ signer, operator }, index) => ({
    signer: lowerHex(signer),
    operator: lowerHex(operator),
    suspended: ((suspended >> BigInt(index)) & 1n) === 1n,
    counts: answers[index] !== null,
  }));
}
