import { readScores } from "../chain/oracle.ts";
import type { StoredScore } from "../chain/oracle.ts";
import type { Block } from "../market/chain-reader.ts";
import { readRoster } from "../market/roster.ts";
import type { Roster } from "../market/roster.ts";
import { accountCalls } from "./account.ts";
import { readBondsAddress, suspendCalls } from "./bonds.ts";
import { closeRounds } from "./close-rounds.ts";
import { deliver } from "./deliver.ts";
import { closeEpochCall } from "./epoch.ts";
import { recordCall } from "./history.ts";
import { readLedgerState } from "./ledger.ts";
import type { LedgerState } from "./ledger.ts";
import { readMissed } from "./missed.ts";
import { isOpen, settleCalls } from "./settle.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingCall, KeepingDeps } from "./types.ts";
import type { MarketWindow, RoundWindows } from "./windows.ts";

/** What is behind after a cycle: shown by metrics, health checks and /status. */
export interface LedgerLag {
  /** Windows over for longer than the gap limit, so that they can be settled whatever the feed does, and are not. */
  readonly unsettled: number;
  /** Rounds past `maxAge` of which this node knows no witness. */
  readonly unwitnessed: number;
  /** When the present epoch may be closed, unix seconds. */
  readonly epochEnd: bigint;
}

/** Transactions that one cycle sends at most; what is left is the next one's. */
const TRANSACTIONS = 8;

/**
 * One turn of the keeping, in the order in which each step finds what it needs: rounds that were missed, suspensions,
 * walks of windows that are over, observations of settled ones, the end of the epoch, the recording. Everything is
 * read anew before each transaction, so that whatever somebody else did meanwhile is not done twice.
 */
export async function keepLedger(deps: KeepingDeps, signal: AbortSignal): Promise<LedgerLag> {
  const { rpc, contracts } = deps;
  for (let transaction = 1; ; transaction++) {
    const head = await rpc.head(signal);
    const state = await readLedgerState(contracts, pinnedAt(deps, head), signal);
    const roster = await readRoster(contracts.oracle, contracts.committee, pinnedAt(deps, head), signal);
    if (transaction === 1) await readMissed(state, longestHorizon(roster), head, deps, signal);
    const { due, unwitnessed } = await closeRounds(state, head, deps, signal);
    const calls = await plan(due, state, roster, head, deps, signal);
    const { outcome, sent, refused } = await deliver(calls, head.timestamp / state.roundLength, deps, signal);
    const isMore = sent.length + refused.length < calls.length || sent.some(({ job }) => job === "settle");
    if (outcome === "mined" && isMore && transaction < TRANSACTIONS) continue;
    return lagOf(due, unwitnessed, state, head, deps);
  }
}

async function plan(
  due: readonly RoundWindows[],
  state: LedgerState,
  roster: Roster,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly KeepingCall[]> {
  const { contracts } = deps;
  const at = pinnedAt(deps, head);
  const ids = roster.markets.map(({ id }) => id);
  const stored = await readScores(contracts.oracle, ids, at, signal);
  const bonds = await readBondsAddress(contracts.committee, at, signal);
  return [
    ...(bonds === null ? [] : await suspendCalls(contracts.committee, bonds, roster.members, at, signal)),
    ...(await settleCalls(due, state, head, deps, signal)),
    ...(await accountCalls(due, state, head, deps, signal)),
    ...closeEpochCall(state, head, newestRound(stored), contracts.ledger),
    ...(contracts.history === null ? [] : await recordCall(contracts.history, ids, stored, at, signal)),
  ];
}

function lagOf(
  due: readonly RoundWindows[],
  unwitnessed: number,
  state: LedgerState,
  head: Block,
  { metrics }: KeepingDeps,
): LedgerLag {
  const isLate = ({ end }: MarketWindow): boolean => head.timestamp > end + state.gapLimit;
  const unsettled = due.flatMap(({ windows }) =>
    windows.filter((window) => isOpen(window, state, head) && isLate(window)),
  ).length;
  metrics.set("breakwater_ledger_unsettled", unsettled);
  metrics.set("breakwater_ledger_unwitnessed", unwitnessed);
  return { unsettled, unwitnessed, epochEnd: state.epoch.startedAt + state.epochLength };
}

const newestRound = (stored: readonly StoredScore[]): bigint =>
  stored.reduce((newest, { round }) => (round > newest ? round : newest), 0n);

const longestHorizon = ({ markets }: Roster): bigint =>
  BigInt(Math.max(...markets.map(({ horizonSeconds }) => horizonSeconds)));
