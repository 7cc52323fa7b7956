import type { Config } from "./config.ts";
import { bondAdvice, readBond, readBondsAddress } from "./keeping/bonds.ts";
import type { BondState } from "./keeping/bonds.ts";
import { readDigests } from "./keeping/configuration.ts";
import { keepLedger } from "./keeping/cycle.ts";
import type { LedgerLag } from "./keeping/cycle.ts";
import { readMirror, relayReport } from "./keeping/mirror.ts";
import type { MirrorDeps, MirrorState } from "./keeping/mirror.ts";
import { turnMs, witnessTurnMs } from "./keeping/turn.ts";
import { pinnedAt } from "./keeping/types.ts";
import type { KeepingDeps } from "./keeping/types.ts";
import { witnessRound } from "./keeping/witness.ts";
import { withDeadline, sleepUnlessAborted } from "./lib/clock.ts";
import { BreakwaterError, messageOf } from "./lib/errors.ts";
import type { Hex } from "./lib/hex.ts";
import type { Block } from "./market/chain-reader.ts";
import type { Roster } from "./market/roster.ts";
import type { RoundContext } from "./round.ts";
import type { RoundRecord } from "./status.ts";

export interface LedgerKeeperDeps {
  readonly config: Config;
  readonly keeping: KeepingDeps;
  readonly mirrors: readonly MirrorDeps[];
  readonly signer: Hex;
  readonly context: () => RoundContext | null;
}

/** What /status and the health checks show of the work after the rounds. */
export interface KeepingState {
  readonly bond: BondState | null;
  /** Null where the node does not keep the ledger, or has not yet. */
  readonly lag: LedgerLag | null;
  readonly mirrors: readonly MirrorState[];
  /** The newest round that is seen to, and the one in which the ledger was kept last; null before the first. */
  readonly round: bigint | null;
  readonly keptIn: bigint | null;
  /** Why the last turn ended early; null when it did not. */
  readonly failure: string | null;
}

/** Everything that follows a round and must not hold up the next one: witness, mirrors, the ledger's keeping. */
export interface LedgerKeeper {
  readonly state: KeepingState;
  /** A round has ended, however it ended. Returns at once; the work is done in the order of the rounds. */
  onRound(record: RoundRecord): void;
  /** A new block: the first one in the second half of a round is when the ledger is kept. */
  onHead(head: Block): void;
  close(): Promise<void>;
}

export function createLedgerKeeper(deps: LedgerKeeperDeps): LedgerKeeper {
  return new QueuedKeeper(deps);
}

/** Longest that the work after one round may take, every turn waited for: what then hangs is given up. */
const LONGEST_MS = 600_000;

class QueuedKeeper implements LedgerKeeper {
  readonly #deps: LedgerKeeperDeps;
  readonly #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #state: KeepingState = { bond: null, lag: null, mirrors: [], round: null, keptIn: null, failure: null };
  /** The round in whose second half the ledger was kept last. */
  #keptIn = -1n;

  constructor(deps: LedgerKeeperDeps) {
    this.#deps = deps;
  }

  get state(): KeepingState {
    return this.#state;
  }

  onRound(record: RoundRecord): void {
    const context = this.#deps.context();
    if (context === null) return;
    this.#enqueue(record.round, (signal) => this.#follow(record, context.roster, signal));
  }

