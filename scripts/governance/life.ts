import { formatEther } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import { NAMES } from "./cast.ts";
import { classFor } from "./classes.ts";
import { castVote, etaOf, execute, idOf, ownQuorum, propose, queue, stateOf, votesFor } from "./dao.ts";
import type { Dao, Payload } from "./dao.ts";
import { refusalInWords } from "./refusal.ts";
import type { PlannedProposal } from "./proposals.ts";
import { newestScore } from "./scores.ts";
import { CLASSES, REASONS, classOf } from "./timeline.ts";
import type { Timeline, TimelineEvent } from "./timeline.ts";
import type { GovernanceWorld } from "./world.ts";

const LATEST = { blockTag: "latest" } as const;

/** Sends a transaction at the moment of the acts, and says when it was mined. */
export type Act = (send: () => Promise<ContractTransactionResponse>) => Promise<number>;

/** What somebody does once a proposal is executed, and in the rounds after that. */
export interface Aftermath {
  begin(act: Act): Promise<void>;
  proceed?(act: Act, now: number): Promise<void>;
}

/** One proposal on one DAO, from nothing to its end; every step asks the chain what the state is. */
export class Life {
  readonly plan: PlannedProposal;
  readonly dao: Dao;
  readonly #world: GovernanceWorld;
  readonly #events: TimelineEvent[] = [];
  #made: { readonly payload: Payload; readonly id: bigint } | undefined;

  constructor(world: GovernanceWorld, plan: PlannedProposal, dao: Dao) {
    this.#world = world;
    this.plan = plan;
    this.dao = dao;
  }

  get id(): bigint | undefined {
    return this.#made?.id;
  }

  get timeline(): Timeline {
    return { dao: this.dao.name, proposalId: String(this.id ?? 0n), events: this.#events };
  }

  note(event: TimelineEvent): void {
    this.#events.push(event);
  }

  has(kind: TimelineEvent["kind"]): boolean {
    return this.#events.some((event) => event.kind === kind);
  }

  async propose(act: Act): Promise<void> {
    const payload = await this.plan.payload(this.#world, this.dao);
    const at = await act(() => propose(this.dao, payload, this.#world.cast[this.plan.by]));
    this.#made = { payload, id: await idOf(this.dao, payload) };
    this.note({ kind: "proposed", at, by: NAMES[this.plan.by] });
  }

  /** Casts the votes that are due `after` hours into the vote; the chain says what each weighed. */
  async vote(act: Act, after: number): Promise<void> {
    const { id } = this;
    if (id === undefined) return;
    const { governor } = this.dao;
    for (const { by, support } of this.plan.votes.filter((vote) => vote.after === after)) {
      const voter = this.#world.cast[by];
      const end = await governor.proposalDeadline(id, LATEST);
      const at = await act(() => castVote(this.dao, id, voter, support));
      const snapshot = await governor.proposalSnapshot(id, LATEST);
      const weight = await this.#world.votes.getPastVotes(voter, snapshot, LATEST);
      this.note({ kind: "voted", at, by: NAMES[by], support, votes: whole(weight) });
      const later = await governor.proposalDeadline(id, LATEST);
      if (later > end) this.note({ kind: "extended", at, until: Number(later) });
    }
  }

  /** Writes down what the gate says of the class, once nothing can change it any more. */
  async readClass(now: number): Promise<void> {
    const { id } = this;
    if (id === undefined || this.dao.name === "ungated" || this.has("class")) return;
    const { governor } = this.#world.governance;
    const risk = await governor.proposalRisk(id, LATEST);
    if (!risk.isFinal || risk.quorumRequired === 0n) return;
    this.note({
      kind: "class",
      at: risk.fixedAt === 0n ? now : Number(risk.fixedAt),
      riskClass: CLASSES[Number(risk.class)] ?? "Strict",
      reason: REASONS[Number(risk.reason)] ?? "no score in time",
      scoreBps: Number(risk.score),
      spreadBps: Number(risk.spread),
      quorumVotes: whole(risk.quorumRequired),
      ownQuorumVotes: whole(await ownQuorum(this.dao, id)),
      extraDelayS: Number(risk.extraDelay),
    });
  }

  /** Queues what passed, says what was defeated, and tries what is ready; resolves to whether it was executed now. */
  async proceed(act: Act, now: number): Promise<boolean> {
    if (this.#made === undefined) return false;
    const { id, payload } = this.#made;
    const state = await stateOf(this.dao, id);
    if (state === "defeated" && !this.has("defeated")) await this.#decide("defeated", id, now);
    if (state === "succeeded") {
      await this.#decide("succeeded", id, now);
      const at = await act(() => queue(this.dao, payload, this.#world.cast.ada));
      this.note({ kind: "queued", at, until: await etaOf(this.dao, id) });
    }
    if (state !== "queued" || now < (await etaOf(this.dao, id))) return false;
    return this.#tryToExecute(act, payload, now);
  }

  async #decide(kind: "defeated" | "succeeded", id: bigint, at: number): Promise<void> {
    await this.#noteHindsight(id, at);
    const { forVotes, againstVotes } = await votesFor(this.dao, id);
    const quorum =
      this.dao.name === "gated"
        ? await this.#world.governance.governor.quorumRequired(id, LATEST)
        : await ownQuorum(this.dao, id);
    this.note({
      ...{ kind, at },
      forVotes: whole(forVotes),
      againstVotes: whole(againstVotes),
      quorumVotes: whole(quorum),
    });
  }

  /** The newest score that the oracle has, and what it would mean; why, if a node was asked in that round. */
  async #noteHindsight(id: bigint, at: number): Promise<void> {
    const fixed = classOf(this.timeline);
    const last = fixed === undefined ? undefined : await newestScore(this.#world, id);
    if (fixed === undefined || last === undefined) return;
    const { scoreBps, spreadBps, round } = last;
    const riskClass = await classFor(this.#world, scoreBps + spreadBps);
    const heard = this.#events.findLast((event) => event.kind === "scored" && event.round === round);
    const sentences = heard?.kind === "scored" ? heard.sentences : [];
    const standing = fixed.riskClass;
    this.note({ kind: "hindsight", at, scoreBps, spreadBps, riskClass, standing, sentences });
  }

  async #tryToExecute(act: Act, payload: Payload, now: number): Promise<boolean> {
    const why = await refusalInWords(this.#world, this.dao, payload);
    if (why !== undefined) {
      this.note({ kind: "refused", at: now, why });
      return false;
    }
    const at = await act(() => execute(this.dao, payload, this.#world.cast.holders));
    this.note({ kind: "executed", at });
    return true;
  }
}

/** Whole votes: the screen has no use for parts of one. */
export const whole = (amount: bigint): number => Math.floor(Number(formatEther(amount)));
