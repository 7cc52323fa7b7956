import type { ProposalSnapshot, ProposalVote } from "../../committee/proposals/snapshot.ts";
import { blockClock } from "./block-times.ts";
import { toUnits } from "./records.ts";
import type { ProposalRecord } from "./records.ts";

/** Governors whose votes start in the block that creates the proposal, or the next: what tells time from blocks. */
const STARTS_AT_ONCE = ["compound_alpha", "uniswap_alpha", "uniswap_alphav2", "aave_v2"];

/** Earlier proposals that tell a DAO's usual number of voters. */
const USUAL_OF = 20;

/** A benign proposal, rebuilt as a member would have read it at the close of its vote. */
export interface BenignProposal {
  readonly record: ProposalRecord;
  readonly snapshot: ProposalSnapshot;
}

/** What the DAO has seen so far. */
interface Past {
  readonly votesOf: Map<string, number>;
  readonly proposalsOf: Map<string, number>;
  readonly voters: number[];
}

/**
 * Rebuilds snapshots from records. History holds only what was over before a proposal was made: earlier votes are those
 * cast before its creation, in any governor of the same DAO.
 */
export function rebuild(records: readonly ProposalRecord[]): BenignProposal[] {
  const known = records.filter(
    ({ governor, startBlock }) => STARTS_AT_ONCE.includes(governor) && startBlock !== null,
  );
  const clock = blockClock(
    known.map(({ startBlock, createdAt }) => ({ block: startBlock ?? 0, moment: createdAt })),
  );
  return records.map((record) => {
    const same = records.filter(({ facts }) => facts.dao === record.facts.dao);
    return { record, snapshot: snapshotOf(record, pastOf(same, record.createdAt), clock) };
  });
}

function pastOf(records: readonly ProposalRecord[], until: number): Past {
  const past: Past = { votesOf: new Map(), proposalsOf: new Map(), voters: [] };
  const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1);
  for (const { proposer, createdAt, votes } of records) {
    if (createdAt < until) count(past.proposalsOf, proposer);
    const earlier = votes.filter(({ castAt }) => castAt < until);
    for (const { voter } of earlier) count(past.votesOf, voter);
    if (createdAt < until && earlier.length > 0) past.voters.push(earlier.length);
  }
  return past;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function snapshotOf(record: ProposalRecord, past: Past, clock: (block: number) => number): ProposalSnapshot {
  const { facts, createdAt, proposer } = record;
  const timing = timingOf(record, clock);
  return {
    dao: facts.dao,
    id: `${record.governor} ${record.id}`,
    observedAt: timing.voteEnd,
    title: record.title,
    description: null,
    proposer: {
      address: proposer,
      earlierProposals: past.proposalsOf.get(proposer) ?? 0,
      earlierVotes: past.votesOf.get(proposer) ?? 0,
      ageDays: null,
    },
    actions: actionsOf(record),
    contracts: {},
    timing: { createdAt, ...timing, earliestExecution: timing.voteEnd + facts.delaySeconds },
    power: {
      token: null,
      totalSupply: toUnits(facts.totalSupply),
      quorum: toUnits(facts.quorum),
      freshBlocks: null,
      holders: null,
    },
    votes: votesOf(record, past),
    treasury: null,
    simulation: null,
    history: { proposals: past.voters.length, medianVoters: median(past.voters.slice(-USUAL_OF)) },
  };
}

function timingOf(record: ProposalRecord, clock: (block: number) => number) {
  const { createdAt, startBlock, endBlock, facts, votes } = record;
  const voteStart = startBlock === null ? createdAt : Math.max(createdAt, clock(startBlock));
  const planned = endBlock === null ? createdAt + (facts.voteSeconds ?? 0) : clock(endBlock);
  // A block's moment is an estimate: the last vote was cast before the end, whatever it says.
  return { voteStart, voteEnd: Math.max(planned, votes.at(-1)?.castAt ?? 0, voteStart + 1) };
}

/** Signatures are all that the data hold of the actions; null where they hold none, or some are empty. */
function actionsOf({ signatures }: ProposalRecord): ProposalSnapshot["actions"] {
  if (signatures === null || signatures.every((signature) => signature === "")) return null;
  return signatures.map((signature) => ({
    target: `0x${"0".repeat(40)}` as const,
    value: 0n,
    signature: signature === "" ? null : signature,
    calldata: null,
    encoding: "arguments" as const,
    delegatecall: false,
  }));
}

/** The last vote of an address counts, as the governors have it. */
function votesOf({ votes }: ProposalRecord, past: Past): ProposalVote[] {
  const last = new Map(votes.map((vote) => [vote.voter, vote]));
  return [...last.values()].map((vote) => ({
    ...vote,
    weightBefore: null,
    weightAfter: null,
    earlierVotes: past.votesOf.get(vote.voter) ?? 0,
  }));
}
