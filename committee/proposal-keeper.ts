import { runProposalRound } from "./governance/round.ts";
import type { ProposalRound, Publish } from "./governance/round.ts";
import type { GovernanceDeps, ProposalNote } from "./governance/types.ts";
import { withDeadline } from "./lib/clock.ts";
import { BreakwaterError, messageOf } from "./lib/errors.ts";
import type { Block } from "./market/chain-reader.ts";
import { roundAt } from "./market/rounds.ts";

/** What /status and the health checks show of the proposals. */
export interface ProposalsState {
  /** Of the newest round. */
  readonly proposals: readonly ProposalNote[];
  /** Why the last turn ended early; null when it did not. */
  readonly failure: string | null;
}

/** Scores governance proposals once a round, beside the markets: neither waits for the other, or ends with it. */
export interface ProposalKeeper {
  readonly state: ProposalsState;
  /** A new block: the first one of a round begins its turn, and calls off the one before. Returns at once. */
  onHead(head: Block): void;
  close(): Promise<void>;
}

/** `roundLength` in seconds; null as long as it is not known, and nothing begins. */
export function createProposalKeeper(deps: GovernanceDeps, roundLength: () => bigint | null): ProposalKeeper {
  return new LatestProposals(deps, roundLength);
}

class LatestProposals implements ProposalKeeper {
  readonly #deps: GovernanceDeps;
  readonly #roundLength: () => bigint | null;
  #round = -1n;
  #state: ProposalsState = { proposals: [], failure: null };
  #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: GovernanceDeps, roundLength: () => bigint | null) {
    this.#deps = deps;
    this.#roundLength = roundLength;
  }

  get state(): ProposalsState {
    return this.#state;
  }

  onHead(head: Block): void {
    const roundLength = this.#roundLength();
    if (this.#closed || roundLength === null) return;
    const round = roundAt(head.timestamp, roundLength);
    if (round <= this.#round) return;
    this.#round = round;
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#last = this.#last.then(() => this.#run({ round, roundLength, head }, stop.signal));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop.abort();
    await this.#last;
  }

  async #run(round: ProposalRound, signal: AbortSignal): Promise<void> {
    const isCalledOff = () => signal.aborted;
    if (isCalledOff()) return;
    const { clock, roundTimeoutMs, log } = this.#deps;
    const publish: Publish = (governor, notes) => {
      const others = this.#state.proposals.filter((note) => note.governor !== governor);
      this.#show([...others, ...notes]);
    };
    try {
      await withDeadline(clock, roundTimeoutMs, signal, (until) =>
        runProposalRound(round, publish, this.#deps, until),
      );
      this.#state = { ...this.#state, failure: null };
    } catch (error) {
      if (!isCalledOff()) this.#noteFailure(round.round, error);
    }
    const proposals = this.#state.proposals.length;
    const fields = { event: "proposals.finished", round: round.round.toString(), proposals };
    log.info(fields, "Proposals seen to.");
  }

  /** Shows proposals, and takes the scores of those that are over off the gauges. */
  #show(proposals: readonly ProposalNote[]): void {
    const live = new Set(proposals.map(({ marketId }) => marketId));
    for (const { marketId: market } of this.#state.proposals) {
      if (!live.has(market)) this.#deps.metrics.clear("breakwater_proposal_score_bps", { market });
    }
    this.#state = { ...this.#state, proposals };
  }

  #noteFailure(round: bigint, error: unknown): void {
    const { metrics, log } = this.#deps;
    const reason = error instanceof BreakwaterError ? String(error.code) : "UNEXPECTED";
    const failure = messageOf(error);
    metrics.count("breakwater_proposal_failures_total", { reason });
    const fields = { event: "proposals.failed", round: round.toString(), code: reason, reason: failure };
    log.warn(fields, "Proposals were not all seen to; rounds of the markets go on.");
    this.#state = { ...this.#state, failure };
  }
}
