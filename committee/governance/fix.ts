import { ChainError } from "../chain/errors.ts";
import { describeRevert } from "../chain/oracle.ts";
import { transmissionOrder } from "../chain/permutation.ts";
import { waitForReceipt } from "../chain/receipt.ts";
import { withDeadline } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import type { Roster } from "../market/roster.ts";
import { readOptionalViews } from "../market/views.ts";
import { governorAbi, view } from "./abis.ts";
import { canBeFixed, toRisk } from "./live.ts";
import { about } from "./observe.ts";
import type { ReadProposal } from "./reader.ts";
import { patientWallet } from "./submit.ts";
import { readClockMode } from "./timepoints.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/** One oracle read, one slot written, one event. */
const FIX_GAS = 250_000n;

/**
 * Fixes a proposal's class by the score that the oracle has, when it can be fixed and nobody has. The member of rank k
 * leaves the others k stages; a call that the chain would refuse now is not sent, and is tried again in the next round.
 */
export async function fixProposal(
  note: ProposalNote,
  { config: { governor }, proposal, configDigest, risk }: ReadProposal,
  { members }: Roster,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<void> {
  if (risk === null || risk.isFinal) return;
  const isOpen = async (known?: Block) =>
    canBeFixed(...(await readRisk(governor, proposal.id, deps, signal, known)));
  if (!(await isOpen())) return;
  const active = members.filter(({ suspended }) => !suspended).map(({ index }) => index);
  const rank = transmissionOrder(configDigest, note.round, active).indexOf(deps.member);
  if (!(await staysOpen(isOpen, (rank < 0 ? active.length : rank) * deps.stageMs, deps, signal))) return;
  const data = governorAbi.encodeFunctionData("fixRisk", [proposal.id]) as Hex;
  if (deps.dryRun) return;
  try {
    await deps.wallet.simulate(governor, data, FIX_GAS, signal);
    const sent = await patientWallet(deps).send(note.round, governor, data, FIX_GAS, signal);
    const mined = await waitForReceipt(sent.hash, deps, signal);
    deps.metrics.count("breakwater_proposals_fixed_total");
    const fields = { ...about(note), txHash: sent.hash };
    if (mined === true)
      deps.log.info({ event: "proposal.fixed", ...fields }, "The class of a proposal is fixed.");
    else
      deps.log.warn({ event: "proposal.unfixed", ...fields, mined }, "The own call did not fix the class.");
  } catch (error) {
    signal.throwIfAborted();
    const reverted = error instanceof ChainError && error.code === "CALL_REVERTED";
    const reason = reverted ? describeRevert(error.data["data"], [governorAbi]) : messageOf(error);
    deps.log.info({ event: "proposal.unfixed", ...about(note), reason }, "The class cannot be fixed yet.");
  }
}

/** The gate's state of a proposal, and the governor's time, at the newest block. */
async function readRisk(
  governor: Hex,
  id: bigint,
  { rpc, contracts: { multicall } }: GovernanceDeps,
  signal: AbortSignal,
  known?: Block,
): Promise<Parameters<typeof canBeFixed>> {
  const head = known ?? (await rpc.head(signal));
  const at = { reader: rpc, multicall, blockHash: head.hash };
  const mode = await readClockMode(governor, at, signal);
  const [answer] = await readOptionalViews([view(governorAbi, governor, "proposalRisk", [id])], at, signal);
  const risk = toRisk(answer) ?? { isFinal: true, opensAt: 0n, closesAt: 0n };
  return [risk, mode === "timestamp" ? head.timestamp : head.number];
}

/** Waits a rank's stages; false as soon as a new block shows that there is nothing left to fix. */
async function staysOpen(
  isOpen: (head?: Block) => Promise<boolean>,
  ms: number,
  { clock, heads }: GovernanceDeps,
  signal: AbortSignal,
): Promise<boolean> {
  if (ms === 0) return true;
  const open = await withDeadline(clock, ms, signal, async (until) => {
    for (;;) {
      const head = await heads.next(until);
      if (head === null) return true;
      if (!(await isOpen(head))) return false;
    }
  });
  signal.throwIfAborted();
  // A block may have come while the one before was asked about.
  return open && isOpen();
}
