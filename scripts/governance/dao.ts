import { id } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { AaveMarket } from "../deploy/deployAaveMarket.ts";
import type {
  RiskGatedGovernor,
  TimelockController,
  UngatedGovernor,
} from "../../types/ethers-contracts/index.ts";
import { STATES } from "./timeline.ts";
import type { ProposalState } from "./timeline.ts";
import type { GovernanceWorld } from "./world.ts";

/** One of the two DAOs: who decides, who executes, and the market that it owns. */
export interface Dao {
  readonly name: "gated" | "ungated";
  readonly governor: RiskGatedGovernor | UngatedGovernor;
  readonly timelock: TimelockController;
  readonly market: AaveMarket;
}

export function daosOf({ governance, breakwater, market, twin }: GovernanceWorld): readonly [Dao, Dao] {
  const { governor } = governance;
  return [
    { name: "gated", governor, timelock: breakwater.timelock, market },
    { name: "ungated", governor: twin.governor, timelock: twin.timelock, market: twin.market },
  ];
}

export interface Action {
  readonly target: string;
  readonly data: string;
}

/** A proposal by everything that its id commits to. */
export interface Payload {
  readonly actions: readonly Action[];
  readonly description: string;
}

type Call = [string[], bigint[], string[], string];

const callOf = ({ actions, description }: Payload): Call => [
  actions.map(({ target }) => target),
  actions.map(() => 0n),
  actions.map(({ data }) => data),
  description,
];

/** As queue and execute take it: the description's hash in its place. */
const hashedCallOf = (payload: Payload): Call => {
  const [targets, values, calldatas, description] = callOf(payload);
  return [targets, values, calldatas, id(description)];
};

type Sent = Promise<ContractTransactionResponse>;

/** At the latest block: a pending block's time would follow the wall clock. */
const LATEST = { blockTag: "latest" } as const;

/** GovernorCountingSimple.VoteType. */
export const SUPPORT = { against: 0, for: 1, abstain: 2 } as const;
export type Support = keyof typeof SUPPORT;

export const propose = ({ governor }: Dao, payload: Payload, by: HardhatEthersSigner): Sent =>
  governor.connect(by).propose(...callOf(payload));

export const idOf = ({ governor }: Dao, payload: Payload): Promise<bigint> =>
  governor.getProposalId(...hashedCallOf(payload));

export const castVote = (
  { governor }: Dao,
  proposalId: bigint,
  by: HardhatEthersSigner,
  support: Support,
): Sent => governor.connect(by).castVote(proposalId, SUPPORT[support]);

export const queue = ({ governor }: Dao, payload: Payload, by: HardhatEthersSigner): Sent =>
  governor.connect(by).queue(...hashedCallOf(payload));

export const execute = ({ governor }: Dao, payload: Payload, by: HardhatEthersSigner): Sent =>
  governor.connect(by).execute(...hashedCallOf(payload));

/** Asks without sending; resolves to what the chain would revert with, or undefined. */
export async function refusal({ governor }: Dao, payload: Payload): Promise<string | undefined> {
  try {
    await governor.execute.staticCall(...hashedCallOf(payload), LATEST);
    return undefined;
  } catch (error) {
    return revertData(error);
  }
}

/** Revert data of a failed call, `0x` where there is none. */
function revertData(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("data" in current && typeof current.data === "string") return current.data;
    if ("data" in current && typeof current.data === "object" && current.data !== null) {
      if ("data" in current.data && typeof current.data.data === "string") return current.data.data;
    }
  }
  return "0x";
}

export async function stateOf({ governor }: Dao, proposalId: bigint): Promise<ProposalState> {
  const state = await governor.state(proposalId, LATEST);
  return STATES[Number(state)] ?? "canceled";
}

export interface Votes {
  readonly forVotes: bigint;
  readonly againstVotes: bigint;
  readonly abstainVotes: bigint;
}

export async function votesFor({ governor }: Dao, proposalId: bigint): Promise<Votes> {
  const { forVotes, againstVotes, abstainVotes } = await governor.proposalVotes(proposalId, LATEST);
  return { forVotes, againstVotes, abstainVotes };
}

export const etaOf = async ({ governor }: Dao, proposalId: bigint): Promise<number> =>
  Number(await governor.proposalEta(proposalId, LATEST));

/** What the governor asks for by itself, once the vote has begun. */
export async function ownQuorum({ governor }: Dao, proposalId: bigint): Promise<bigint> {
  return governor.quorum(await governor.proposalSnapshot(proposalId, LATEST), LATEST);
}
