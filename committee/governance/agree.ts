import { withDeadline } from "../lib/clock.ts";
import type { Roster } from "../market/roster.ts";
import { collect } from "../quorum/collect.ts";
import { selectReport } from "../quorum/select.ts";
import type { QuorumReport, Selection } from "../quorum/select.ts";
import type { RoundHeader, SignedObservation } from "../report/observation.ts";
import { about } from "./observe.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/**
 * Shares and collects until a quorum stands, or its time is over; null when what stands then may not be reported. `roster`
 * has the one market.
 */
export async function agreeOnProposal(
  note: ProposalNote,
  own: SignedObservation | null,
  header: RoundHeader,
  roster: Roster,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<QuorumReport | null> {
  const unsigned = note.reason;
  const short = (found: number, needed: number, what: string) => {
    note.outcome = "no-quorum";
    const sentence = `No quorum: ${found} of ${needed} ${what}`;
    note.reason = unsigned === null ? sentence : `${sentence}. ${unsigned}`;
    deps.log.warn({ event: "proposal.no-quorum", ...about(note), found, needed }, `${sentence}.`);
  };
  const selection = await withDeadline(deps.clock, deps.quorumTimeoutMs, signal, (until) =>
    shareAndCollect(note, own, header, roster, short, deps, until),
  );
  // Being called off is no lack of a quorum.
  signal.throwIfAborted();
  if (!selection.ok) {
    short(selection.found, selection.needed, selection.reason);
    return null;
  }
  const [preview] = selection.report.preview;
  [note.outcome, note.reason] = [null, unsigned];
  if (preview !== undefined) {
    const { scoreBps, spreadBps, contributors } = preview;
    note.aggregate = { scoreBps, spreadBps, contributors };
  }
  return selection.report;
}

async function shareAndCollect(
  { governor, marketId }: ProposalNote,
  own: SignedObservation | null,
  header: RoundHeader,
  roster: Roster,
  short: (found: number, needed: number, what: string) => void,
  { exchange, signer, clock, graceMs, revealDelayMs }: GovernanceDeps,
  until: AbortSignal,
): Promise<Selection> {
  const { quorum, members } = roster;
  const verify = { domain: signer.domain, header, members, markets: 1, alike: true };
  const shared = exchange.share(governor, marketId, { round: header.round, quorum, verify, own }, until);
  const onShort = (found: number) => {
    short(found, quorum, "observations");
  };
  const patienceMs = revealDelayMs + graceMs;
  await collect(shared, { quorum, graceMs, clock, onShort, patienceMs }, until);
  return selectReport(header, shared.accepted.values(), roster);
}
