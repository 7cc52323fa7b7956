import type { GovernorConfig } from "../config.ts";
import { BreakwaterError, messageOf } from "../lib/errors.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block, PinnedReader } from "../market/chain-reader.ts";
import type { Roster } from "../market/roster.ts";
import { assertCanonical, findSnapshotBlock, waitForConfirmations } from "../market/rounds.ts";
import type { RoundHeader } from "../report/observation.ts";
import { agreeOnProposal } from "./agree.ts";
import { GovernanceError } from "./errors.ts";
import { fixProposal } from "./fix.ts";
import { about, observeProposal } from "./observe.ts";
import { persist } from "./persist.ts";
import type { ReadProposal } from "./reader.ts";
import { submitProposal } from "./submit.ts";
import { readTerms } from "./terms.ts";
import type { ProposalTerms } from "./terms.ts";
import type { GovernanceDeps, ProposalNote } from "./types.ts";

/** A round of the markets: proposals are read at the same block, and nothing else of it matters to them. */
export interface ProposalRound {
  readonly round: bigint;
  readonly roundLength: bigint;
  /** A block of the round, or a later one. */
  readonly head: Block;
}

/** How long an endpoint may lag behind another before the block is asked for again. */
const MAX_LAG_MS = 5_000;

/** Told of a governor's proposals before anything about them is signed. */
export type Publish = (governor: Hex, notes: readonly ProposalNote[]) => void;

/**
 * Scores every proposal that is under way, each governor and each proposal on its own: one that fails, or is slow, holds up
 * no other. Rejects with what failed, once all are done.
 */
export async function runProposalRound(
  given: ProposalRound,
  publish: Publish,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<void> {
  const { rpc, contracts, reader } = deps;
  const block = await persist(() => blockOf(given, deps, signal), deps, signal);
  const at = { reader: rpc, multicall: contracts.multicall, blockHash: block.hash };
  const governors = reader.governors.map(({ governor }) => governor);
  const terms = await persist(() => readTerms(governors, contracts, at, signal), deps, signal);
  const moment: Moment = { round: given.round, block, at, terms };
  const done = await Promise.allSettled(
    reader.governors.map((config) => runGovernor(config, moment, publish, deps, signal)),
  );
  signal.throwIfAborted();
  const problems = reasonsOf(done);
  if (problems.length > 0) throw together(problems);
}

/** What all proposals of a round are read and scored at. */
interface Moment {
  readonly round: bigint;
  readonly block: Block;
  readonly at: PinnedReader;
  readonly terms: ProposalTerms;
}

async function runGovernor(
  config: GovernorConfig,
  { round, block, at, terms }: Moment,
  publish: Publish,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<void> {
  const { governor } = config;
  const isRegistered = terms.registered.has(governor);
  const read = () => deps.reader.read(config, block, at, signal);
  const live = isRegistered ? await persist(read, deps, signal) : [];
  deps.exchange.keepOnly(governor, new Set(live.map(({ marketId }) => marketId)));
  const noted = live.map((proposal) => ({ proposal, note: noteOf(proposal, round) }));
  publish(
    governor,
    noted.map(({ note }) => note),
  );
  if (!isRegistered) throw notRegistered(governor);
  const done = await Promise.allSettled(
    noted.map(({ note, proposal }) => runProposal(note, proposal, block, terms.roster, deps, signal)),
  );
  const problems = reasonsOf(done);
  if (problems.length > 0) throw together(problems);
}

const reasonsOf = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));

/** The round's first block, on which two endpoints agree. */
async function blockOf(
  { round, roundLength, head }: ProposalRound,
  { rpc, confirmations, pollMs, clock }: GovernanceDeps,
  signal: AbortSignal,
): Promise<Block> {
  const block = await findSnapshotBlock(rpc, head, round * roundLength, signal);
  await waitForConfirmations(rpc, block, head, { confirmations, pollMs, clock }, signal);
  await rpc.agree(block, MAX_LAG_MS, signal);
  return block;
}

const noteOf = ({ config, proposal, marketId }: ReadProposal, round: bigint): ProposalNote => ({
  ...{ governor: config.governor, proposalId: proposal.id.toString(), marketId, round },
  ...{ scoreBps: null, sentences: [], aggregate: null, outcome: null, reason: null, txHash: null },
});

/** One proposal from its snapshot to its report on chain, and to its class. */
async function runProposal(
  note: ProposalNote,
  proposal: ReadProposal,
  block: Block,
  committee: Roster,
  deps: GovernanceDeps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const header: RoundHeader = {
      ...{ configDigest: proposal.configDigest, round: note.round, observedAt: block.timestamp },
      ...{ blockNumber: block.number, blockHash: block.hash },
    };
    const roster = rosterOf(proposal, committee);
    const observe = () => observeProposal(note, proposal, header, deps.problemOf(committee), deps, signal);
    const own = await persist(observe, deps, signal);
    const report = await agreeOnProposal(note, own, header, roster, deps, signal);
    await assertCanonical(deps.rpc, block, signal);
    if (report !== null) await submitProposal(note, report, roster, proposal, deps, signal);
    await fixProposal(note, proposal, committee, deps, signal);
  } catch (error) {
    noteFailure(note, error, deps, signal);
    throw error;
  } finally {
    deps.metrics.count("breakwater_proposal_rounds_total", { outcome: note.outcome ?? "failed" });
  }
}

/** The committee, with the proposal for its one market and the proposal's digest for its own. */
const rosterOf = ({ marketId, configDigest }: ReadProposal, committee: Roster): Roster => ({
  ...committee,
  configDigest,
  markets: [{ id: marketId, thresholdBps: 0, horizonSeconds: 0, referenceFeed: marketId, subject: marketId }],
});

function noteFailure(note: ProposalNote, error: unknown, { log }: GovernanceDeps, signal: AbortSignal): void {
  // What was found out before it was called off stays: no quorum, or a report that is accepted.
  note.outcome ??= "failed";
  note.reason ??= signal.aborted ? "called off before it was done" : messageOf(error);
  const code = error instanceof BreakwaterError ? String(error.code) : undefined;
  const fields = { event: "proposal.failed", ...about(note), code, reason: messageOf(error) };
  if (!signal.aborted) log.warn(fields, "A proposal's round was not finished.");
}

const notRegistered = (governor: Hex): GovernanceError =>
  new GovernanceError(
    "ORACLE_UNFIT",
    `The governor ${governor} is not registered in the ProposalOracle: have it registered, or take it off "proposals.governors".`,
    { governor },
  );

/** The only failure, or all of them in one. */
function together(problems: readonly unknown[]): unknown {
  if (problems.length === 1) return problems[0];
  const sentences = problems.map(messageOf);
  return new GovernanceError("PROPOSALS_FAILED", sentences.join(" "), { sentences }, problems[0]);
}
