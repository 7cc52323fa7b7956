import type { Roster } from "../market/roster.ts";
import { collect } from "../quorum/collect.ts";
import { selectReport } from "../quorum/select.ts";
import type { QuorumReport } from "../quorum/select.ts";
import type { RoundHeader, SignedObservation } from "../report/observation.ts";
import { about } from "./observe.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/**
 * Shares and collects until a quorum stands, or the signal fires; null when what stands then may not be reported. `roster`
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
  const { exchange, signer, clock, graceMs, revealDelayMs } = deps;
  const { quorum, members } = roster;
  const { round } = header;
  const verify = { domain: signer.domain, header, members, markets: 1, alike: true };
  const shared = exchange.share(note.marketId, { round, quorum, verify, own }, signal);
  const short = (found: number, needed: number, what: string) => {
    note.outcome = "no-quorum";
    note.reason = `No quorum: ${found} of ${needed} ${what}`;
    deps.log.warn({ event: "proposal.no-quorum", ...about(note), found, needed }, `${note.reason}.`);
  };
  const onShort = (found: number) => {
    short(found, quorum, "observations");
  };
  await collect(shared, { quorum, graceMs, clock, onShort, patienceMs: revealDelayMs + graceMs }, signal);
  const selection = selectReport(header, shared.accepted.values(), roster);
  if (!selection.ok) {
    short(selection.found, selection.needed, selection.reason);
    return null;
  }
  const [preview] = selection.report.preview;
  note.outcome = null;
  note.reason = own === null ? note.reason : null;
  if (preview !== undefined) {
    const { scoreBps, spreadBps, contributors } = preview;
    note.aggregate = { scoreBps, spreadBps, contributors };
  }
  return selection.report;
}
