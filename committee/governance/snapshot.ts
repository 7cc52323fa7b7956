import { id as hashOfText } from "ethers";
import type { Rpc } from "../chain/rpc.ts";
import type { Hex } from "../lib/hex.ts";
import { merkleLeaf } from "../lib/merkle.ts";
import type { PinnedReader } from "../market/chain-reader.ts";
import { readOptionalViews } from "../market/views.ts";
import { parseSnapshot } from "../proposals/snapshot.ts";
import type { ProposalAction, ProposalJson, ProposalSnapshot } from "../proposals/snapshot.ts";
import { governorAbi, view } from "./abis.ts";
import { actionsOf, readContracts } from "./contracts.ts";
import type { Dao } from "./dao.ts";
import { GovernanceError } from "./errors.ts";
import type { CreatedProposal } from "./events.ts";
import { pastOf, proposerOf } from "./past.ts";
import { readMovedPower, readTotalVotes } from "./powers.ts";
import type { Simulator } from "./simulate.ts";
import { measuredAt, readVotes } from "./votes.ts";
import type { Measured } from "./votes.ts";

export interface SnapshotInput {
  readonly proposal: CreatedProposal;
  readonly dao: Dao;
  /** The same for all proposals of a DAO. */
  readonly treasury: ProposalJson["treasury"];
  readonly freshBlocks: bigint;
  readonly simulator: Simulator;
}

/** A proposal as the rules read it, as it is kept, and the root that a member signs. */
export interface TakenSnapshot {
  readonly snapshot: ProposalSnapshot;
  readonly json: string;
  readonly root: Hex;
  /** Whether what a proposal does, or who stands behind it, could not be read: such a score fixes no class. */
  readonly degraded: boolean;
}

/**
 * Everything about a proposal that a plain JSON-RPC endpoint tells, at one block: two members with the same configuration
 * get the same text. What it does not tell is null, and the rules that need it abstain.
 */
export async function takeProposalSnapshot(
  input: SnapshotInput,
  rpc: Rpc,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<TakenSnapshot> {
  const { proposal, dao, treasury, freshBlocks } = input;
  const actions = actionsOf(proposal, dao.config);
  const measured = await measuredAt(proposal, dao, freshBlocks, signal);
  const [timing, power, votes, contracts, simulation] = await Promise.all([
    readTiming(proposal, dao, at, signal),
    readPower(proposal, dao, measured, freshBlocks, rpc, at, signal),
    readVotes(proposal, dao, measured, freshBlocks, at, signal),
    readContracts(proposal, actions ?? [], dao, rpc, at, signal),
    actions === null ? null : simulate(input, actions, at, signal),
  ]);
  await assertTally(proposal, dao, votes, at, signal);
  const json: ProposalJson = {
    ...{ dao: dao.config.name, id: proposal.id.toString(), observedAt: Number(dao.block.timestamp) },
    ...{ title: titleOf(proposal.description), description: proposal.description },
    ...{ actions: actions?.map(toJson) ?? null, contracts, simulation, timing, power },
    ...{ votes: votes === null ? null : [...votes], treasury: treasury ?? null },
    proposer: proposerOf(proposal, dao.history),
    history: pastOf(proposal, dao.history),
  };
  const text = JSON.stringify(json);
  return {
    ...{ snapshot: parseSnapshot(json), json: text },
    root: merkleLeaf(["bytes32"], [hashOfText(text)]),
    degraded:
      actions === null ||
      votes === null ||
      power.totalSupply === null ||
      (measured !== null && power.holders === null),
  };
}

const toJson = ({ value, ...action }: ProposalAction) => ({ ...action, value: value.toString() });

const simulate = (
  { proposal, dao: { config, timelock }, simulator }: SnapshotInput,
  actions: readonly ProposalAction[],
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ProposalJson["simulation"]> => {
  const { governor, treasury } = config;
  const tokens = config.tokens.map(({ address }) => address);
  const input = { proposalId: proposal.id, actions, timelock, governor, treasury, tokens };
  return simulator.simulate(input, at, signal);
};

/** The first line, as governors' pages show it. */
const titleOf = (description: string): string =>
  (description.split("\n", 1)[0] ?? "").replace(/^#+\s*/, "").trim();

async function readTiming(
  { id, voteStart, voteEnd, at: { blockNumber } }: CreatedProposal,
  { config: { governor }, times, minDelay }: Dao,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ProposalJson["timing"]> {
  // A late quorum moves the end that the event named.
  const [deadline] = await readOptionalViews(
    [view(governorAbi, governor, "proposalDeadline", [id])],
    at,
    signal,
  );
  const end = await times.momentOf(typeof deadline === "bigint" ? deadline : voteEnd, signal);
  return {
    createdAt: Number(await times.timeOf(blockNumber, signal)),
    voteStart: Number(await times.momentOf(voteStart, signal)),
    voteEnd: Number(end),
    earliestExecution: minDelay === null ? null : Number(end + minDelay),
  };
}

async function readPower(
  { voteStart }: CreatedProposal,
  { config: { governor }, times, token }: Dao,
  measured: Measured | null,
  freshBlocks: bigint,
  rpc: Rpc,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<ProposalJson["power"]> {
  const nothing = { token, totalSupply: null, quorum: null, freshBlocks: Number(freshBlocks), holders: null };
  if (token === null) return nothing;
  const settled = voteStart < times.now ? voteStart : times.now - 1n;
  const totalSupply = (await readTotalVotes(token, settled, at, signal))?.toString() ?? null;
  if (measured === null) return { ...nothing, totalSupply };
  const [quorum] = await readOptionalViews([view(governorAbi, governor, "quorum", [voteStart])], at, signal);
  const holders = await readMovedPower(rpc, token, measured, at, signal);
  return {
    ...{ ...nothing, totalSupply },
    quorum: typeof quorum === "bigint" ? quorum.toString() : null,
    holders:
      holders?.map(({ holder, weight, weightBefore }) => ({
        ...{ holder, weight: weight.toString(), weightBefore: weightBefore.toString() },
      })) ?? null,
  };
}

/** Refuses votes that do not add up to what the governor counted at the block: the endpoint kept some to itself. */
async function assertTally(
  { id }: CreatedProposal,
  { config: { governor } }: Dao,
  votes: readonly { readonly support: string; readonly weight: string }[] | null,
  at: PinnedReader,
  signal: AbortSignal,
): Promise<void> {
  const [counted] = await readOptionalViews([view(governorAbi, governor, "proposalVotes", [id])], at, signal);
  if (votes === null || counted == null) return;
  const sum = (support: string) =>
    votes.reduce((total, vote) => (vote.support === support ? total + BigInt(vote.weight) : total), 0n);
  const read = ["against", "for", "abstain"].map(sum);
  const tally = [...(counted as Iterable<bigint>)];
  if (tally.every((weight, i) => weight === read[i])) return;
  throw new GovernanceError(
    "LOGS_INCOMPLETE",
    `The votes that were read on proposal ${id} are not those that the governor counted: the endpoint's logs lag.`,
    { id, read, tally },
  );
}
