import type { Hex } from "../lib/hex.ts";
import { messageOf } from "../lib/errors.ts";
import type { Block } from "../market/chain-reader.ts";
import { KeepingError } from "./errors.ts";
import { OUTCOME, ledgerAbi } from "./ledger.ts";
import type { LedgerState } from "./ledger.ts";
import { roundInForce } from "./round-in-force.ts";
import type { RoundInForce } from "./round-in-force.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingCall, KeepingDeps } from "./types.ts";
import { isCountable, shortId } from "./windows.ts";
import type { MarketWindow, RoundWindows } from "./windows.ts";

const SETTLE_GAS = 90_000n;
const GAS_PER_FEED_ROUND = 12_000n;

/** A walk for every window that is over and open, each in pieces of at most `maxFeedRounds`. */
export async function settleCalls(
  due: readonly RoundWindows[],
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly KeepingCall[]> {
  const starts = new Map<string, Promise<RoundInForce>>();
  const startOf = (feed: Hex, observedAt: bigint): Promise<RoundInForce> => {
    const key = `${feed} ${observedAt}`;
    const start = starts.get(key) ?? roundInForce(feed, observedAt, pinnedAt(deps, head), signal);
    starts.set(key, start);
    return start;
  };
  const calls: KeepingCall[] = [];
  for (const { kept, windows } of due) {
    const { marketsDigest, observedAt, round } = kept;
    for (const { market } of windows.filter((window) => isOpen(window, state, head))) {
      try {
        const start = await startOf(market.feed, observedAt);
        const args = [marketsDigest, market.id, observedAt, start.id, deps.maxFeedRounds];
        const data = ledgerAbi.encodeFunctionData("settle", args) as Hex;
        const about = { round: round.toString(), market: shortId(market.id) };
        const gas = SETTLE_GAS + GAS_PER_FEED_ROUND * roundsToWalk(start, deps.maxFeedRounds);
        calls.push({ job: "settle", target: deps.contracts.ledger, data, gas, about });
      } catch (error) {
        if (!(error instanceof KeepingError)) throw error;
        const fields = { event: "keeping.unsettled", round: round.toString(), market: shortId(market.id) };
        deps.log.warn({ ...fields, reason: messageOf(error) }, "A window cannot be settled.");
      }
    }
  }
  return calls;
}

export const isOpen = (window: MarketWindow, state: LedgerState, head: Block): boolean =>
  window.outcome === OUTCOME.Unsettled && isCountable(window, state, head);

/** At most from the start to the feed's newest round; across a turn of the proxy nobody can say. */
function roundsToWalk({ id, latest }: RoundInForce, most: number): bigint {
  const known = latest >> 64n === id >> 64n ? latest - id + 1n : BigInt(most);
  return known < BigInt(most) ? known : BigInt(most);
}
