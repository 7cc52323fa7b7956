import { sleepUnlessAborted } from "../lib/clock.ts";
import type { Hex } from "../lib/hex.ts";
import type { Block } from "../market/chain-reader.ts";
import type { KeptRound } from "../store/store.ts";
import { batchHash, batchOf, likelyBatches, membersOf, only } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { deliver } from "./deliver.ts";
import { ledgerAbi, readWitnesses } from "./ledger.ts";
import { pinnedAt } from "./types.ts";
import type { KeepingCall, KeepingDeps } from "./types.ts";

export interface WitnessInput {
  readonly kept: KeptRound;
  readonly quorum: number;
  readonly maxAge: bigint;
  /** This node's own index: what a batch leaves out of its own it witnesses by itself. */
  readonly member: number;
  /** How long others are left to go first. */
  readonly waitMs: number;
}

export type WitnessResult = "by-self" | "by-other" | "too-few" | "too-late" | "not-sent";

const WITNESS_GAS = 60_000n;

/**
 * Has the observations of a round recorded on chain while nobody can know how they turn out: all that are held, those
 * that the report left out too. Reads the chain before its turn and after it, and pays only for what is missing.
 */
export async function witnessRound(
  input: WitnessInput,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<WitnessResult> {
  const { kept, quorum, maxAge, member } = input;
  const held = () => batchOf(deps.store.observationsOf(kept.round), kept);
  if (held().signed.length < quorum) return "too-few";
  const standing = await waitForOthers(input, held, deps, signal);
  const batch = held();
  if (standing !== null) {
    note(kept, standing, deps);
    const own = only(batch, [member]);
    const leftOut = own.signed.length > 0 && !standing.includes(member);
    if (!leftOut || (await isWitnessed(own, kept, maxAge, deps, signal))) return "by-other";
    const sent = await send(own, kept, deps, signal);
    return sent ? "by-self" : "not-sent";
  }
  const head = await deps.rpc.head(signal);
  if (head.timestamp > kept.observedAt + maxAge) return "too-late";
  if (!(await send(batch, kept, deps, signal))) return "not-sent";
  note(kept, membersOf(batch), deps);
  return "by-self";
}

/** Members of the batch that somebody has witnessed in time; null when nobody has. */
export async function findWitness(
  kept: KeptRound,
  batch: Batch,
  { quorum, maxAge }: { readonly quorum: number; readonly maxAge: bigint },
  head: Block,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  const likely = likelyBatches(batch, quorum);
  const hashes = likely.map(({ digests }) => batchHash(digests));
  const times = await readWitnesses(deps.contracts, hashes, pinnedAt(deps, head), signal);
  const latest = kept.observedAt + maxAge;
  const found = times.findIndex((time) => time !== 0n && time <= latest);
  const standing = likely[found];
  return standing === undefined ? null : membersOf(standing);
}

/** Waits the own turn, but not past the block in which somebody else's witness stands. */
async function waitForOthers(
  input: WitnessInput,
  held: () => Batch,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  const look = (head: Block) => findWitness(input.kept, held(), input, head, deps, signal);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const timer = sleepUnlessAborted(deps.clock, input.waitMs, until).then(() => {
    over.abort();
  });
  let standing: readonly number[] | null = null;
  for (
    let head = input.waitMs === 0 ? null : await deps.rpc.head(signal);
    head !== null && standing === null;
  ) {
    standing = await look(head);
    if (standing === null) head = await deps.heads.next(until);
  }
  over.abort();
  await timer;
  signal.throwIfAborted();
  return standing ?? look(await deps.rpc.head(signal));
}

async function isWitnessed(
  batch: Batch,
  { observedAt }: KeptRound,
  maxAge: bigint,
  deps: KeepingDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const at = pinnedAt(deps, await deps.rpc.head(signal));
  const [time = 0n] = await readWitnesses(deps.contracts, [batchHash(batch.digests)], at, signal);
  return time !== 0n && time <= observedAt + maxAge;
}

async function send(batch: Batch, kept: KeptRound, deps: KeepingDeps, signal: AbortSignal): Promise<boolean> {
  const { outcome } = await deliver(
    [witnessCall(batch, kept, deps.contracts.ledger)],
    kept.round,
    deps,
    signal,
  );
  return outcome === "mined" || outcome === "pending";
}

export function witnessCall(batch: Batch, { round }: KeptRound, ledger: Hex): KeepingCall {
  const data = ledgerAbi.encodeFunctionData("witness", [batchHash(batch.digests)]) as Hex;
  const about = { round: round.toString(), members: membersOf(batch).join(" ") };
  return { job: "witness", target: ledger, data, gas: WITNESS_GAS, about };
}

function note(kept: KeptRound, members: readonly number[], { store }: KeepingDeps): void {
  store.keepRound({ ...kept, members });
}
