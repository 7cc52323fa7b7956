import type { Clock } from "../lib/clock.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import { commitmentOf, observationDigest } from "../report/observation.ts";
import type { SignedObservation } from "../report/observation.ts";
import type { VerifyDeps } from "../report/verify.ts";
import { decodeMessage, encodeMessage } from "./messages.ts";
import type { Message } from "./messages.ts";
import { RoundBook } from "./round-book.ts";
import type { AcceptedObservation, Outcome } from "./round-book.ts";
import type { Transport } from "./transport.ts";

export interface ExchangeDeps {
  readonly member: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly revealDelayMs: number;
  /** How long connected peers that have not committed are waited for once q - 1 others have. */
  readonly graceMs: number;
  readonly onRefused: (reason: string) => void;
  /** Every verified observation, and the second one of an equivocation: to be kept. */
  readonly onObservation: (observation: {
    readonly round: bigint;
    readonly member: number;
    readonly digest: Hex;
    readonly payload: string;
  }) => void;
  readonly onConnected?: (peer: number) => void;
  readonly onDisconnected?: (peer: number) => void;
}

export interface ShareInput {
  readonly round: bigint;
  readonly quorum: number;
  readonly verify: VerifyDeps;
  /** What this node signed; null when it has nothing to say and only listens. */
  readonly own: SignedObservation | null;
}

/** What is known of a round while it is being shared. */
export interface SharedRound {
  readonly accepted: ReadonlyMap<number, AcceptedObservation>;
  /** Clock time at which the own observation was revealed; null until then. */
  revealedAt(): number | null;
  /** Members whose observation may still come: connected or committed, and not refused. */
  expected(): readonly number[];
  /** Resolves at the next change; at once when the signal fires. */
  changed(signal: AbortSignal): Promise<void>;
}

/** Shares observations: commit, then reveal. */
export interface Exchange {
  start(): Promise<void>;
  /**
   * Commits now and reveals when all connected peers committed, or `graceMs` after q - 1 others did, or after
   * `revealDelayMs`; ends with the signal.
   */
  share(input: ShareInput, signal: AbortSignal): SharedRound;
  close(): Promise<void>;
}

/** Rounds of which messages are kept: the present one, the one before, and two that others may begin earlier. */
const KEPT_ROUNDS = 4;

interface OwnMessages {
  readonly commit: string;
  readonly signed: SignedObservation;
  /** As it was sent; null until then. */
  reveal: string | null;
  /** Clock time of the reveal. */
  revealedAt: number | null;
}

export function createExchange(deps: ExchangeDeps): Exchange {
  return new CommitRevealExchange(deps);
}

