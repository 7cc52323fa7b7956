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
  /** Null when fewer than a quorum voted, or of too few models or operators: the contract stores nothing then. */
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
      readonly reason: "observations" | "models" | "operators";
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
  const operators = new Set(chosen.map(({ member }) => roster.members[member]?.operator)).size;
  if (operators < roster.minOperators) {
    return { ok: false, reason: "operators", found: operators, needed: roster.minOperators };
  }
  return { ok: true, report: { header, observations: chosen, preview: previewOf(chosen, roster) } };
}

function previewOf(observations: readonly SignedObservation[], roster: Roster): readonly MarketPreview[] {
  const vectors = observations.map(({ member, observation }) => ({
    weight: roster.members[member]?.weightBps ?? 0,
    model: observation.modelHash,
    operator: roster.members[member]?.operator,
    scores: unpackScores(observation.scores, roster.markets.length) ?? [],
  }));
  return roster.markets.map((market, index) => {
    const votes = vectors.flatMap(({ scores, ...voter }) => {
      const value = scores[index]?.scoreBps ?? null;
      return value === null ? [] : [{ value, ...voter }];
    });
    return previewMarket(market, votes, roster);
  });
}

interface MarketVote extends Vote {
  readonly model: Hex;
  readonly operator: Hex | undefined;
}

function previewMarket(
  { id }: Market,
  votes: readonly MarketVote[],
  { quorum, minModels, minOperators }: Roster,
): MarketPreview {
  const contributors = votes.length;
  const counts =
    contributors >= quorum &&
    new Set(votes.map(({ model }) => model)).size >= minModels &&
    new Set(votes.map(({ operator }) => operator)).size >= minOperators;
  if (!counts) return { marketId: id, contributors, scoreBps: null, spreadBps: null };
  return { marketId: id, contributors, ...aggregate(votes) };
}
