import { DatabaseSync } from "node:sqlite";
import type { Hex } from "../lib/hex.ts";
import { StoreError, toStoreError } from "./errors.ts";
import * as kept from "./kept-rounds.ts";
import * as proposals from "./proposals.ts";
import type {
  KeptRound,
  ProposalClaim,
  SentTransaction,
  Store,
  StoredCalibration,
  StoredObservation,
  StoredProposalScore,
} from "./store.ts";

/** One entry per version of the schema; a store of an older version is brought up by the entries that it lacks. */
const MIGRATIONS = [
  `CREATE TABLE signed (
     domain TEXT NOT NULL, signer TEXT NOT NULL, round INTEGER NOT NULL,
     digest TEXT NOT NULL, observation TEXT NOT NULL,
     PRIMARY KEY (domain, signer, round)
   ) STRICT;
   CREATE TABLE sent (
     id INTEGER PRIMARY KEY, round INTEGER NOT NULL, nonce INTEGER NOT NULL, hash TEXT NOT NULL,
     max_fee TEXT NOT NULL, max_priority_fee TEXT NOT NULL
   ) STRICT;
   CREATE TABLE observations (
     round INTEGER NOT NULL, member INTEGER NOT NULL, digest TEXT NOT NULL, payload TEXT NOT NULL,
     PRIMARY KEY (round, member, digest)
   ) STRICT;
   CREATE TABLE outcomes (
     market TEXT NOT NULL, round INTEGER NOT NULL, happened INTEGER NOT NULL,
     PRIMARY KEY (market, round)
   ) STRICT;`,
  `CREATE TABLE calibration (
     model TEXT NOT NULL, market TEXT NOT NULL, state TEXT NOT NULL,
     PRIMARY KEY (model, market)
   ) STRICT;`,
  // The state of the nearer horizon goes on; the farther one's begins.
  `UPDATE calibration SET state = json_object('near', json(state), 'far', NULL);`,
  kept.KEPT_ROUNDS_MIGRATION,
  proposals.PROPOSALS_MIGRATION,
];

/**
 * The embedded store. It is held exclusively, so that a second process cannot sign from the same record, and every
 * write is on the disk before the call returns.
 */
export function openSqliteStore(file: string): Store {
  try {
    return new SqliteStore(file);
  } catch (error) {
    throw toStoreError(file, error);
  }
}

class SqliteStore implements Store {
  readonly #file: string;
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#file = file;
    this.#db = new DatabaseSync(file, { timeout: 500 });
    this.#db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    migrate(this.#db, file);
  }

  claim({ domain, signer, round, digest, observation }: Parameters<Store["claim"]>[0]): Hex {
    return this.#run(() => {
      this.#db
        .prepare("INSERT INTO signed VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .run(domain, signer, round, digest, toJson(observation));
      const row = this.#db
        .prepare("SELECT digest FROM signed WHERE domain = ? AND signer = ? AND round = ?")
        .get(domain, signer, round);
      return String(row?.["digest"]) as Hex;
    });
  }

  claimProposal(claim: ProposalClaim): Hex {
    return this.#run(() => proposals.claimProposal(this.#db, claim, toJson(claim.observation)));
  }

  saveProposalScore(score: StoredProposalScore): void {
    this.#run(() => {
      proposals.saveProposalScore(this.#db, score);
    });
  }

  proposalScore(marketId: Hex): StoredProposalScore | null {
    return this.#run(() => proposals.proposalScore(this.#db, marketId));
  }

  recordSent(sent: SentTransaction, lane: string): void {
    this.#run(() =>
      this.#db
        .prepare(
          "INSERT INTO sent (round, nonce, hash, max_fee, max_priority_fee, lane) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run(
          sent.round,
          sent.nonce,
          sent.hash,
          sent.maxFeePerGas.toString(),
          sent.maxPriorityFeePerGas.toString(),
          lane,
        ),
    );
  }

  lastSent(lane: string): SentTransaction | null {
    const row = this.#run(() =>
      this.#db.prepare("SELECT * FROM sent WHERE lane = ? ORDER BY id DESC LIMIT 1").get(lane),
    );
    if (row === undefined) return null;
    return {
      round: BigInt(Number(row["round"])),
      nonce: Number(row["nonce"]),
      hash: String(row["hash"]) as Hex,
      maxFeePerGas: BigInt(String(row["max_fee"])),
      maxPriorityFeePerGas: BigInt(String(row["max_priority_fee"])),
    };
  }

  recordObservation({ round, member, digest, payload }: StoredObservation): void {
    this.#run(() =>
      this.#db
        .prepare("INSERT INTO observations VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .run(round, member, digest, payload),
    );
  }

  observationsOf(round: bigint): readonly StoredObservation[] {
    const rows = this.#run(() =>
      this.#db
        .prepare("SELECT member, digest, payload FROM observations WHERE round = ? ORDER BY member")
        .all(round),
    );
    return rows.map((row) => ({
      round,
      member: Number(row["member"]),
      digest: String(row["digest"]) as Hex,
      payload: String(row["payload"]),
    }));
  }

  saveCalibration(model: Hex, states: readonly StoredCalibration[]): void {
    this.#run(() => {
      const insert = this.#db.prepare(
        "INSERT INTO calibration VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
      );
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        for (const { market, state } of states) insert.run(model, market, state);
        this.#db.exec("COMMIT");
      } catch (error) {
        // After a full disk SQLite has rolled back by itself.
        if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
        throw error;
      }
    });
  }

  calibrationOf(model: Hex): readonly StoredCalibration[] {
    const rows = this.#run(() =>
      this.#db.prepare("SELECT market, state FROM calibration WHERE model = ? ORDER BY market").all(model),
    );
    return rows.map((row) => ({ market: String(row["market"]) as Hex, state: String(row["state"]) }));
  }

  keepRound(round: KeptRound): void {
    this.#run(() => {
      kept.keepRound(this.#db, round);
    });
  }

  keptRound(round: bigint): KeptRound | null {
    return this.#run(() => kept.keptRound(this.#db, round));
  }

  openRounds(): readonly KeptRound[] {
    return this.#run(() => kept.openRounds(this.#db));
  }

  digestsBehind(configDigest: Hex): ReturnType<Store["digestsBehind"]> {
    return this.#run(() => kept.digestsBehind(this.#db, configDigest));
  }

  searchedTo(): bigint | null {
    return this.#run(() => kept.searchedTo(this.#db));
  }

  noteSearched(block: bigint): void {
    this.#run(() => {
      kept.noteSearched(this.#db, block);
    });
  }

  close(): void {
    this.#db.close();
  }

  #run<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw toStoreError(this.#file, error);
    }
  }
}

function migrate(db: DatabaseSync, file: string): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      "STORE_NEWER",
      `The store ${file} is of version ${version}, newer than this node's ${MIGRATIONS.length}: run the newer node.`,
      { file, version },
    );
  }
  MIGRATIONS.slice(version).forEach((sql, index) => {
    db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
}

function toJson(value: object): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}