class CommitRevealExchange implements Exchange {
  readonly #deps: ExchangeDeps;
  readonly #books = new Map<bigint, RoundBook>();
  readonly #own = new Map<bigint, OwnMessages>();
  readonly #waiters = new Set<() => void>();
  #current: bigint | null = null;

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
  }

  start(): Promise<void> {
    return this.#deps.transport.start({
      onMessage: (from, payload) => {
        this.#receive(from, payload);
      },
      onConnected: (peer) => {
        this.#deps.onConnected?.(peer);
        if (this.#current !== null) this.#catchUp(peer, this.#current);
      },
      onDisconnected: (peer) => {
        this.#deps.onDisconnected?.(peer);
        this.#wake();
      },
    });
  }

  close(): Promise<void> {
    return this.#deps.transport.close();
  }

  share(input: ShareInput, signal: AbortSignal): SharedRound {
    const { round, own, verify } = input;
    const first = this.#current === null;
    this.#current = round;
    this.#prune(round);
    if (this.#books.get(round)?.isOfOtherBlock(verify.header.blockHash) === true) {
      this.#books.delete(round);
      this.#own.delete(round);
    }
    const book = this.#book(round);
    if (own !== null) this.#commit(book, own, verify);
    for (const { pending, outcome } of book.open(verify)) {
      this.#note(pending.from, pending.signed, outcome);
    }
    if (first) this.#deps.transport.broadcast(encodeMessage({ type: "request", round }));
    void this.#revealInTime(book, input, signal);
    return {
      accepted: book.accepted,
      revealedAt: () => this.#own.get(round)?.revealedAt ?? null,
      expected: () => this.#expected(book),
      changed: (until) => this.#changed(AbortSignal.any([signal, until])),
    };
  }

  #commit(book: RoundBook, own: SignedObservation, verify: VerifyDeps): void {
    const digest = observationDigest(verify.domain, own.observation);
    book.addOwn(own, digest);
    const commit: Message = { type: "commit", round: book.round, commitment: commitmentOf(digest, own) };
    const messages: OwnMessages = {
      commit: encodeMessage(commit),
      signed: own,
      reveal: null,
      revealedAt: null,
    };
    this.#own.set(book.round, messages);
    this.#keep(own, digest);
    this.#deps.transport.broadcast(messages.commit);
  }

  async #revealInTime(book: RoundBook, { quorum }: ShareInput, signal: AbortSignal): Promise<void> {
    const own = this.#own.get(book.round);
    if (own === undefined) return;
    const { clock, revealDelayMs, graceMs } = this.#deps;
    const isQuorum = () => book.commitments >= quorum - 1;
    const isEverybody = () =>
      isQuorum() && this.#deps.transport.connected().every((peer) => book.hasCommitted(peer));
    await this.#changedUntil(isQuorum, revealDelayMs, signal);
    if (isQuorum()) await this.#changedUntil(isEverybody, Math.min(graceMs, revealDelayMs), signal);
    if (signal.aborted) return;
    own.revealedAt = clock.now();
    own.reveal = encodeMessage({ type: "reveal", signed: own.signed, seen: book.seen() });
    book.markRevealed();
    this.#deps.transport.broadcast(own.reveal);
  }

  /** Waits for a condition, at most so long, and not past the signal. */
  async #changedUntil(condition: () => boolean, ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const timer = sleepUnlessAborted(this.#deps.clock, ms, until).then(() => {
      over.abort();
    });
    while (!condition() && !until.aborted) await this.#changed(until);
    over.abort();
    await timer;
  }

  #receive(from: number, payload: string): void {
    const message = decodeMessage(payload);
    if (message === null) {
      this.#refuse(from, null, "malformed");
      return;
    }
    const round = message.type === "reveal" ? message.signed.observation.round : message.round;
    if (!this.#isNear(round)) {
      if (message.type !== "request") this.#refuse(from, round, "round");
      return;
    }
    const book = this.#book(round);
    if (message.type === "request") {
      this.#catchUp(from, round, false);
    } else if (message.type === "commit") {
      const reason = book.addCommitment(from, message.commitment);
      if (reason !== null) this.#refuse(from, round, reason);
    } else {
      this.#note(from, message.signed, book.addReveal(from, message.signed, message.seen));
    }
    this.#wake();
  }

  #keep(signed: SignedObservation, digest: Hex): void {
    const { member, observation } = signed;
    const payload = encodeMessage({ type: "reveal", signed, seen: [] });
    this.#deps.onObservation({ round: observation.round, member, digest, payload });
  }

  #note(from: number, signed: SignedObservation, outcome: Outcome): void {
    const { member, observation } = signed;
    if (outcome.kind === "accepted") this.#keep(signed, outcome.accepted.digest);
    if (outcome.kind !== "refused") return;
    if (outcome.digest !== undefined) this.#keep(signed, outcome.digest);
    this.#refuse(from, observation.round, outcome.reason, member);
  }

  /** Says to a peer what it may have missed: the own commitment and, once revealed, all observations. */
  #catchUp(peer: number, round: bigint, ask = true): void {
    const { transport } = this.#deps;
    const own = this.#own.get(round);
    if (own !== undefined) transport.send(peer, own.commit);
    if (own !== undefined && own.reveal !== null) {
      transport.send(peer, own.reveal);
      for (const { signed } of this.#books.get(round)?.accepted.values() ?? []) {
        if (signed.member === this.#deps.member || signed.member === peer) continue;
        transport.send(peer, encodeMessage({ type: "reveal", signed, seen: [] }));
      }
    }
    if (ask) transport.send(peer, encodeMessage({ type: "request", round }));
  }

  #expected(book: RoundBook): readonly number[] {
    const may = new Set([...this.#deps.transport.connected(), ...book.outstanding()]);
    return [...may].filter((member) => !book.accepted.has(member) && !book.isRefused(member));
  }

  #isNear(round: bigint): boolean {
    if (this.#current === null) return this.#books.size < KEPT_ROUNDS || this.#books.has(round);
    return round >= this.#current - 1n && round <= this.#current + 2n;
  }

  #book(round: bigint): RoundBook {
    const book = this.#books.get(round) ?? new RoundBook(round);
    this.#books.set(round, book);
    return book;
  }

  #prune(current: bigint): void {
    const isOld = (round: bigint) => round < current - 1n || round > current + 2n;
    for (const round of this.#books.keys()) if (isOld(round)) this.#books.delete(round);
    for (const round of this.#own.keys()) if (isOld(round)) this.#own.delete(round);
  }

  #refuse(from: number, round: bigint | null, reason: string, member = from): void {
    this.#deps.onRefused(reason);
    this.#deps.log.warn(
      { event: "observation.refused", peer: from, member, round: round?.toString(), reason },
      "A peer's message was refused.",
    );
  }

  #changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiters.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiters.add(done);
      signal.addEventListener("abort", done);
    });
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}
