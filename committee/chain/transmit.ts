import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pulse } from "../lib/pulse.ts";
import type { Block } from "../market/chain-reader.ts";
import type { Roster } from "../market/roster.ts";
import type { QuorumReport } from "../quorum/select.ts";
import { dueMask } from "./due.ts";
import type { DuePolicy } from "./due.ts";
import { ChainError } from "./errors.ts";
import type { GasWallet } from "./gas-wallet.ts";
import { describeRevert, encodeSubmit, readScores } from "./oracle.ts";
import { transmissionOrder } from "./permutation.ts";
import { waitForReceipt } from "./receipt.ts";
import type { Rpc } from "./rpc.ts";

export interface TransmitDeps {
  readonly member: number;
  readonly rpc: Rpc;
  readonly wallet: GasWallet;
  readonly oracle: Hex;
  readonly multicall: Hex;
  readonly clock: Clock;
  readonly log: Logger;
  /** Fires with every new block. */
  readonly heads: Pulse<Block>;
  readonly pollMs: number;
  readonly stageMs: number;
  readonly dryRun: boolean;
  readonly policyOf: (marketId: Hex) => DuePolicy;
  /** Calldata for an oracle that takes its reports otherwise than RiskOracle does. */
  readonly encode?: typeof encodeSubmit;
}

export type TransmitResult =
  | { readonly outcome: "accepted"; readonly by: "self" | "other"; readonly txHash?: Hex }
  | { readonly outcome: "nothing-due" | "dry-run" };

/**
 * Sees a report onto the chain. The member of rank k waits k stages, reads the oracle again and sends only what is
 * still missing; when all ranks went by and it still is, everybody's turn comes again. Rejects when the signal fires.
 */
export async function transmit(
  report: QuorumReport,
  roster: Roster,
  deps: TransmitDeps,
  signal: AbortSignal,
): Promise<TransmitResult> {
  const { round, configDigest } = report.header;
  const active = roster.members.filter(({ suspended }) => !suspended).map(({ index }) => index);
  const order = transmissionOrder(configDigest, round, active);
  const found = order.indexOf(deps.member);
  const rank = found < 0 ? order.length : found;
  const due = await missing(report, roster, deps, signal);
  if (due.mask === 0n) return finished(due.stored ? "accepted" : "nothing-due");
  if (deps.dryRun) return { outcome: "dry-run" };
  for (let cycle = 0; ; cycle++) {
    const wait = cycle === 0 ? rank : order.length;
    const reported = await waitUntilStored(report, roster, deps, wait * deps.stageMs, signal);
    if (reported) return finished("accepted");
    const sent = await attempt(report, roster, deps, signal);
    if (sent !== null) return sent;
  }
}

function finished(outcome: "accepted" | "nothing-due"): TransmitResult {
  return outcome === "accepted" ? { outcome, by: "other" } : { outcome };
}

/** Markets that are due and not stored yet; `stored` when that is because the round is there already. */
async function missing(
  report: QuorumReport,
  roster: Roster,
  deps: TransmitDeps,
  signal: AbortSignal,
  known?: Block,
): Promise<{ readonly mask: bigint; readonly stored: boolean }> {
  const head = known ?? (await deps.rpc.head(signal));
  const at = { reader: deps.rpc, multicall: deps.multicall, blockHash: head.hash };
  const ids = roster.markets.map(({ id }) => id);
  const stored = await readScores(deps.oracle, ids, at, signal);
  const { round, observedAt } = report.header;
  return {
    mask: dueMask(round, observedAt, report.preview, stored, deps.policyOf),
    stored: stored.some((record) => record.round >= round),
  };
}

/** Waits a rank's stages; true as soon as a new block shows that the oracle holds the round. */
async function waitUntilStored(
  report: QuorumReport,
  roster: Roster,
  deps: TransmitDeps,
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (ms === 0) return false;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const timer = sleepUnlessAborted(deps.clock, ms, until).then(() => {
    over.abort();
  });
  let stored = false;
  for (let head = await deps.heads.next(until); head !== null && !stored;) {
    stored = (await missing(report, roster, deps, signal, head)).mask === 0n;
    if (!stored) head = await deps.heads.next(until);
  }
  over.abort();
  await timer;
  signal.throwIfAborted();
  return stored;
}

/** One turn: simulate, send, wait for the receipt. Null when the turn brought nothing and others should go on. */
async function attempt(
  report: QuorumReport,
  roster: Roster,
  deps: TransmitDeps,
  signal: AbortSignal,
): Promise<TransmitResult | null> {
  const { mask } = await missing(report, roster, deps, signal);
  if (mask === 0n) return finished("accepted");
  const data = (deps.encode ?? encodeSubmit)(report, mask);
  const gas = gasLimit(report.observations.length, roster.markets.length);
  const round = report.header.round.toString();
  try {
    await deps.wallet.simulate(deps.oracle, data, gas, signal);
    const { hash, nonce } = await deps.wallet.send(report.header.round, deps.oracle, data, gas, signal);
    deps.log.info({ event: "report.sent", round, txHash: hash, nonce }, "Report sent.");
    if (await waitForReceipt(hash, deps, signal)) return { outcome: "accepted", by: "self", txHash: hash };
  } catch (error) {
    signal.throwIfAborted();
    const reverted = error instanceof ChainError && error.code === "CALL_REVERTED";
    const reason = reverted ? describeRevert(error.data["data"]) : messageOf(error);
    deps.log.warn({ event: "report.refused", round, reason }, "The report was not taken.");
    if (reverted && (await missing(report, roster, deps, signal)).mask === 0n) return finished("accepted");
  }
  return null;
}

/** An upper bound, of which only what is used is paid: base, one signature each, one slot and event per market. */
export function gasLimit(observations: number, markets: number): bigint {
  const perObservation = 15_000 + 1_500 * markets;
  return BigInt(150_000 + observations * perObservation + markets * 60_000);
}
