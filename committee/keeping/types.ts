import type { GasWallet } from "../chain/gas-wallet.ts";
import type { Rpc } from "../chain/rpc.ts";
import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { Pulse } from "../lib/pulse.ts";
import type { Block, PinnedReader } from "../market/chain-reader.ts";
import type { SigningDomain } from "../report/observation.ts";
import type { Store } from "../store/store.ts";

/** The contracts that the keeping reads and calls. */
export interface KeepingContracts {
  readonly oracle: Hex;
  readonly committee: Hex;
  readonly multicall: Hex;
  readonly ledger: Hex;
  /** ScoreHistory; null where nobody here records. */
  readonly history: Hex | null;
}

/** What every step of the keeping is given. */
export interface KeepingDeps {
  readonly contracts: KeepingContracts;
  readonly domain: SigningDomain;
  readonly rpc: Rpc;
  readonly wallet: GasWallet;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Fires with every new block. */
  readonly heads: Pulse<Block>;
  readonly pollMs: number;
  /** How long a transaction is waited for. */
  readonly stageMs: number;
  /** Bound on one transaction. */
  readonly maxGas: bigint;
  /** Rounds of a feed that one call walks. */
  readonly maxFeedRounds: number;
  readonly dryRun: boolean;
}

/** What a call is for; a label of the metrics. */
export type Job = "witness" | "suspend" | "settle" | "account" | "close-epoch" | "record";

/** One permissionless call that should be made, and the most gas that it takes. */
export interface KeepingCall {
  readonly job: Job;
  readonly target: Hex;
  readonly data: Hex;
  readonly gas: bigint;
  /** For the log: which round, market or member it is about. */
  readonly about: Readonly<Record<string, string | number>>;
}

/** Every read of a step is of this block. */
export function pinnedAt(
  { rpc, contracts }: Pick<KeepingDeps, "rpc" | "contracts">,
  head: Block,
): PinnedReader {
  return { reader: rpc, multicall: contracts.multicall, blockHash: head.hash };
}
