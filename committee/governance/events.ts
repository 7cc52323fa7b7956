import { AbiCoder } from "ethers";
import { fromHex, lowerHex } from "../lib/hex.ts";
import type { Hex } from "../lib/hex.ts";
import { governorAbi } from "./abis.ts";
import type { ChainLog } from "./logs.ts";

/** Where an event stands: later ones compare greater. */
export interface Position {
  readonly blockNumber: bigint;
  readonly index: number;
}

export const isBefore = (a: Position, b: Position): boolean =>
  a.blockNumber === b.blockNumber ? a.index < b.index : a.blockNumber < b.blockNumber;

export interface CreatedProposal {
  readonly id: bigint;
  readonly proposer: Hex;
  readonly targets: readonly Hex[];
  readonly values: readonly bigint[];
  readonly signatures: readonly string[];
  readonly calldatas: readonly Hex[];
  readonly description: string;
  /** In the governor's clock. */
  readonly voteStart: bigint;
  readonly voteEnd: bigint;
  readonly at: Position;
}

export interface CastVote {
  readonly proposalId: bigint;
  readonly voter: Hex;
  /** As the counting module has it: 0 against, 1 for, 2 abstain in the usual one. */
  readonly support: number;
  readonly weight: bigint;
  readonly at: Position;
}

export interface GovernorHistory {
  /** In the order of the chain, as the votes are. */
  readonly proposals: readonly CreatedProposal[];
  readonly votes: readonly CastVote[];
  readonly executed: ReadonlySet<bigint>;
}

const topicOf = (name: string): string => governorAbi.getEvent(name)?.topicHash ?? "";
const CREATED = topicOf("ProposalCreated");
const EXECUTED = topicOf("ProposalExecuted");
const VOTED = topicOf("VoteCast");
const VOTED_WITH_PARAMS = topicOf("VoteCastWithParams");

export const GOVERNOR_EVENTS = [CREATED, EXECUTED, VOTED, VOTED_WITH_PARAMS];

const coder = AbiCoder.defaultAbiCoder();
// Texts are decoded as bytes: one that is no UTF-8 must not keep anybody from reading the other proposals.
const CREATED_TYPES = [
  ...["uint256", "address", "address[]", "uint256[]", "bytes[]", "bytes[]"],
  ...["uint256", "uint256", "bytes"],
];
const VOTED_TYPES = ["uint256", "uint8", "uint256", "bytes"];

/** Bytes as text, with a mark for what is no UTF-8. */
const toText = (bytes: string): string => fromHex(bytes).toString("utf8");

/** One event of a governor, read. */
export type GovernorEvent =
  | { readonly kind: "created"; readonly proposal: CreatedProposal; readonly at: Position }
  | { readonly kind: "voted"; readonly vote: CastVote; readonly at: Position }
  | { readonly kind: "executed"; readonly id: bigint; readonly at: Position };

/** Reads an event; null where it is none of those asked for. */
export function readEvent(log: ChainLog): GovernorEvent | null {
  const { topics, data, blockNumber, index } = log;
  const at = { blockNumber, index };
  switch (topics[0]) {
    case CREATED:
      return { kind: "created", proposal: toProposal(log), at };
    case EXECUTED:
      return { kind: "executed", id: coder.decode(["uint256"], data)[0] as bigint, at };
    case VOTED:
    case VOTED_WITH_PARAMS:
      return { kind: "voted", vote: toVote(log), at };
    default:
      return null;
  }
}

export function historyOf(events: readonly GovernorEvent[]): GovernorHistory {
  return {
    proposals: events.flatMap((event) => (event.kind === "created" ? [event.proposal] : [])),
    votes: events.flatMap((event) => (event.kind === "voted" ? [event.vote] : [])),
    executed: new Set(events.flatMap((event) => (event.kind === "executed" ? [event.id] : []))),
  };
}

function toProposal({ data, blockNumber, index }: ChainLog): CreatedProposal {
  const [id, proposer, targets, values, signatures, calldatas, voteStart, voteEnd, description] =
    coder.decode(CREATED_TYPES, data) as unknown as [
      ...[bigint, string, string[], bigint[], string[], string[]],
      ...[bigint, bigint, string],
    ];
  return {
    ...{ id, voteStart, voteEnd, at: { blockNumber, index } },
    proposer: lowerHex(proposer),
    targets: [...targets].map(lowerHex),
    values: [...values],
    signatures: [...signatures].map(toText),
    calldatas: [...calldatas].map(lowerHex),
    description: toText(description),
  };
}

function toVote({ topics, data, blockNumber, index }: ChainLog): CastVote {
  const [proposalId, support, weight] = coder.decode(VOTED_TYPES, data) as unknown as [
    bigint,
    bigint,
    bigint,
  ];
  return {
    ...{ proposalId, weight, support: Number(support), at: { blockNumber, index } },
    voter: `0x${(topics[1] ?? "").slice(-40)}`,
  };
}
