import type { DuePolicy } from "../chain/due.ts";
import type { GasWallet, SentRecord } from "../chain/gas-wallet.ts";
import { reportTuple } from "../chain/oracle.ts";
import { transmit } from "../chain/transmit.ts";
import type { Hex } from "../lib/hex.ts";
import type { Roster } from "../market/roster.ts";
import type { QuorumReport } from "../quorum/select.ts";
import { proposalOracleAbi } from "./abis.ts";
import { about } from "./observe.ts";
import type { ReadProposal } from "./reader.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/** While a score can fix the class, the newest has to be there: an older one may have been observed before the vote. */
const EVERY_ROUND: DuePolicy = { deviationBps: 0, maxAgeSeconds: 0 };
/** Before and after that a score is for people to see: one that says the same again is worth no gas. */
const CHANGED: DuePolicy = { deviationBps: 1, maxAgeSeconds: 0 };

/** Sees a report of a proposal onto the chain, as a round's report is: by turns, re-read before each, only what is missing. */
export async function submitProposal(
  note: ProposalNote,
  report: QuorumReport,
  roster: Roster,
  { proposal, config, decides }: ReadProposal,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<void> {
  const { member, rpc, clock, log, heads, pollMs, stageMs, dryRun, contracts } = deps;
  const result = await transmit(
    report,
    roster,
    {
      ...{ member, rpc, clock, log, heads, pollMs, stageMs, dryRun, multicall: contracts.multicall },
      oracle: contracts.proposalOracle,
      wallet: patientWallet(deps),
      policyOf: () => (decides ? EVERY_ROUND : CHANGED),
      encode: (one, mask) =>
        proposalOracleAbi.encodeFunctionData("submit", [
          ...[config.governor, proposal.id, reportTuple(one, mask)],
        ]) as Hex,
    },
    signal,
  );
  note.outcome = result.outcome;
  if (result.outcome !== "accepted") return;
  note.txHash = result.txHash ?? null;
  const fields = { event: "proposal.accepted", ...about(note), by: result.by, txHash: result.txHash };
  log.info(fields, "Report of a proposal accepted.");
}

/** A wallet that waits until nothing of before does: a round's report goes first, and is replaced by nothing from here. */
export function patientWallet({ wallet, heads }: Pick<GovernanceDeps, "wallet" | "heads">): GasWallet {
  return {
    ...wallet,
    send: async (round, to, data, gas, signal): Promise<SentRecord> => {
      for (;;) {
        const sent = await wallet.sendWhenIdle(round, to, data, gas, signal);
        if (sent !== null) return sent;
        await heads.next(signal);
        signal.throwIfAborted();
      }
    },
  };
}
