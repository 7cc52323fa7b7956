import { Interface } from "ethers";
import { COMMITTEE_ABI, RISK_ORACLE_ABI } from "../lib/abi.ts";
import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { PinnedReader } from "./chain-reader.ts";
import { MarketError } from "./errors.ts";
import { readMany } from "./multicall.ts";

/** A market and its event, as the oracle lists it. */
export interface Market {
  readonly id: Hex;
  readonly thresholdBps: number;
  readonly horizonSeconds: number;
  readonly referenceFeed: Hex;
  /** The asset of a collateral market: the low 20 bytes of its subject. */
  readonly subject: Hex;
}

export interface Member {
  readonly index: number;
  readonly signer: Hex;
  readonly operator: Hex;
  readonly modelHash: Hex;
  readonly weightBps: number;
  readonly suspended: boolean;
}

/** What a round is run under; fixed by its digest. */
export interface Roster {
  readonly configDigest: Hex;
  readonly roundLength: bigint;
  readonly maxAge: bigint;
  readonly markets: readonly Market[];
  readonly members: readonly Member[];
  readonly faults: number;
  readonly quorum: number;
  readonly minModels: number;
  readonly minOperators: number;
}

const oracleAbi = new Interface(RISK_ORACLE_ABI);
const committeeAbi = new Interface(COMMITTEE_ABI);

export function configDigestCall(oracle: Hex): { target: Hex; data: Hex } {
  return { target: oracle, data: oracleAbi.encodeFunctionData("configDigest") as Hex };
}

/** One function of one contract, to be read with others in a single request. */
interface View {
  readonly target: Hex;
  readonly abi: Interface;
  readonly name: string;
  readonly args: readonly unknown[];
}

async function readViews(
  views: readonly View[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const calls = views.map(({ target, abi, name, args }) => ({
    target,
    data: abi.encodeFunctionData(name, args) as Hex,
  }));
  const answers = await readMany(calls, at, signal);
  return answers.map((answer, index) => {
    const { abi, name, target } = views[index] as View;
    if (answer === null || answer === "0x") {
      throw new MarketError(
        "CALL_FAILED",
        `${target} does not answer ${name}(): check "chain.oracle" and "chain.committee" in the configuration.`,
        { target, name },
      );
    }
    const result = abi.decodeFunctionResult(name, answer);
    return result.length === 1 ? (result[0] as unknown) : result;
  });
}

/** Reads markets, members and bounds at one block. */
export async function readRoster(
  oracle: Hex,
  committee: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<Roster> {
  const ofOracle = (name: string, args: readonly unknown[] = []) => ({
    target: oracle,
    abi: oracleAbi,
    name,
    args,
  });
  const ofCommittee = (name: string, args: readonly unknown[] = []) => ({
    target: committee,
    abi: committeeAbi,
    name,
    args,
  });
  const heads = await readViews(
    [
      ...["configDigest", "roundLength", "maxAge", "marketIds"].map((name) => ofOracle(name)),
      ...["faults", "quorum", "minModels", "minOperators", "memberCount"].map((name) => ofCommittee(name)),
    ],
    at,
    signal,
  );
  const ids = [...(heads[3] as Iterable<string>)].map(lowerHex);
  if (ids.length === 0) {
    throw new MarketError("NO_MARKETS", `The oracle ${oracle} lists no markets yet.`, { oracle });
  }
  const memberCount = Number(heads[8]);
  const rest = await readViews(
    [
      ...ids.map((id) => ofOracle("marketOf", [id])),
      ...Array.from({ length: memberCount }, (_, index) => ofCommittee("memberAt", [index])),
    ],
    at,
    signal,
  );
  return {
    configDigest: lowerHex(heads[0] as string),
    roundLength: heads[1] as bigint,
    maxAge: heads[2] as bigint,
    markets: ids.map((id, index) => toMarket(id, rest[index] as MarketTuple)),
    members: rest.slice(ids.length).map((entry, index) => toMember(index, entry as MemberTuple)),
    faults: Number(heads[4]),
    quorum: Number(heads[5]),
    minModels: Number(heads[6]),
    minOperators: Number(heads[7]),
  };
}

interface MarketTuple {
  readonly threshold: bigint;
  readonly horizon: bigint;
  readonly referenceFeed: string;
  readonly subject: string;
}

function toMarket(id: Hex, market: MarketTuple): Market {
  return {
    id,
    thresholdBps: Number(market.threshold),
    horizonSeconds: Number(market.horizon),
    referenceFeed: lowerHex(market.referenceFeed),
    subject: lowerHex(`0x${market.subject.slice(-40)}`),
  };
}

interface MemberTuple {
  readonly config: {
    readonly signer: string;
    readonly operator: string;
    readonly modelHash: string;
    readonly weightBps: bigint;
  };
  readonly suspended: boolean;
}

function toMember(index: number, { config, suspended }: MemberTuple): Member {
  return {
    index,
    signer: lowerHex(config.signer),
    operator: lowerHex(config.operator),
    modelHash: lowerHex(config.modelHash),
    weightBps: Number(config.weightBps),
    suspended,
  };
}
