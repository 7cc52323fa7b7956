import type { GasWallet } from "../chain/gas-wallet.ts";
import type { Rpc } from "../chain/rpc.ts";
import type { Clock } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { Pulse } from "../lib/pulse.ts";
import type { Block } from "../market/chain-reader.ts";
import type { Roster } from "../market/roster.ts";
import type { Calibration } from "../proposals/calibration.ts";
import type { MarketPreview } from "../quorum/select.ts";
import type { ProposalSigner } from "../report/proposal-signer.ts";
import type { Store } from "../store/store.ts";
import type { ProposalExchange } from "./exchange.ts";
import type { ProposalReader } from "./reader.ts";

/** What every step about proposals is given. */
export interface GovernanceDeps {
  readonly member: number;
  readonly contracts: {
    readonly riskOracle: Hex;
    readonly committee: Hex;
    readonly multicall: Hex;
    readonly proposalOracle: Hex;
  };
  readonly reader: ProposalReader;
  readonly calibration: Calibration;
  readonly modelHash: Hex;
  readonly signer: ProposalSigner;
  readonly exchange: ProposalExchange;
  readonly rpc: Rpc;
  readonly wallet: GasWallet;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Fires with every new block. */
  readonly heads: Pulse<Block>;
  readonly confirmations: number;
  readonly pollMs: number;
  readonly stageMs: number;
  readonly revealDelayMs: number;
  readonly graceMs: number;
  readonly dryRun: boolean;
  /** Longest that one round of proposals may take, and one wait for a quorum. */
  readonly roundTimeoutMs: number;
  readonly quorumTimeoutMs: number;
  /** Why this node may not sign under a roster; null when it may. */
  readonly problemOf: (roster: Roster) => string | null;
}

export type ProposalOutcome = "accepted" | "no-quorum" | "nothing-due" | "dry-run" | "failed";

/** What is known of one proposal's round so far; /status shows the newest. */
export interface ProposalNote {
  readonly governor: Hex;
  readonly proposalId: string;
  readonly marketId: Hex;
  readonly round: bigint;
  /** The own score; null while there is none. */
  scoreBps: number | null;
  /** The rules' words, the largest contribution first. */
  sentences: readonly string[];
  /** What the quorum makes of it. */
  aggregate: Pick<MarketPreview, "scoreBps" | "spreadBps" | "contributors"> | null;
  outcome: ProposalOutcome | null;
  reason: string | null;
  txHash: Hex | null;
}