  onHead(head: Block): void {
    const { config, context } = this.#deps;
    const roster = context()?.roster;
    if (config.ledger?.keep !== true || roster === undefined) return;
    const round = head.timestamp / roster.roundLength;
    const isSecondHalf = 2n * (head.timestamp % roster.roundLength) >= roster.roundLength;
    if (!isSecondHalf || round === this.#keptIn) return;
    this.#keptIn = round;
    this.#enqueue(round, (signal) => this.#keep(round, roster, signal));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  #enqueue(round: bigint, work: (signal: AbortSignal) => Promise<void>): void {
    const { keeping } = this.#deps;
    const { signal } = this.#stop;
    const isStopped = () => signal.aborted;
    this.#last = this.#last.then(async () => {
      if (isStopped()) return;
      try {
        await withDeadline(keeping.clock, LONGEST_MS, signal, work);
        this.#state = { ...this.#state, failure: null };
      } catch (error) {
        if (!isStopped()) this.#noteFailure(round, error);
      }
    });
  }

  async #follow(record: RoundRecord, roster: Roster, signal: AbortSignal): Promise<void> {
    const { keeping } = this.#deps;
    const results = await Promise.allSettled([
      this.#witness(record, roster, signal),
      this.#relay(record, roster, signal),
      this.#readBond(signal),
    ]);
    signal.throwIfAborted();
    const [failed, ...others] = results.filter((result) => result.status === "rejected");
    for (const { reason } of others) this.#noteFailure(record.round, reason);
    this.#state = { ...this.#state, round: record.round };
    const fields = { event: "keeping.finished", round: record.round.toString() };
    keeping.log.info(fields, "What follows the round is over.");
    if (failed !== undefined) throw failed.reason;
  }

  async #witness(record: RoundRecord, roster: Roster, signal: AbortSignal): Promise<void> {
    const { config, keeping } = this.#deps;
    const { round, observedAt, blockNumber, blockHash } = record;
    if (observedAt === undefined || blockNumber === undefined || blockHash === undefined) return;
    if (record.outcome === "dropped" || config.ledger === undefined) return;
    const head = await keeping.rpc.head(signal);
    const digests = await readDigests(keeping.contracts, { ...pinnedAt(keeping, head), blockHash }, signal);
    const { configDigest, quorum, maxAge } = roster;
    const header = { round, observedAt, blockNumber, blockHash, configDigest };
    const before = keeping.store.keptRound(round);
    const isSame = before?.blockHash === blockHash && before.configDigest === configDigest;
    const kept = isSame ? before : { ...header, ...digests, members: [], closed: false };
    if (!isSame) keeping.store.keepRound(kept);
    const order = this.#order(record, roster, config.timing.stageMs);
    const waitMs = witnessTurnMs(order, record.txHash !== undefined);
    const { member } = config;
    const result = await witnessRound({ kept, quorum, maxAge, member, waitMs }, keeping, signal);
    keeping.log.info({ event: "round.witnessed", round: round.toString(), result }, "Witness seen to.");
  }

  async #keep(round: bigint, roster: Roster, signal: AbortSignal): Promise<void> {
    const { config, keeping } = this.#deps;
    const wait = this.#turn({ round }, roster, config.ledger?.stageMs ?? 0);
    if (!(await sleepUnlessAborted(keeping.clock, wait, signal))) signal.throwIfAborted();
    const lag = await keepLedger(keeping, signal);
    this.#state = { ...this.#state, lag, keptIn: round };
    keeping.log.info({ event: "ledger.kept", round: round.toString(), ...figures(lag) }, "Ledger kept.");
  }

  async #relay(record: RoundRecord, roster: Roster, signal: AbortSignal): Promise<void> {
    const { mirrors, keeping } = this.#deps;
    const { round, blockNumber, outcome } = record;
    if (mirrors.length === 0 || blockNumber === undefined) return;
    const marketIds = roster.markets.map(({ id }) => id);
    const states = await Promise.all(
      mirrors.map(async (mirror): Promise<MirrorState> => {
        const waitMs = this.#turn(record, roster, mirror.turnStageMs);
        const state = await relayReport({ round, blockNumber, marketIds, waitMs }, mirror, signal);
        await showLag(mirror, marketIds, round, keeping, signal);
        return state;
      }),
    );
    if (outcome === "accepted") this.#state = { ...this.#state, mirrors: states };
  }

  async #readBond(signal: AbortSignal): Promise<void> {
    const { keeping, signer } = this.#deps;
    const head = await keeping.rpc.head(signal);
    const at = pinnedAt(keeping, head);
    const bonds = await readBondsAddress(keeping.contracts.committee, at, signal);
    if (bonds === null) return;
    const bond = await readBond(bonds, signer, head.timestamp, at, signal);
    keeping.metrics.set("breakwater_bond_covered", bond.covered ? 1 : 0);
    const advice = bondAdvice(bond);
    const isNews = advice !== null && advice !== (this.#state.bond && bondAdvice(this.#state.bond));
    if (isNews) keeping.log.warn({ event: "bond.advice", advice }, "The own bond needs attention.");
    this.#state = { ...this.#state, bond };
  }

  #order({ round }: Pick<RoundRecord, "round">, { configDigest, members }: Roster, stageMs: number) {
    const active = members.filter(({ suspended }) => !suspended).map(({ index }) => index);
    return { configDigest, round, members: active, member: this.#deps.config.member, stageMs };
  }

  #turn(record: Pick<RoundRecord, "round">, roster: Roster, stageMs: number): number {
    return turnMs(this.#order(record, roster, stageMs));
  }

  #noteFailure(round: bigint, error: unknown): void {
    const { keeping } = this.#deps;
    const reason = error instanceof BreakwaterError ? String(error.code) : "UNEXPECTED";
    const failure = messageOf(error);
    keeping.metrics.count("breakwater_keeping_failures_total", { reason });
    const fields = { event: "keeping.failed", round: round.toString(), code: reason, reason: failure };
    keeping.log.warn(fields, "What follows a round was not finished; rounds go on.");
    this.#state = { ...this.#state, failure };
  }
}

const figures = ({ unsettled, unwitnessed }: LedgerLag) => ({ unsettled, unwitnessed });

/** Shows how far a mirror is behind; a mirror that does not answer is the relay's affair. */
async function showLag(
  mirror: MirrorDeps,
  marketIds: readonly Hex[],
  round: bigint,
  { metrics }: KeepingDeps,
  signal: AbortSignal,
): Promise<void> {
  const stored = await readMirror(marketIds, mirror, signal).catch(() => []);
  const newest = stored.reduce((most, at) => (at.round > most ? at.round : most), 0n);
  if (newest > 0n) {
    metrics.set("breakwater_mirror_lag_rounds", Number(round - newest), { chain: String(mirror.chainId) });
  }
}
