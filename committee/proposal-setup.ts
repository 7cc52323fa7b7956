import { readFileSync } from "node:fs";
import type { GasWallet } from "./chain/gas-wallet.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Config } from "./config.ts";
import { createProposalExchange } from "./governance/exchange.ts";
import { createProposalReader } from "./governance/reader.ts";
import { createSimulator } from "./governance/simulate.ts";
import { messageOf } from "./lib/errors.ts";
import { lowerHex } from "./lib/hex.ts";
import type { Hex } from "./lib/hex.ts";
import type { Pulse } from "./lib/pulse.ts";
import type { Block } from "./market/chain-reader.ts";
import type { Roster } from "./market/roster.ts";
import type { Channels } from "./network/channels.ts";
import { createProposalKeeper } from "./proposal-keeper.ts";
import type { ProposalKeeper } from "./proposal-keeper.ts";
import { parseCalibration } from "./proposals/calibration.ts";
import type { Calibration } from "./proposals/calibration.ts";
import { createProposalSigner } from "./report/proposal-signer.ts";
import { assertMembership } from "./setup.ts";
import type { NodeParts } from "./setup.ts";

/** Longest that one round of proposals may take, every turn waited for: a newer round ends it earlier. */
const LONGEST_MS = 600_000;

const CALIBRATION = new URL("./proposals/calibration.json", import.meta.url);

/** The rates that come with the release: members of one release score alike. */
export const loadCalibration = (): Calibration =>
  parseCalibration(JSON.parse(readFileSync(CALIBRATION, "utf8")));

/** What the proposals share with the rounds. */
export interface ProposalsShared {
  readonly rpc: Rpc;
  readonly wallet: GasWallet;
  readonly heads: Pulse<Block>;
  readonly channels: Channels;
  /** Seconds; null as long as the oracle has not been read. */
  readonly roundLength: () => bigint | null;
}

/** Puts the scoring of proposals together; null where the configuration asks for none. */
export function assembleProposals(
  config: Config,
  parts: NodeParts,
  { rpc, wallet, heads, channels, roundLength }: ProposalsShared,
): ProposalKeeper | null {
  const { proposals, chain, timing, member, dryRun } = config;
  if (proposals === undefined) return null;
  const { clock, log, metrics, store, model, reportKey } = parts;
  const { pollMs, stageMs, revealDelayMs, graceMs, roundTimeoutMs } = timing;
  const signer = createProposalSigner(reportKey, BigInt(chain.chainId), proposals.oracle, store);
  const modelHash = lowerHex(model.sha256);
  const exchange = createProposalExchange({
    ...{ member, channels, clock, log, revealDelayMs, graceMs },
    onRefused: (reason) => {
      metrics.count("breakwater_refusals_total", { reason: `proposal-${reason}` });
    },
  });
  return createProposalKeeper(
    {
      ...{ member, modelHash, signer, exchange, rpc, wallet, heads, store, clock, log, metrics },
      ...{ pollMs, stageMs, revealDelayMs, graceMs, dryRun, confirmations: chain.confirmations },
      contracts: {
        ...{ riskOracle: chain.oracle, committee: chain.committee, multicall: chain.multicall },
        proposalOracle: proposals.oracle,
      },
      problemOf: (roster) => problemOf(roster, member, signer.address, modelHash),
      reader: createProposalReader(proposals, rpc, createSimulator(rpc, log)),
      calibration: loadCalibration(),
      roundTimeoutMs: LONGEST_MS,
      quorumTimeoutMs: roundTimeoutMs,
    },
    roundLength,
  );
}

/** Why this node may not sign under a roster; null when it may. */
function problemOf(roster: Roster, member: number, signer: Hex, modelHash: Hex): string | null {
  try {
    assertMembership(roster, member, signer, modelHash);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
