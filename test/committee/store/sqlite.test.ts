import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id } from "ethers";
import type { Hex } from "../../../committee/lib/hex.ts";
import { StoreError, toStoreError } from "../../../committee/store/errors.ts";
import { openSqliteStore } from "../../../committee/store/sqlite.ts";

const hash = (name: string) => id(name) as Hex;

describe("The SQLite store", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-store-"));
    file = join(folder, "node.sqlite");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const claim = (round: bigint, digest: Hex, domain = "domain") => ({
    domain: hash(domain),
    signer: hash("signer"),
    round,
    digest,
    observation: { round },
  });

  it("keeps the first claim of a round, across openings; other domains are other rounds", () => {
    const store = openSqliteStore(file);
    expect(store.claim(claim(1n, hash("a")))).to.equal(hash("a"));
    expect(store.claim(claim(1n, hash("b")))).to.equal(hash("a"));
    expect(store.claim(claim(1n, hash("b"), "other"))).to.equal(hash("b"));
    store.close();
    const again = openSqliteStore(file);
    expect(again.claim(claim(1n, hash("b")))).to.equal(hash("a"));
    again.close();
  });

  const claimOf = (market: string, round: bigint, digest: Hex) => ({
    ...claim(round, digest),
    marketId: hash(market),
  });

  it("keeps the first claim of a proposal's round, across openings; other proposals are others", () => {
    const store = openSqliteStore(file);
    expect(store.claimProposal(claimOf("p", 1n, hash("a")))).to.equal(hash("a"));
    expect(store.claimProposal(claimOf("p", 1n, hash("b")))).to.equal(hash("a"));
    expect(store.claimProposal(claimOf("q", 1n, hash("b")))).to.equal(hash("b"));
    expect(store.claimProposal(claimOf("p", 2n, hash("b")))).to.equal(hash("b"));
    store.close();
    const again = openSqliteStore(file);
    expect(again.claimProposal(claimOf("p", 1n, hash("c")))).to.equal(hash("a"));
    again.close();
  });

  it("R11 lets no claim of a proposal stand for one of a round, nor the other way round", () => {
    const store = openSqliteStore(file);
    expect(store.claimProposal(claimOf("p", 1n, hash("a")))).to.equal(hash("a"));
    expect(store.claim(claim(1n, hash("b")))).to.equal(hash("b"));
    expect(store.claim(claim(1n, hash("a")))).to.equal(hash("b"));
    expect(store.claimProposal(claimOf("p", 1n, hash("b")))).to.equal(hash("a"));
    store.close();
  });

  it("brings a store without proposals up, and keeps what it had signed", () => {
    const before = openSqliteStore(file);
    before.claim(claim(1n, hash("a")));
    before.close();
    const old = new DatabaseSync(file);
    old.exec("DROP TABLE signed_proposals; DROP TABLE proposal_scores; PRAGMA user_version = 4;");
    old.close();
    const store = openSqliteStore(file);
    expect(store.claim(claim(1n, hash("b")))).to.equal(hash("a"));
    expect(store.claimProposal(claimOf("p", 1n, hash("c")))).to.equal(hash("c"));
    store.close();
  });

  it("keeps what the newest score of each proposal rests on", () => {
    const store = openSqliteStore(file);
    const score = { marketId: hash("p"), round: 1n, explanationRoot: hash("e"), score: "{}", snapshot: "1" };
    expect(store.proposalScore(hash("p"))).to.equal(null);
    store.saveProposalScore(score);
    store.saveProposalScore({ ...score, round: 2n, snapshot: "2" });
    expect(store.proposalScore(hash("p"))).to.deep.equal({ ...score, round: 2n, snapshot: "2" });
    expect(store.proposalScore(hash("q"))).to.equal(null);
    store.close();
  });

  it("remembers the newest transaction with its fees", () => {
    const store = openSqliteStore(file);
    expect(store.lastSent("home")).to.equal(null);
    const sent = {
      round: 3n,
      nonce: 7,
      hash: hash("tx"),
      maxFeePerGas: 10n ** 20n,
      maxPriorityFeePerGas: 1n,
    };
    store.recordSent({ ...sent, nonce: 6 }, "home");
    store.recordSent(sent, "home");
    expect(store.lastSent("home")).to.deep.equal(sent);
    store.close();
  });

  it("remembers what was sent lane by lane: one account on one chain", () => {
    const store = openSqliteStore(file);
    const sent = { round: 3n, nonce: 7, hash: hash("tx"), maxFeePerGas: 5n, maxPriorityFeePerGas: 1n };
    store.recordSent(sent, "home");
    store.recordSent({ ...sent, nonce: 1, hash: hash("other") }, "mirror 8453");
    expect(store.lastSent("home")).to.deep.equal(sent);
    expect(store.lastSent("mirror 8453")!.nonce).to.equal(1);
    expect(store.lastSent("mirror 10")).to.equal(null);
    store.close();
  });

  const aKeptRound = (round: bigint) => ({
    ...{ round, observedAt: 3_600n * round, blockNumber: 7n, blockHash: hash("block"), closed: false },
    ...{ configDigest: hash("both"), committeeDigest: hash("one"), marketsDigest: hash("other") },
    members: [0, 2, 5],
  });

  it("keeps rounds for the ledger across openings, the open ones by age", () => {
    const store = openSqliteStore(file);
    for (const round of [9n, 7n, 8n]) store.keepRound(aKeptRound(round));
    store.keepRound({ ...aKeptRound(8n), closed: true });
    store.noteSearched(41n);
    store.noteSearched(42n);
    store.close();
    const again = openSqliteStore(file);
    expect(again.openRounds()).to.deep.equal([aKeptRound(7n), aKeptRound(9n)]);
    expect(again.keptRound(8n)!.closed).to.equal(true);
    expect(again.keptRound(1n)).to.equal(null);
    expect(again.searchedTo()).to.equal(42n);
    again.close();
  });

  it("knows what a configuration's digest is made of, and of no round", () => {
    const store = openSqliteStore(file);
    expect(store.digestsBehind(hash("both"))).to.equal(null);
    store.keepRound(aKeptRound(7n));
    expect(store.digestsBehind(hash("both"))).to.deep.equal({
      committeeDigest: hash("one"),
      marketsDigest: hash("other"),
    });
    store.close();
  });

  it("brings an older store up: what it sent was sent at home", () => {
    openSqliteStore(file).close();
    const old = new DatabaseSync(file);
    old.exec(
      "DROP TABLE signed_proposals; DROP TABLE proposal_scores; DROP TABLE kept_rounds; DROP TABLE searched; ALTER TABLE sent DROP COLUMN lane; PRAGMA user_version = 3;",
    );
    old.exec(`INSERT INTO sent VALUES (1, 3, 7, '${hash("tx")}', '5', '1')`);
    old.close();
    const store = openSqliteStore(file);
    expect(store.lastSent("home")!.nonce).to.equal(7);
    expect(store.openRounds()).to.deep.equal([]);
    store.close();
  });

  it("keeps both observations of an equivocation, and one of a repetition", () => {
    const store = openSqliteStore(file);
    const one = { round: 3n, member: 1, digest: hash("a"), payload: "a" };
    store.recordObservation(one);
    store.recordObservation(one);
    store.recordObservation({ ...one, digest: hash("b"), payload: "b" });
    const payloads = store.observationsOf(3n).map(({ payload }) => payload);
    expect(payloads.sort()).to.deep.equal(["a", "b"]);
    store.close();
  });

  it("lets one process in only", () => {
    const store = openSqliteStore(file);
    expect(() => openSqliteStore(file)).to.throw(StoreError, /is in use by another process: stop that node/);
    store.close();
  });

  it("refuses a file that is no store, a folder that is not there, and a newer version", () => {
    const text = join(folder, "text.sqlite");
    writeFileSync(
      text,
      "this is not a database, but it is long enough to be read as a header of one.".repeat(20),
    );
    expect(() => openSqliteStore(text)).to.throw(StoreError, /cannot be used \(file is not a database\)/);
    expect(() => openSqliteStore(join(folder, "no", "a"))).to.throw(
      StoreError,
      /folder exists and is writable/,
    );
    const newer = new DatabaseSync(file);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    expect(() => openSqliteStore(file)).to.throw(StoreError, /is of version 99, newer than this node's/);
  });

  it("says what to do about a full disk", () => {
    const full = Object.assign(new Error("database or disk is full"), { errcode: 13 });
    expect(toStoreError(file, full).message).to.match(
      /is full: free some space; nothing is signed until then/,
    );
    expect(toStoreError(file, full).code).to.equal("STORE_FULL");
  });
});
