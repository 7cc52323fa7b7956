import type { Config } from "./config.ts";
import type { GasWallet } from "./chain/gas-wallet.ts";
import type { Rpc } from "./chain/rpc.ts";
import { transmit } from "./chain/transmit.ts";
import type { TransmitResult } from "./chain/transmit.ts";
import type { Clock } from "./lib/clock.ts";
import type { Hex } from "./lib/hex.ts";
import type { Logger } from "./lib/logger.ts";
import type { Pulse } from "./lib/pulse.ts";
import type { Block } from "./market/chain-reader.ts";
import type { Roster } from "./market/roster.ts";
import { assertCanonical, findSnapshotBlock, waitForConfirmations } from "./market/rounds.ts";
import type { Snapshot, SnapshotTaker } from "./market/snapshot.ts";
import type { Exchange, SharedRound } from "./network/exchange.ts";
import { collect } from "./quorum/collect.ts";
import { selectReport } from "./quorum/select.ts";
import type { QuorumReport } from "./quorum/select.ts";
import { ReportError } from "./report/errors.ts";
import type { Observation, RoundHeader, SignedObservation, SigningDomain } from "./report/observation.ts";
import type { Scorer } from "./report/scorer.ts";
import { packScores } from "./report/scores.ts";
import type { ObservationSigner } from "./report/signer.ts";
import type { RoundRecord, StepTimes } from "./status.ts";

/** What a round needs besides its configuration on chain. */
export interface RoundDeps {
  readonly config: Config;
  readonly domain: SigningDomain;
  readonly rpc: Rpc;
  readonly exchange: Exchange;
  readonly signer: ObservationSigner;
  readonly wallet: GasWallet;
  readonly clock: Clock;
  readonly log: Logger;
  /** Fires with every new block. */
  readonly heads: Pulse<Block>;
}

/** What follows from the configuration on chain, made anew when that changes. */
export interface RoundContext {
  readonly roster: Roster;
  readonly taker: SnapshotTaker;
  readonly scorer: Scorer;
  readonly modelHash: Hex;
  /** Why this node may not sign under this configuration; null when it may. */
  readonly problem: string | null;
}

/** Gives the context that is valid at a block. */
export interface ContextSource {
  readonly current: RoundContext | null;
  at(block: Block, signal: AbortSignal): Promise<RoundContext>;
}

/** One round's own notes: shown by /status while it runs. */
export interface RoundNotes {
  readonly record: RoundRecord;
  readonly steps: StepTimes;
  /** Set once the snapshot block is known, so that a reorg can be noticed. */
  block: Block | null;
}

/** How long an endpoint may lag behind another before the round is tried again. */
const MAX_LAG_MS = 5_000;

/**
 * One round from its snapshot block to its report on chain. What it learns goes into `notes`, which is complete as far
 * as the round came when it rejects.
 */
export async function runRound(
  notes: RoundNotes,
  head: Block,
  contexts: ContextSource,
  deps: RoundDeps,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = deps;
  const lap = lapTimer(clock, notes.steps);
  const { block, context, snapshot } = await observe(notes, head, contexts, deps, signal);
  lap("snapshot");
  const header = toHeader(snapshot, notes.record.round);
  const signed = await scoreAndSign(notes, snapshot, header, context, deps, lap);
  const report = await agree(notes, signed, header, context.roster, deps, lap, signal);
  if (report === null) return;
  await assertCanonical(deps.rpc, block, signal);
  const result = await transmit(report, context.roster, transmitDeps(deps), signal);
  lap("transmit");
  noteResult(notes.record, result, deps.log);
}

type Lap = (step: keyof StepTimes, ms?: number) => void;

/** Writes the time since the step before under a step's name, or the time given. */
function lapTimer(clock: Clock, steps: StepTimes): Lap {
  let before = clock.now();
  return (step, ms) => {
    const now = clock.now();
    steps[step] = ms ?? now - before;
    before = now;
  };
}

async function observe(
  notes: RoundNotes,
  head: Block,
  contexts: ContextSource,
  deps: RoundDeps,
  signal: AbortSignal,
): Promise<{ block: Block; context: RoundContext; snapshot: Snapshot }> {
  const { record } = notes;
  const { rpc, log } = deps;
  const standing = contexts.current ?? (await contexts.at(head, signal));
  const start = record.round * standing.roster.roundLength;
  const block = await findSnapshotBlock(rpc, head, start, signal);
  notes.block = block;
  record.observedAt = block.timestamp;
  record.blockNumber = block.number;
  record.blockHash = block.hash;
  log.info(
    {
      event: "round.started",
      round: record.round.toString(),
      blockNumber: Number(block.number),
      blockHash: block.hash,
      observedAt: Number(block.timestamp),
    },
    "Round started.",
  );
  const { confirmations } = deps.config.chain;
  const patience = { confirmations, pollMs: deps.config.timing.pollMs, clock: deps.clock };
  await waitForConfirmations(rpc, block, head, patience, signal);
  await rpc.agree(block, MAX_LAG_MS, signal);
  const snapshot = await standing.taker.take(block, signal);
  if (snapshot.configDigest === standing.roster.configDigest) return { block, context: standing, snapshot };
  // The committee, its models or the markets changed: everything is read again under the new digest.
  const context = await contexts.at(block, signal);
  return { block, context, snapshot: await context.taker.take(block, signal) };
}

