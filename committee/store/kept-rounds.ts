import type { DatabaseSync } from "node:sqlite";
import type { Hex } from "../lib/hex.ts";
import type { KeptRound } from "./store.ts";

/** What the ledger's keeping needs beside the observations, and a lane for what is sent. */
export const KEPT_ROUNDS_MIGRATION = `
  CREATE TABLE kept_rounds (
    round INTEGER PRIMARY KEY, observed_at INTEGER NOT NULL, block_number INTEGER NOT NULL,
    block_hash TEXT NOT NULL, config_digest TEXT NOT NULL, committee_digest TEXT NOT NULL,
    markets_digest TEXT NOT NULL, members TEXT NOT NULL, closed INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX kept_rounds_open ON kept_rounds (closed, round);
  CREATE TABLE searched (id INTEGER PRIMARY KEY CHECK (id = 0), block INTEGER NOT NULL) STRICT;
  ALTER TABLE sent ADD COLUMN lane TEXT NOT NULL DEFAULT 'home';`;

type Row = Readonly<Record<string, unknown>>;

export function keepRound(db: DatabaseSync, kept: KeptRound): void {
  db.prepare("INSERT OR REPLACE INTO kept_rounds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
    kept.round,
    kept.observedAt,
    kept.blockNumber,
    kept.blockHash,
    kept.configDigest,
    kept.committeeDigest,
    kept.marketsDigest,
    JSON.stringify(kept.members),
    kept.closed ? 1 : 0,
  );
}

export function keptRound(db: DatabaseSync, round: bigint): KeptRound | null {
  const row = db.prepare("SELECT * FROM kept_rounds WHERE round = ?").get(round);
  return row === undefined ? null : toKeptRound(row);
}

export function openRounds(db: DatabaseSync): readonly KeptRound[] {
  return db.prepare("SELECT * FROM kept_rounds WHERE closed = 0 ORDER BY round").all().map(toKeptRound);
}

export function digestsBehind(
  db: DatabaseSync,
  configDigest: Hex,
): { readonly committeeDigest: Hex; readonly marketsDigest: Hex } | null {
  const row = db.prepare("SELECT * FROM kept_rounds WHERE config_digest = ? LIMIT 1").get(configDigest);
  if (row === undefined) return null;
  const { committeeDigest, marketsDigest } = toKeptRound(row);
  return { committeeDigest, marketsDigest };
}

export function searchedTo(db: DatabaseSync): bigint | null {
  const row = db.prepare("SELECT block FROM searched").get();
  return row === undefined ? null : BigInt(Number(row["block"]));
}

export function noteSearched(db: DatabaseSync, block: bigint): void {
  db.prepare("INSERT OR REPLACE INTO searched VALUES (0, ?)").run(block);
}

function toKeptRound(row: Row): KeptRound {
  const integer = (column: string) => BigInt(Number(row[column]));
  const hex = (column: string) => String(row[column]) as Hex;
  return {
    round: integer("round"),
    observedAt: integer("observed_at"),
    blockNumber: integer("block_number"),
    blockHash: hex("block_hash"),
    configDigest: hex("config_digest"),
    committeeDigest: hex("committee_digest"),
    marketsDigest: hex("markets_digest"),
    members: JSON.parse(String(row["members"])) as number[],
    closed: row["closed"] === 1,
  };
}
