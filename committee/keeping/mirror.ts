import { ChainError } from "../chain/errors.ts";
import { describeRevert, encodeSubmit, readScores } from "../chain/oracle.ts";
import { waitForReceipt } from "../chain/receipt.ts";
import type { ReceiptDeps } from "../chain/receipt.ts";
import type { GasWallet } from "../chain/gas-wallet.ts";
import type { Rpc } from "../chain/rpc.ts";
import { gasLimit } from "../chain/transmit.ts";
import { sleepUnlessAborted } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Hex } from "../lib/hex.ts";
import type { Logger } from "../lib/logger.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { Block } from "../market/chain-reader.ts";
import { readViews } from "../market/views.ts";
import type { QuorumReport } from "../quorum/select.ts";
import { findAccepted, readCalldata } from "./accepted.ts";
import { oracleAbi } from "./ledger.ts";

export interface MirrorDeps extends ReceiptDeps {
  /** Where the mirror is. */
  readonly rpc: Rpc;
  readonly chainId: number;
  readonly mirror: Hex;
  readonly multicall: Hex;
  readonly wallet: GasWallet;
  /** Where its home is. */
  readonly home: { readonly rpc: Rpc; readonly oracle: Hex };
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Of several that carry, the one of rank k waits k of these. */
  readonly turnStageMs: number;
  readonly dryRun: boolean;
}

export interface RelayInput {
  readonly round: bigint;
  /** The snapshot block: the report is in a later one. */
  readonly blockNumber: bigint;
  readonly marketIds: readonly Hex[];
  /** How long others are left to go first. */
  readonly waitMs: number;
}

export type RelayOutcome = "relayed" | "there" | "no-report" | "does-not-follow" | "refused" | "dry-run";

/** How a mirror stands after a relay. */
export interface MirrorState {
  readonly chainId: number;
  readonly round: bigint;
  readonly outcome: RelayOutcome | "failed";
  readonly reason?: string;
}

/**
 * Carries the round's accepted report to a mirror: the bytes that the home took, read back from its chain. Waits its
 * turn, reads the mirror again and sends only what is missing there.
 */
export async function relayReport(
  input: RelayInput,
  deps: MirrorDeps,
  signal: AbortSignal,
): Promise<MirrorState> {
  const done = (outcome: MirrorState["outcome"], reason?: string): MirrorState => {
    const { chainId } = deps;
    deps.metrics.count("breakwater_mirror_relays_total", { chain: String(chainId), outcome });
    return { chainId, round: input.round, outcome, ...(reason === undefined ? {} : { reason }) };
  };
  try {
    return await relay(input, deps, done, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = messageOf(error);
    const fields = { event: "mirror.failed", chainId: deps.chainId, round: input.round.toString(), reason };
    deps.log.warn(fields, "A mirror could not be reached.");
    return done("failed", reason);
  }
}

async function relay(
  input: RelayInput,
  deps: MirrorDeps,
  done: (outcome: RelayOutcome, reason?: string) => MirrorState,
  signal: AbortSignal,
): Promise<MirrorState> {
  const report = await acceptedReport(input, deps, signal);
  if (report === null) return done("no-report");
  if (!(await sleepUnlessAborted(deps.clock, input.waitMs, signal))) signal.throwIfAborted();
  const mask = report.marketMask & (await missingOn(input, deps, signal));
  if (mask === 0n) return done("there");
  if ((await configDigestOn(deps, signal)) !== report.header.configDigest) {
    return done("does-not-follow", "it has not taken over the home's present configuration");
  }
  const data = encodeSubmit(report, mask);
  const gas = gasLimit(report.observations.length, input.marketIds.length);
  const refusal = await refusalOf(data, gas, deps, signal);
  if (refusal !== null) {
    const fields = { event: "mirror.refused", chainId: deps.chainId, round: input.round.toString() };
    deps.log.warn({ ...fields, reason: refusal }, "A mirror refuses the report.");
    return done("refused", refusal);
  }
  if (deps.dryRun) return done("dry-run");
  const { hash } = await deps.wallet.send(input.round, deps.mirror, data, gas, signal);
  const succeeded = await waitForReceipt(hash, deps, signal);
  const fields = {
    event: "mirror.relayed",
    chainId: deps.chainId,
    round: input.round.toString(),
    txHash: hash,
  };
  deps.log.info({ ...fields, mined: succeeded }, "Report relayed.");
  return succeeded === false ? done("refused", `transaction ${hash} failed`) : done("relayed");
}

/** Why the mirror would revert; null when it would not. */
async function refusalOf(
  data: Hex,
  gas: bigint,
  { wallet, mirror }: MirrorDeps,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await wallet.simulate(mirror, data, gas, signal);
    return null;
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== "CALL_REVERTED") throw error;
    return describeRevert(error.data["data"]);
  }
}

/** A report names no model: each oracle takes it from its roster. */
const NOT_CARRIED: Hex = "0x";

/** Header, observations and mask of the report that the home took; null when it took none, or none that can be read. */
async function acceptedReport(
  { round, blockNumber }: RelayInput,
  { home }: MirrorDeps,
  signal: AbortSignal,
): Promise<(Pick<QuorumReport, "header" | "observations"> & { readonly marketMask: bigint }) | null> {
  const head: Block = await home.rpc.head(signal);
  const range = { from: blockNumber, to: head.number, round };
  const [accepted] = await findAccepted(home.rpc, home.oracle, range, signal);
  if (accepted === undefined) return null;
  const calldata = await readCalldata(home.rpc, home.oracle, accepted.txHash, signal);
  if (calldata === null) return null;
  const observations = calldata.observations.map(({ member, r, vs, ...said }) => ({
    member,
    observation: { ...accepted, modelHash: NOT_CARRIED, ...said },
    r,
    vs,
  }));
  return { header: accepted, observations, marketMask: calldata.marketMask };
}

/** Bit i for every market whose score on the mirror is older than the round. */
async function missingOn(
  { round, marketIds }: RelayInput,
  deps: MirrorDeps,
  signal: AbortSignal,
): Promise<bigint> {
  const stored = await readMirror(marketIds, deps, signal);
  return stored.reduce((mask, at, index) => (at.round < round ? mask | (1n << BigInt(index)) : mask), 0n);
}

/** What a mirror holds of each market. */
export async function readMirror(
  marketIds: readonly Hex[],
  { rpc, multicall, mirror }: Pick<MirrorDeps, "rpc" | "multicall" | "mirror">,
  signal: AbortSignal,
) {
  const head = await rpc.head(signal);
  return readScores(mirror, marketIds, { reader: rpc, multicall, blockHash: head.hash }, signal);
}

/** Which configuration a mirror verifies under. */
export async function configDigestOn(
  { rpc, multicall, mirror }: Pick<MirrorDeps, "rpc" | "multicall" | "mirror">,
  signal: AbortSignal,
): Promise<string> {
  const head = await rpc.head(signal);
  const view = { target: mirror, abi: oracleAbi, name: "configDigest", args: [] };
  const [digest] = await readViews([view], { reader: rpc, multicall, blockHash: head.hash }, signal);
  return String(digest).toLowerCase();
}
