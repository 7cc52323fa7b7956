import type { HorizonCoverage } from "./calibration/calibrator.ts";
import { ChainError } from "./chain/errors.ts";
import type { ContextKeeper } from "./context.ts";
import { sleepUnlessAborted, withDeadline } from "./lib/clock.ts";
import { BreakwaterError, messageOf } from "./lib/errors.ts";
import type { Hex } from "./lib/hex.ts";
import type { Metrics } from "./lib/metrics.ts";
import type { Block } from "./market/chain-reader.ts";
import { MarketError } from "./market/errors.ts";
import { roundAt } from "./market/rounds.ts";
import { runRound } from "./round.ts";
import type { RoundDeps, RoundNotes } from "./round.ts";
import { STEPS, createTimingLog, toTiming } from "./status.ts";
import type { RoundRecord, Timing } from "./status.ts";

export interface RoundKeeperDeps {
  readonly deps: RoundDeps;
  readonly contexts: ContextKeeper;
  readonly metrics: Metrics;
  /** Told of every round that has ended, however it ended. */
  readonly onEnded: (record: RoundRecord) => void;
}

/** Runs one round at a time: a newer round ends the one before, a reorg begins it anew. */
export interface RoundKeeper {
  readonly last: RoundRecord | null;
  readonly timings: readonly Timing[];
  onHead(head: Block, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

interface Running {
  readonly round: bigint;
  readonly stop: AbortController;
  readonly notes: RoundNotes;
  readonly done: Promise<void>;
}

/** What another attempt may mend: endpoints that failed, a chain that moved under the round. */
const RETRY = new Set([
  "NO_ENDPOINT",
  "RPC_TIMEOUT",
  "RPC_REFUSED",
  "NO_AGREEMENT",
  "BLOCK_MISSING",
  "ROUND_REORGED",
  "CONFIG_CHANGED",
]);

export function createRoundKeeper(options: RoundKeeperDeps): RoundKeeper {
  return new SequentialRounds(options);
}

class SequentialRounds implements RoundKeeper {
  readonly #options: RoundKeeperDeps;
  readonly #timings = createTimingLog();
  #running: Running | null = null;
  #last: RoundRecord | null = null;
  #head: Block | null = null;

  constructor(options: RoundKeeperDeps) {
    this.#options = options;
  }

  get last(): RoundRecord | null {
    return this.#last;
  }

  get timings(): readonly Timing[] {
    return this.#timings.all();
  }

  async onHead(head: Block, signal: AbortSignal): Promise<void> {
    const roundLength = this.#options.contexts.current?.roster.roundLength;
    if (roundLength === undefined) return;
    const round = roundAt(head.timestamp, roundLength);
    const extendsChain = head.parentHash === this.#head?.hash;
    this.#head = head;
    this.#options.deps.heads.fire(head);
    const running = this.#running;
    if (running !== null && !extendsChain && (await this.#isReorged(running, head, signal))) {
      await this.close();
      this.#running = null;
    } else if (running !== null && round <= running.round) {
      return;
    }
    await this.close();
    // The node may have been stopped while the round before was ending.
    if (!signal.aborted) this.#begin(round, head);
  }

  async close(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.done;
  }

  async #isReorged({ notes }: Running, head: Block, signal: AbortSignal): Promise<boolean> {
    const { block } = notes;
    if (block === null) return false;
    const now = await this.#options.deps.rpc.block(block.number, signal);
    // An endpoint that does not know the block is behind, unless its own chain ends below it.
    if (now === null ? head.number >= block.number : now.hash === block.hash) return false;
    const round = notes.record.round.toString();
    notes.record.outcome = "dropped";
    notes.record.reason = `Block ${block.number} was reorganised away.`;
    const fields = { event: "round.dropped", round, blockNumber: Number(block.number) };
    this.#options.deps.log.warn(fields, "The round's block was reorganised away: it begins anew.");
    return true;
  }

  #begin(round: bigint, head: Block): void {
    const stop = new AbortController();
    const record: RoundRecord = { round, observations: 0, members: [], scores: [], aggregate: [] };
    const notes: RoundNotes = { record, steps: {}, block: null };
    this.#last = record;
    this.#options.metrics.set("breakwater_round", Number(round));
    const running: Running = {
      round,
      stop,
      notes,
      done: this.#run(notes, head, stop.signal),
    };
    this.#running = running;
  }

  async #run(notes: RoundNotes, head: Block, signal: AbortSignal): Promise<void> {
    const { deps } = this.#options;
    const { clock, config } = deps;
    const startedAt = clock.now();
    try {
      await withDeadline(clock, config.timing.roundTimeoutMs, signal, (until) =>
        this.#tryUntilDone(notes, head, until),
      );
    } catch (error) {
      this.#noteFailure(notes.record, error, signal);
    }
    this.#finish(notes, clock.now() - startedAt);
  }

