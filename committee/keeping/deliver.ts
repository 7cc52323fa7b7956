import { Interface } from "ethers";
import { describeRevert } from "../chain/oracle.ts";
import { waitForReceipt } from "../chain/receipt.ts";
import { quantity } from "../chain/rpc.ts";
import { SCORE_HISTORY_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import { decodeResults, encodeAggregate3 } from "../market/multicall.ts";
import { committeeAbi, ledgerAbi, oracleAbi } from "./ledger.ts";
import type { KeepingCall, KeepingDeps } from "./types.ts";

/** What one transaction did, and what the chain would not have. */
export interface Delivery {
  readonly outcome: "nothing" | "mined" | "pending" | "busy" | "dry-run";
  readonly sent: readonly KeepingCall[];
  readonly refused: readonly { readonly call: KeepingCall; readonly reason: string }[];
  readonly txHash?: Hex;
}

/** What a transaction takes besides its calls, with what the ledger's reads of a feed must find left over. */
const OVERHEAD_GAS = 250_000n;
/** What a call is refused with while its time has not come, or once another has made it. */
const EARLY_OR_DONE =
  /^(FeedBehindWindow|WindowNotOver|AlreadySettled|NothingToAccount|EpochNotOver|RoundUnderWay|MemberBonded|MemberSuspendedAlready)\(/;

const INTERFACES = [ledgerAbi, committeeAbi, oracleAbi, new Interface(SCORE_HISTORY_ABI)];

/**
 * Makes the calls that the chain would accept, as many as one transaction may hold, in their order. Each is
 * simulated behind the others first; nobody asks who calls, so many go through the multicall.
 */
export async function deliver(
  calls: readonly KeepingCall[],
  round: bigint,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<Delivery> {
  const fitting = fit(calls, deps.maxGas);
  if (fitting.length === 0) return { outcome: "nothing", sent: [], refused: [] };
  const { accepted, refused } = await simulate(fitting, deps, signal);
  for (const one of refused) noteRefusal(one, deps);
  const [first] = accepted;
  if (first === undefined) return { outcome: "nothing", sent: [], refused };
  if (deps.dryRun) return { outcome: "dry-run", sent: accepted, refused };
  const { target, data } = accepted.length === 1 ? first : together(accepted, deps.contracts.multicall);
  const sent = await deps.wallet.sendWhenIdle(round, target, data, gasOf(accepted), signal);
  if (sent === null) return { outcome: "busy", sent: [], refused };
  for (const { job } of accepted) {
    deps.metrics.count("breakwater_keeping_calls_total", { job, outcome: "sent" });
  }
  deps.metrics.count("breakwater_keeping_transactions_total");
  const succeeded = await waitForReceipt(sent.hash, deps, signal);
  const outcome = succeeded === null ? "pending" : "mined";
  const jobs = accepted.map(({ job, about }) => ({ job, ...about }));
  deps.log.info({ event: "keeping.sent", txHash: sent.hash, outcome, jobs }, "The ledger was kept.");
  return { outcome, sent: accepted, refused, txHash: sent.hash };
}

function noteRefusal({ call, reason }: Delivery["refused"][number], { metrics, log }: KeepingDeps): void {
  const early = EARLY_OR_DONE.test(reason);
  const { job, about } = call;
  metrics.count("breakwater_keeping_calls_total", { job, outcome: early ? "early" : "refused" });
  const fields = { event: "keeping.refused", job, ...about, reason };
  if (early) log.debug(fields, "Its time has not come, or another was first.");
  else log.warn(fields, "The chain would refuse this.");
}

const gasOf = (calls: readonly KeepingCall[]): bigint =>
  calls.reduce((sum, { gas }) => sum + gas, OVERHEAD_GAS);

/** From the first on, as many as the bound allows; one alone may exceed it, or it would never be made. */
function fit(calls: readonly KeepingCall[], maxGas: bigint): readonly KeepingCall[] {
  const fitting: KeepingCall[] = [];
  for (const call of calls) {
    if (fitting.length > 0 && gasOf([...fitting, call]) > maxGas) break;
    fitting.push(call);
  }
  return fitting;
}

function together(calls: readonly KeepingCall[], multicall: Hex): { target: Hex; data: Hex } {
  return { target: multicall, data: encodeAggregate3(calls) };
}

async function simulate(
  calls: readonly KeepingCall[],
  { rpc, wallet, contracts: { multicall } }: KeepingDeps,
  signal: AbortSignal,
): Promise<{ accepted: readonly KeepingCall[]; refused: Delivery["refused"] }> {
  const { data } = together(calls, multicall);
  const from = wallet.address;
  const answer = await rpc.callPending({ from, to: multicall, data, gas: quantity(gasOf(calls)) }, signal);
  const results = decodeResults(answer, calls.length, { multicall, blockHash: "0x" });
  const accepted = calls.filter((_, index) => results[index]?.ok === true);
  const refused = calls.flatMap((call, index) => {
    const result = results[index];
    return result?.ok === false ? [{ call, reason: describeRevert(result.data, INTERFACES) }] : [];
  });
  return { accepted, refused };
}
