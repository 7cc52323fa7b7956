import { lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import type { View } from "../market/views.ts";
import type { KeptRound } from "../store/store.ts";
import { OUTCOME, ledgerAbi, readMarketSet } from "./ledger.ts";
import type { LedgerState, SettledMarket } from "./ledger.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingDeps } from "./types.ts";

/** One market's window of one round. */
export interface MarketWindow {
  /** Index in the signed vectors. */
  readonly index: number;
  readonly market: SettledMarket;
  /** Its last second. */
  readonly end: bigint;
  readonly outcome: number;
  /** Bit i: member i's observation was counted. */
  readonly counted: number;
}

export interface RoundWindows {
  readonly kept: KeptRound;
  readonly windows: readonly MarketWindow[];
}

/** Rounds that one plan looks at: a keeper that was away catches up in several. */
const ROUNDS_AT_ONCE = 24;

/** The oldest rounds with a window that is over, and how each window stands at a block. */
export async function readDueWindows(
  rounds: readonly KeptRound[],
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly RoundWindows[]> {
  const sets = new Map<Hex, readonly SettledMarket[]>();
  const due: RoundWindows[] = [];
  for (const kept of rounds) {
    if (due.length === ROUNDS_AT_ONCE) break;
    const { marketsDigest, observedAt } = kept;
    const set =
      sets.get(marketsDigest) ??
      (await readMarketSet(deps.contracts, marketsDigest, pinnedAt(deps, head), signal));
    sets.set(marketsDigest, set);
    const windows = set.map((market, index) => ({ index, market, end: observedAt + market.horizon }));
    const isOver = windows.some(({ end, market }) => market.settles && end < head.timestamp);
    if (isOver || windows.every(({ market }) => !market.settles)) {
      due.push({
        kept,
        windows: windows.map((window) => ({ ...window, outcome: OUTCOME.Unsettled, counted: 0 })),
      });
    }
  }
  return readStanding(due, state, head, deps, signal);
}

/** What is over, and not so long ago that it can no longer be counted. */
export function isCountable({ end, market }: MarketWindow, state: LedgerState, head: Block): boolean {
  return market.settles && end < head.timestamp && head.timestamp <= end + state.epochLength;
}

async function readStanding(
  due: readonly RoundWindows[],
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly RoundWindows[]> {
  const { ledger } = deps.contracts;
  const view = (name: string, args: readonly unknown[]): View => ({
    target: ledger,
    abi: ledgerAbi,
    name,
    args,
  });
  const views = due.flatMap(({ kept: { marketsDigest, observedAt, round }, windows }) =>
    windows.flatMap(({ market: { id } }) => [
      view("outcomeOf", [marketsDigest, id, observedAt]),
      view("attendanceOf", [state.epoch.configuredVersion, id, round]),
    ]),
  );
  const answers = await readViews(views, pinnedAt(deps, head), signal);
  let next = 0;
  return due.map(({ kept, windows }) => ({
    kept,
    windows: windows.map((window) => {
      const [outcome] = answers[next++] as [bigint];
      const { members } = answers[next++] as { members: bigint };
      return { ...window, outcome: Number(outcome), counted: Number(members) };
    }),
  }));
}

/** For the log: a market in few characters. */
export const shortId = (id: Hex): string => lowerHex(id).slice(0, 10);