  async #tryUntilDone(notes: RoundNotes, first: Block, signal: AbortSignal): Promise<void> {
    const { deps, contexts } = this.#options;
    const { clock, config, log, rpc } = deps;
    let head = first;
    for (;;) {
      try {
        await runRound(notes, head, contexts, deps, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const known = error instanceof ChainError || error instanceof MarketError;
        if (!known || !RETRY.has(error.code)) throw error;
        notes.block = null;
        const fields = { event: "round.retried", round: notes.record.round.toString(), code: error.code };
        log.warn({ ...fields, reason: error.message }, "The round is tried again.");
      }
      if (!(await sleepUnlessAborted(clock, config.timing.pollMs, signal))) signal.throwIfAborted();
      head = await rpc.head(signal).catch(() => head);
    }
  }

  #noteFailure(record: RoundRecord, error: unknown, signal: AbortSignal): void {
    // What the round found out before it was called off stays: no quorum, a block that is gone.
    if (record.outcome === "no-quorum" || record.outcome === "dropped") return;
    record.outcome = "failed";
    record.reason = signal.aborted ? "called off before it was done" : messageOf(error);
    const code = error instanceof BreakwaterError ? String(error.code) : undefined;
    const fields = { event: "round.failed", round: record.round.toString(), code, reason: record.reason };
    if (!signal.aborted) this.#options.deps.log.error(fields, "Round failed.");
  }

  #finish({ record, steps }: RoundNotes, totalMs: number): void {
    const { metrics, deps } = this.#options;
    const timing = toTiming(record.round, steps, totalMs);
    const outcome = record.outcome ?? "failed";
    this.#timings.add(timing);
    metrics.count("breakwater_rounds_total", { outcome });
    metrics.set("breakwater_observations", record.observations);
    for (const step of STEPS) {
      const ms = steps[step];
      if (ms !== undefined) metrics.observe("breakwater_step_seconds", ms / 1_000, { step });
    }
    for (const { marketId: market, scoreBps, coverage } of record.scores) {
      if (scoreBps === null) metrics.clear("breakwater_score_bps", { market });
      else metrics.set("breakwater_score_bps", scoreBps, { market });
      metrics.set("breakwater_drifting", coverage.drifting ? 1 : 0, { market });
      this.#showHorizons(market, coverage.horizons);
    }
    const reason = record.reason === undefined ? {} : { reason: record.reason };
    deps.log.info({ event: "round.finished", ...timing, outcome, ...reason }, "Round finished.");
    this.#options.onEnded(record);
  }

  #showHorizons(market: Hex, horizons: readonly HorizonCoverage[]): void {
    const { metrics } = this.#options;
    for (const { horizonHours, levels } of horizons) {
      for (const { level, missRate, offset } of levels) {
        const labels = { market, horizon: `${horizonHours}h`, level: String(level) };
        metrics.set("breakwater_quantile_miss_rate", missRate, labels);
        metrics.set("breakwater_conformal_offset", offset, labels);
      }
    }
  }
}
