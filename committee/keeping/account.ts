import { reportTuple } from "../chain/oracle.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import type { KeptRound } from "../store/store.ts";
import { batchHash, batchOf, only, without } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { OUTCOME, ledgerAbi, readWitnesses } from "./ledger.ts";
import type { LedgerState } from "./ledger.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingCall, KeepingDeps } from "./types.ts";
import { isCountable } from "./windows.ts";
import type { MarketWindow, RoundWindows } from "./windows.ts";

const ACCOUNT_GAS = 150_000n;
const GAS_PER_MEMBER = 60_000n;
const GAS_PER_MARKET = 70_000n;
const GAS_PER_VOTE = 8_000n;

/** Witnessed observations of settled windows: the batch of the quorum first, then those that stood beside it. */
export async function accountCalls(
  due: readonly RoundWindows[],
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly KeepingCall[]> {
  // What was observed before the ledger's term counts never, and nothing does before the term has begun.
  if (state.epoch.configuredVersion !== state.configuredVersion) return [];
  const calls: KeepingCall[] = [];
  for (const { kept, windows } of due) {
    if (kept.observedAt < state.epoch.termStartedAt) continue;
    for (const batch of await witnessedBatches(kept, state, head, deps, signal)) {
      const mask = maskOf(batch, windows, state, head);
      if (mask !== 0n) calls.push(accountCall(batch, kept, mask, deps.contracts.ledger));
    }
  }
  return calls;
}

/** The batch known to be witnessed, then each observation outside of it that is witnessed alone. */
export async function witnessedBatches(
  kept: KeptRound,
  { maxAge }: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly Batch[]> {
  if (kept.members.length === 0) return [];
  const held = batchOf(deps.store.observationsOf(kept.round), kept);
  const alone = without(held, kept.members).signed.map(({ member }) => only(held, [member]));
  const hashes = alone.map(({ digests }) => batchHash(digests));
  const times = await readWitnesses(deps.contracts, hashes, pinnedAt(deps, head), signal);
  const latest = kept.observedAt + maxAge;
  const inTime = alone.filter((_, index) => {
    const time = times[index] ?? 0n;
    return time !== 0n && time <= latest;
  });
  return [only(held, kept.members), ...inTime];
}

/** Markets that turned out one way or the other, and on which some member of the batch is not counted yet. */
export function maskOf(
  { signed }: Batch,
  windows: readonly MarketWindow[],
  state: LedgerState,
  head: Block,
): bigint {
  const isDue = (window: MarketWindow): boolean =>
    (window.outcome === OUTCOME.No || window.outcome === OUTCOME.Yes) &&
    isCountable(window, state, head) &&
    signed.some(({ member }) => ((window.counted >> member) & 1) === 0);
  return windows.filter(isDue).reduce((mask, { index }) => mask | (1n << BigInt(index)), 0n);
}

function accountCall({ signed }: Batch, kept: KeptRound, mask: bigint, ledger: Hex): KeepingCall {
  const report = reportTuple({ header: kept, observations: signed }, mask);
  const args = [report, kept.committeeDigest, kept.marketsDigest];
  const data = ledgerAbi.encodeFunctionData("account", args) as Hex;
  const markets = BigInt(mask.toString(2).replaceAll("0", "").length);
  const members = BigInt(signed.length);
  const gas = ACCOUNT_GAS + members * GAS_PER_MEMBER + markets * (GAS_PER_MARKET + members * GAS_PER_VOTE);
  const about = { round: kept.round.toString(), members: signed.length, markets: Number(markets) };
  return { job: "account", target: ledger, data, gas, about };
}
