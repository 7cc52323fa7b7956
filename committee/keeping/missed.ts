import { messageOf } from "../lib/errors.ts";
import type { Block } from "../market/chain-reader.ts";
import { findSnapshotBlock } from "../market/rounds.ts";
import { encodeMessage } from "../network/messages.ts";
import { observationDigest } from "../report/observation.ts";
import type { RoundHeader, SignedObservation, SigningDomain } from "../report/observation.ts";
import { signerOf } from "../report/verify.ts";
import type { KeptRound } from "../store/store.ts";
import { findAccepted, readCalldata } from "./accepted.ts";
import type { AcceptedReport, ReportedObservation } from "./accepted.ts";
import { configDigestOf, readDigests, readRosterAt } from "./configuration.ts";
import type { DigestPair, PastRoster } from "./configuration.ts";
import { KeepingError } from "./errors.ts";
import type { LedgerState } from "./ledger.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingDeps } from "./types.ts";

/** Blocks that one request asks for: endpoints bound them. */
const BLOCKS_AT_ONCE = 2_000n;
/** Requests in one cycle: a keeper that was away for long catches up in several. */
const REQUESTS = 10;

/**
 * Rounds that were reported while this node was away, read back from the chain: headers from the logs, observations
 * from the calldata. Goes on from where it stopped, and begins with the ledger's term or, where that is long ago, with
 * the oldest round that could still be counted.
 */
export async function readMissed(
  state: LedgerState,
  longestHorizon: bigint,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<number> {
  const { rpc, store, contracts, log } = deps;
  let from = (store.searchedTo() ?? (await firstBlock(state, longestHorizon, head, deps, signal)) - 1n) + 1n;
  let found = 0;
  for (let request = 0; request < REQUESTS && from <= head.number; request++) {
    const end = from + BLOCKS_AT_ONCE - 1n;
    const to = end < head.number ? end : head.number;
    for (const report of await findAccepted(rpc, contracts.oracle, { from, to }, signal)) {
      if (isKnown(store.keptRound(report.round), report)) continue;
      try {
        await keepMissed(report, head, deps, signal);
        found += 1;
      } catch (error) {
        if (!(error instanceof KeepingError)) throw error;
        const fields = { event: "keeping.unreadable", round: report.round.toString(), code: error.code };
        log.warn({ ...fields, reason: messageOf(error) }, "A round cannot be read back.");
      }
    }
    store.noteSearched(to);
    from = to + 1n;
  }
  return found;
}

const isKnown = (kept: KeptRound | null, { blockHash, configDigest }: AcceptedReport): boolean =>
  kept !== null && kept.blockHash === blockHash && kept.configDigest === configDigest;

async function firstBlock(
  { epoch, epochLength }: LedgerState,
  longestHorizon: bigint,
  head: Block,
  { rpc }: KeepingDeps,
  signal: AbortSignal,
): Promise<bigint> {
  const countable = head.timestamp - longestHorizon - epochLength;
  const start = countable > epoch.termStartedAt ? countable : epoch.termStartedAt;
  const block = await findSnapshotBlock(rpc, head, start, signal);
  return block.number;
}

async function keepMissed(
  report: AcceptedReport,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<void> {
  const { rpc, store, contracts, domain } = deps;
  const { round, observedAt, blockNumber, blockHash, configDigest } = report;
  const digests = await digestsOf(report, head, deps, signal);
  const calldata = await readCalldata(rpc, contracts.oracle, report.txHash, signal);
  if (calldata === null) {
    throw new KeepingError(
      "REPORT_UNREADABLE",
      `The report of round ${round} came through another contract: its observations are not read from there.`,
      { round, txHash: report.txHash },
    );
  }
  const members = calldata.observations.map(({ member }) => member);
  const roster = await readRosterAt(
    contracts,
    digests.committeeDigest,
    members,
    pinnedAt(deps, head),
    signal,
  );
  const header = { round, observedAt, blockNumber, blockHash, configDigest };
  for (const reported of calldata.observations) {
    const signed = rebuild(reported, header, roster, domain);
    const payload = encodeMessage({ type: "reveal", signed, seen: [] });
    const digest = observationDigest(domain, signed.observation);
    store.recordObservation({ round, member: signed.member, digest, payload });
  }
  store.keepRound({ ...header, ...digests, members: [], closed: false });
}

/** What a member signed. Calldata names no model: it is the one of the roster under which the signature is the member's. */
function rebuild(
  { member, r, vs, ...said }: ReportedObservation,
  header: RoundHeader,
  { signers, models }: PastRoster,
  domain: SigningDomain,
): SignedObservation {
  const candidates = models.map((modelHash) => ({
    member,
    observation: { ...header, ...said, modelHash },
    ...{ r, vs },
  }));
  const signed = candidates.find((candidate) => signerOf(candidate, domain) === signers.get(member));
  if (signed !== undefined) return signed;
  throw new KeepingError(
    "REPORT_UNREADABLE",
    `The observation of member ${member} in round ${header.round} is of none of the committee's models: it is not read back.`,
    { round: header.round, member },
  );
}

/** Of what was kept before, of now, or of the block that holds the report, where the endpoint still has its state. */
async function digestsOf(
  report: AcceptedReport,
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<DigestPair> {
  const { configDigest, reportedIn, round } = report;
  const kept = deps.store.digestsBehind(configDigest);
  if (kept !== null) return kept;
  for (const blockHash of [head.hash, reportedIn]) {
    const at = { ...pinnedAt(deps, head), blockHash };
    const pair = await readDigests(deps.contracts, at, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      deps.log.debug({ event: "keeping.digests", reason: messageOf(error) }, "No state of that block.");
      return null;
    });
    if (pair !== null && configDigestOf(pair) === configDigest) return pair;
  }
  throw new KeepingError(
    "DIGESTS_UNKNOWN",
    `Round ${round} was observed under a configuration that has passed, and no endpoint has the state of its block: name one that keeps old states in "chain.rpcUrls".`,
    { round, configDigest },
  );
}