function toHeader({ block, configDigest }: Snapshot, round: bigint): RoundHeader {
  return {
    configDigest,
    round,
    observedAt: block.timestamp,
    blockNumber: block.number,
    blockHash: block.hash,
  };
}

/** The own observation; null when this round was signed otherwise before, so that the node only listens. */
async function scoreAndSign(
  { record }: RoundNotes,
  snapshot: Snapshot,
  header: RoundHeader,
  { roster, scorer, modelHash, problem }: RoundContext,
  { config, signer, log }: RoundDeps,
  lap: Lap,
): Promise<SignedObservation | null> {
  const scored = await scorer.score(snapshot, roster.markets, header.round);
  lap("features", scored.ms.features);
  lap("inference", scored.ms.inference);
  lap("calibrate", scored.ms.calibrate);
  lap("explain", scored.ms.explain);
  record.scores = scored.markets;
  const observation: Observation = {
    ...header,
    snapshotRoot: snapshot.root,
    modelHash,
    explanationRoot: scored.explanationRoot,
    scores: packScores(scored.markets),
  };
  if (problem !== null) {
    record.reason = problem;
    return null;
  }
  try {
    const signed = signer.sign(config.member, observation);
    lap("sign");
    const scores = scored.markets.map(({ scoreBps }) => scoreBps);
    log.info({ event: "round.signed", round: header.round.toString(), scores }, "Observation signed.");
    return signed;
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    record.reason = error.message;
    log.warn(
      { event: "round.unsigned", round: header.round.toString(), reason: error.message },
      "Not signed.",
    );
    return null;
  }
}

/** Shares and collects until a quorum stands; null when what stands may not be reported. */
async function agree(
  { record, steps }: RoundNotes,
  own: SignedObservation | null,
  header: RoundHeader,
  roster: Roster,
  { config, domain, exchange, clock, log }: RoundDeps,
  lap: Lap,
  signal: AbortSignal,
): Promise<QuorumReport | null> {
  const { quorum, members, markets } = roster;
  const { round } = header;
  const started = clock.now();
  const verify = { domain, header, members, markets: markets.length };
  const shared: SharedRound = exchange.share({ round, quorum, verify, own }, signal);
  const { revealDelayMs, graceMs } = config.timing;
  const onShort = (observations: number) => {
    record.outcome = "no-quorum";
    record.observations = observations;
    record.reason = `No quorum: ${observations} of ${quorum}`;
    log.warn(
      { event: "round.no-quorum", round: round.toString(), observations, quorum },
      `No quorum: ${observations} of ${quorum}.`,
    );
  };
  const patienceMs = revealDelayMs + graceMs;
  await collect(shared, { quorum, graceMs, patienceMs, clock, onShort }, signal);
  const revealedAt = shared.revealedAt() ?? started;
  steps.share = revealedAt - started;
  record.observations = shared.accepted.size;
  record.members = [...shared.accepted.keys()].sort((a, b) => a - b);
  const selection = selectReport(header, shared.accepted.values(), roster);
  lap("quorum", clock.now() - revealedAt);
  signal.throwIfAborted();
  if (selection.ok) {
    delete record.outcome;
    delete record.reason;
    record.aggregate = selection.report.preview;
    log.info({ event: "round.quorum", round: round.toString(), members: record.members }, "Quorum.");
    return selection.report;
  }
  record.outcome = "no-quorum";
  record.reason = `No quorum: ${selection.found} of ${selection.needed} ${selection.reason}`;
  log.warn(
    { event: "round.no-quorum", round: round.toString(), observations: record.observations, quorum },
    `${record.reason}.`,
  );
  return null;
}

function transmitDeps({ config, rpc, wallet, clock, log, heads }: RoundDeps) {
  const { deviationBps, maxAgeSeconds, markets } = config.due;
  return {
    member: config.member,
    rpc,
    wallet,
    oracle: config.chain.oracle,
    multicall: config.chain.multicall,
    clock,
    log,
    heads,
    pollMs: config.timing.pollMs,
    stageMs: config.timing.stageMs,
    dryRun: config.dryRun,
    policyOf: (id: Hex) => markets[id] ?? { deviationBps, maxAgeSeconds },
  };
}

function noteResult(record: RoundRecord, result: TransmitResult, log: Logger): void {
  record.outcome = result.outcome;
  if (result.outcome !== "accepted") return;
  const { by, txHash } = result;
  if (txHash !== undefined) record.txHash = txHash;
  log.info(
    {
      event: "report.accepted",
      round: record.round.toString(),
      by,
      ...(txHash === undefined ? {} : { txHash }),
    },
    "Report accepted.",
  );
}
