import type { Block } from "../market/chain-reader.ts";
import type { KeptRound } from "../store/store.ts";
import { witnessedBatches } from "./account.ts";
import { batchOf } from "./batch.ts";
import { OUTCOME } from "./ledger.ts";
import type { LedgerState } from "./ledger.ts";
import type { KeepingDeps } from "./types.ts";
import { readDueWindows } from "./windows.ts";
import type { MarketWindow, RoundWindows } from "./windows.ts";
import { findWitness } from "./witness.ts";

export interface RoundsLeft {
  /** With a window that is over: the oldest ones. */
  readonly due: readonly RoundWindows[];
  /** Past `maxAge`, and no witness found: they never count. */
  readonly unwitnessed: number;
}

/** How long a round without a witness is shown as one: a day. */
const SHOWN_SECONDS = 86_400n;

/**
 * Closes the kept rounds that the ledger has, or will take, nothing more of: counted on every market that turned out,
 * too old, of another term, or never witnessed. Notes the witness of a round where somebody else sent it.
 */
export async function closeRounds(
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<RoundsLeft> {
  const { store } = deps;
  const witnessed: KeptRound[] = [];
  let unwitnessed = 0;
  for (const kept of store.openRounds()) {
    if (isOfAnEarlierTerm(kept, state)) {
      store.keepRound({ ...kept, closed: true });
      continue;
    }
    const members = kept.members.length > 0 ? kept.members : await witnessOf(kept, state, head, deps, signal);
    if (members.length > 0) witnessed.push(noted(kept, members, deps));
    else if (isPast(kept, state, head)) {
      if (head.timestamp > kept.observedAt + state.maxAge + SHOWN_SECONDS)
        store.keepRound({ ...kept, closed: true });
      else unwitnessed += 1;
    }
  }
  const due: RoundWindows[] = [];
  for (const round of await readDueWindows(witnessed, state, head, deps, signal)) {
    if (await isFinished(round, state, head, deps, signal)) store.keepRound({ ...round.kept, closed: true });
    else due.push(round);
  }
  return { due, unwitnessed };
}

const isPast = ({ observedAt }: KeptRound, { maxAge }: LedgerState, head: Block): boolean =>
  head.timestamp > observedAt + maxAge;

/** Only once the present term has begun: until then a round may turn out to be of it. */
const isOfAnEarlierTerm = ({ observedAt }: KeptRound, { epoch, configuredVersion }: LedgerState): boolean =>
  epoch.configuredVersion === configuredVersion && observedAt < epoch.termStartedAt;

async function witnessOf(
  kept: KeptRound,
  { quorum, maxAge }: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const batch = batchOf(deps.store.observationsOf(kept.round), kept);
  if (batch.signed.length < quorum) return [];
  return (await findWitness(kept, batch, { quorum, maxAge }, head, deps, signal)) ?? [];
}

function noted(kept: KeptRound, members: readonly number[], { store }: KeepingDeps): KeptRound {
  if (kept.members.length > 0) return kept;
  const round = { ...kept, members };
  store.keepRound(round);
  return round;
}

async function isFinished(
  { kept, windows }: RoundWindows,
  state: LedgerState,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const isTooLate = ({ end }: MarketWindow): boolean => head.timestamp > end + state.epochLength;
  const left = windows.filter(
    (window) => window.market.settles && window.outcome !== OUTCOME.Void && !isTooLate(window),
  );
  if (left.some(({ outcome }) => outcome === OUTCOME.Unsettled)) return false;
  const batches = await witnessedBatches(kept, state, head, deps, signal);
  return batches.every(({ signed }) =>
    left.every(({ counted }) => signed.every(({ member }) => ((counted >> member) & 1) === 1)),
  );
}
