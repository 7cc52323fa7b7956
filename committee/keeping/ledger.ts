import { Interface } from "ethers";
import { COMMITTEE_ABI, RISK_ORACLE_ABI, SKILL_LEDGER_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import { lowerHex } from "../lib/hex.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import type { View } from "../market/views.ts";
import type { KeepingContracts } from "./types.ts";

export const ledgerAbi = new Interface(SKILL_LEDGER_ABI);
export const oracleAbi = new Interface(RISK_ORACLE_ABI);
export const committeeAbi = new Interface(COMMITTEE_ABI);
/** Public constants of the deployed contracts that their interfaces do not name. */
const constantsAbi = new Interface([
  "function epochLength() view returns (uint32)",
  "function gapLimit() view returns (uint32)",
]);

/** ISkillLedger.Outcome, in its order. */
export const OUTCOME = { Unsettled: 0, Void: 1, No: 2, Yes: 3 } as const;

/** Where the ledger stands; times in unix seconds, lengths in seconds. */
export interface LedgerState {
  readonly epoch: {
    readonly index: number;
    readonly configuredVersion: number;
    readonly startedAt: bigint;
    readonly termStartedAt: bigint;
  };
  readonly epochLength: bigint;
  readonly gapLimit: bigint;
  readonly roundLength: bigint;
  readonly maxAge: bigint;
  /** The committee's present configuration. */
  readonly configuredVersion: number;
  readonly quorum: number;
}

export async function readLedgerState(
  { ledger, oracle, committee }: KeepingContracts,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<LedgerState> {
  const of = (target: Hex, abi: Interface, name: string): View => ({ target, abi, name, args: [] });
  const answers = await readViews(
    [
      of(ledger, ledgerAbi, "epoch"),
      of(ledger, constantsAbi, "epochLength"),
      of(ledger, constantsAbi, "gapLimit"),
      of(oracle, oracleAbi, "roundLength"),
      of(oracle, oracleAbi, "maxAge"),
      of(committee, committeeAbi, "configuredVersion"),
      of(committee, committeeAbi, "quorum"),
    ],
    at,
    signal,
  );
  const epoch = answers[0] as Readonly<Record<string, bigint>>;
  const figure = (index: number) => answers[index] as bigint;
  return {
    epoch: {
      index: Number(epoch["index"]),
      configuredVersion: Number(epoch["configuredVersion"]),
      startedAt: epoch["startedAt"] ?? 0n,
      termStartedAt: epoch["termStartedAt"] ?? 0n,
    },
    epochLength: figure(1),
    gapLimit: figure(2),
    roundLength: figure(3),
    maxAge: figure(4),
    configuredVersion: Number(figure(5)),
    quorum: Number(figure(6)),
  };
}

/** A market of a past or present set, as far as the ledger asks. */
export interface SettledMarket {
  readonly id: Hex;
  readonly feed: Hex;
  readonly horizon: bigint;
  /** The ledger settles falls of a collateral or a peg; of other kinds the feed says nothing. */
  readonly settles: boolean;
}

/** MarketKind.Collateral and MarketKind.Peg. */
const SETTLED_KINDS = new Set([0, 1]);

/** The markets of a set, in the order of the signed vectors. */
export async function readMarketSet(
  { oracle }: Pick<KeepingContracts, "oracle">,
  marketsDigest: Hex,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly SettledMarket[]> {
  const view = (name: string, args: readonly unknown[]): View => ({
    target: oracle,
    abi: oracleAbi,
    name,
    args,
  });
  const [ids] = (await readViews([view("marketsAt", [marketsDigest])], at, signal)) as [Iterable<string>];
  const all = [...ids].map(lowerHex);
  const events = await readViews(
    all.map((id) => view("eventAt", [marketsDigest, id])),
    at,
    signal,
  );
  return all.map((id, index) => {
    const { kind, horizon, referenceFeed } = events[index] as {
      kind: bigint;
      horizon: bigint;
      referenceFeed: string;
    };
    return { id, feed: lowerHex(referenceFeed), horizon, settles: SETTLED_KINDS.has(Number(kind)) };
  });
}

/** When each batch was witnessed, unix seconds; zero if never. */
export async function readWitnesses(
  { ledger }: Pick<KeepingContracts, "ledger">,
  batchHashes: readonly Hex[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<readonly bigint[]> {
  const views = batchHashes.map((hash) => ({
    ...{ target: ledger, abi: ledgerAbi, name: "witnessedAt" },
    args: [hash],
  }));
  return (await readViews(views, at, signal)) as readonly bigint[];
}
