import type { Hex } from "../lib/hex.ts";
import type { SeenCommitment } from "./messages.ts";
import { commitmentOf, observationDigest } from "../report/observation.ts";
import type { SignedObservation } from "../report/observation.ts";
import { signerOf, verifyObservation } from "../report/verify.ts";
import type { Refusal, VerifyDeps } from "../report/verify.ts";

/** Why a message of a round is not used. */
export type ShareRefusal =
  Refusal | "commit-changed" | "no-commit" | "commit-mismatch" | "copied" | "equivocation";

/** A verified observation; `late` when its member committed after reveals could be read. */
export interface AcceptedObservation {
  readonly signed: SignedObservation;
  readonly digest: Hex;
  readonly late: boolean;
}

interface Commitment {
  readonly value: Hex;
  readonly late: boolean;
}

interface PendingReveal {
  readonly from: number;
  readonly signed: SignedObservation;
  readonly seen: readonly SeenCommitment[];
}

export type Outcome =
  | { readonly kind: "accepted"; readonly accepted: AcceptedObservation }
  | { readonly kind: "refused"; readonly reason: ShareRefusal; readonly digest?: Hex }
  | { readonly kind: "waiting" }
  | { readonly kind: "known" };

/** All commitments and observations of one round: what may be used, and what of it came too late to be trusted first. */
export class RoundBook {
  readonly round: bigint;
  readonly accepted = new Map<number, AcceptedObservation>();
  readonly #commitments = new Map<number, Commitment>();
  /** Reveals that came before this node knew the round's block, one for each sender and member. */
  readonly #waiting = new Map<string, PendingReveal>();
  readonly #refused = new Set<number>();
  /** Commitments that the first to reveal had before it did, though they may reach this node later. */
  readonly #vouched = new Set<string>();
  #verify: VerifyDeps | null = null;
  /** Whether anybody can have read an observation of this round: a commitment from then on proves nothing. */
  #revealed = false;

  constructor(round: bigint) {
    this.round = round;
  }

  get commitments(): number {
    return this.#commitments.size;
  }

  hasCommitted(member: number): boolean {
    return this.#commitments.has(member);
  }

  /** Members that committed and neither revealed nor were refused. */
  outstanding(): readonly number[] {
    return [...this.#commitments.keys()].filter(
      (member) => !this.accepted.has(member) && !this.#refused.has(member),
    );
  }

  /** Whether the book was opened for another block than this one: what it accepted is void then. */
  isOfOtherBlock(blockHash: Hex): boolean {
    return this.#verify !== null && this.#verify.header.blockHash !== blockHash;
  }

  isRefused(member: number): boolean {
    return this.#refused.has(member);
  }

  /** The own observation is about to be revealed. */
  markRevealed(): void {
    this.#revealed = true;
  }

  /** All commitments so far, for the own reveal to name. */
  seen(): readonly SeenCommitment[] {
    return [...this.#commitments].map(([member, { value }]) => ({ member, commitment: value }));
  }

  addCommitment(from: number, value: Hex): ShareRefusal | null {
    const before = this.#commitments.get(from);
    if (before === undefined) {
      const late = this.#revealed && !this.#vouched.has(`${from}/${value}`);
      this.#commitments.set(from, { value, late });
      return null;
    }
    return before.value === value ? null : "commit-changed";
  }

  /** From now on reveals can be judged; those that waited are. */
  open(verify: VerifyDeps): readonly { readonly pending: PendingReveal; readonly outcome: Outcome }[] {
    this.#verify = verify;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    return waiting.map((pending) => ({
      pending,
      outcome: this.addReveal(pending.from, pending.signed, pending.seen),
    }));
  }

  /** The own observation needs no commitment of anybody's. */
  addOwn(signed: SignedObservation, digest: Hex): void {
    this.accepted.set(signed.member, { signed, digest, late: false });
  }

  addReveal(from: number, signed: SignedObservation, seen: readonly SeenCommitment[] = []): Outcome {
    const verify = this.#verify;
    if (verify === null) {
      // A member relays at most what every member has to say.
      if (this.#waiting.size < 31 * 31) this.#waiting.set(`${from}/${signed.member}`, { from, signed, seen });
      return { kind: "waiting" };
    }
    const digest = observationDigest(verify.domain, signed.observation);
    const before = this.accepted.get(signed.member);
    if (before !== undefined) return this.#again(before, signed, digest, verify);
    const reason = this.#judge(from, signed, digest, verify);
    if (reason !== null) {
      // Only what a member says itself is held against it.
      if (from === signed.member) this.#refused.add(from);
      return { kind: "refused", reason };
    }
    const accepted = { signed, digest, late: this.#commitments.get(signed.member)?.late ?? true };
    this.accepted.set(signed.member, accepted);
    if (!this.#revealed) {
      for (const { member, commitment } of seen) this.#vouched.add(`${member}/${commitment}`);
    }
    // Whoever relays has read reveals; so may have everybody who commits from now on.
    this.#revealed = true;
    return { kind: "accepted", accepted };
  }

  #judge(from: number, signed: SignedObservation, digest: Hex, verify: VerifyDeps): ShareRefusal | null {
    const commitment = this.#commitments.get(signed.member);
    if (commitment === undefined && from === signed.member) return "no-commit";
    if (commitment !== undefined && commitment.value !== commitmentOf(digest, signed))
      return "commit-mismatch";
    const refusal = verifyObservation(signed, verify);
    if (refusal !== null) return refusal;
    const late = commitment?.late ?? true;
    return late && verify.alike !== true && this.#isCopy(signed) ? "copied" : null;
  }

  /** A member that committed late and says to the bit what another said before. */
  #isCopy({ observation }: SignedObservation): boolean {
    return [...this.accepted.values()].some(({ signed }) => signed.observation.scores === observation.scores);
  }

  #again(
    before: AcceptedObservation,
    signed: SignedObservation,
    digest: Hex,
    { domain, members }: VerifyDeps,
  ): Outcome {
    if (before.digest === digest) return { kind: "known" };
    // Two digests under one signature key are equivocation only if the second signature is the member's, too.
    if (signerOf(signed, domain) !== members[signed.member]?.signer)
      return { kind: "refused", reason: "signature" };
    return { kind: "refused", reason: "equivocation", digest };
  }
}
