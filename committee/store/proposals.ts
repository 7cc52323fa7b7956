import type { DatabaseSync } from "node:sqlite";
import type { Hex } from "../lib/hex.ts";
import type { ProposalClaim, StoredProposalScore } from "./store.ts";

/** A table of its own, so that nothing about proposals can stand in the way of, or for, a claim of the markets' rounds. */
export const PROPOSALS_MIGRATION = `
  CREATE TABLE signed_proposals (
    domain TEXT NOT NULL, signer TEXT NOT NULL, market TEXT NOT NULL, round INTEGER NOT NULL,
    digest TEXT NOT NULL, observation TEXT NOT NULL,
    PRIMARY KEY (domain, signer, market, round)
  ) STRICT;
  CREATE TABLE proposal_scores (
    market TEXT PRIMARY KEY, round INTEGER NOT NULL, explanation_root TEXT NOT NULL,
    score TEXT NOT NULL, snapshot TEXT NOT NULL
  ) STRICT;`;

/** Writes the claim unless the proposal's round has one; the digest that stands. */
export function claimProposal(
  db: DatabaseSync,
  { domain, signer, marketId, round, digest }: Omit<ProposalClaim, "observation">,
  observation: string,
): Hex {
  db.prepare("INSERT INTO signed_proposals VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING").run(
    domain,
    signer,
    marketId,
    round,
    digest,
    observation,
  );
  const row = db
    .prepare(
      "SELECT digest FROM signed_proposals WHERE domain = ? AND signer = ? AND market = ? AND round = ?",
    )
    .get(domain, signer, marketId, round);
  return String(row?.["digest"]) as Hex;
}

export function saveProposalScore(db: DatabaseSync, kept: StoredProposalScore): void {
  db.prepare("INSERT OR REPLACE INTO proposal_scores VALUES (?, ?, ?, ?, ?)").run(
    kept.marketId,
    kept.round,
    kept.explanationRoot,
    kept.score,
    kept.snapshot,
  );
}

export function proposalScore(db: DatabaseSync, marketId: Hex): StoredProposalScore | null {
  const row = db.prepare("SELECT * FROM proposal_scores WHERE market = ?").get(marketId);
  if (row === undefined) return null;
  return {
    marketId,
    round: BigInt(Number(row["round"])),
    explanationRoot: String(row["explanation_root"]) as Hex,
    score: String(row["score"]),
    snapshot: String(row["snapshot"]),
  };
}
