import type { Hex } from "../lib/hex.ts";
import type { Market, Roster } from "../market/roster.ts";
import type { AcceptedObservation } from "../network/round-book.ts";
import type { RoundHeader, SignedObservation } from "../report/observation.ts";
import { unpackScores } from "../report/scores.ts";
import { aggregate } from "./aggregate.ts";
import type { Vote } from "./aggregate.ts";

/** What the contract will make of one market. */
export interface MarketPreview {
  readonly marketId: Hex;
  readonly contributors: number;
  /** Null when fewer than a quorum voted: the contract stores nothing then. */
  readonly scoreBps: number | null;
  readonly spreadBps: number | null;
}

/** A quorum of observations, ready to be sent. */
export interface QuorumReport {
  readonly header: RoundHeader;
  /** Ascending by member. */
  readonly observations: readonly SignedObservation[];
  readonly preview: readonly MarketPreview[];
}

export type Selection =
  | { readonly ok: true; readonly report: QuorumReport }
  | {
      readonly ok: false;
      readonly reason: "observations" | "models";
      readonly found: number;
      readonly needed: number;
    };

/**
 * Chooses what goes into the report: everybody who committed in time; those who came late only to fill a quorum, the
 * lowest indices first.
 */
export function selectReport(
  header: RoundHeader,
  accepted: Iterable<AcceptedObservation>,
  roster: Roster,
): Selection {
  const all = [...accepted].sort((a, b) => a.signed.member - b.signed.member);
  const inTime = all.filter(({ late }) => !late);
  const missing = Math.max(0, roster.quorum - inTime.length);
  const chosen = [...inTime, ...all.filter(({ late }) => late).slice(0, missing)]
    .map(({ signed }) => signed)
    .sort((a, b) => a.member - b.member);
  if (chosen.length < roster.quorum) {
    return { ok: false, reason: "observations", found: chosen.length, needed: roster.quorum };
  }
  const models = new Set(chosen.map(({ observation }) => observation.modelHash)).size;
  if (models < roster.minModels) {
    return { ok: false, reason: "models", found: models, needed: roster.minModels };
  }
  return { ok: true, report: { header, observations: chosen, preview: previewOf(chosen, roster) } };
}

function previewOf(observations: readonly SignedObservation[], roster: Roster): readonly MarketPreview[] {
  const vectors = observations.map(({ member, observation }) => ({
    weight: roster.members[member]?.weightBps ?? 0,
    scores: unpackScores(observation.scores, roster.markets.length) ?? [],
  }));
  return roster.markets.map((market, index) => {
    const votes = vectors.flatMap(({ weight, scores }) => {
      const value = scores[index]?.scoreBps ?? null;
      return value === null ? [] : [{ value, weight }];
    });
    return previewMarket(market, votes, roster.quorum);
  });
}

function previewMarket({ id }: Market, votes: readonly Vote[], quorum: number): MarketPreview {
  const contributors = votes.length;
  if (contributors < quorum) return { marketId: id, contributors, scoreBps: null, spreadBps: null };
  return { marketId: id, contributors, ...aggregate(votes) };
}
