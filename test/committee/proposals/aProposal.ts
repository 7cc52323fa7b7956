import { Interface } from "ethers";
import { readProposal } from "../../../committee/proposals/score.ts";
import type { ReadProposal } from "../../../committee/proposals/rules/rule.ts";
import { parseSnapshot } from "../../../committee/proposals/snapshot.ts";
import type { ProposalJson, ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";

export const CREATED = 1_700_000_000;
export const HOUR = 3_600;

/** 0x, 19 zero bytes and the number: addresses that read as what they are. */
export const address = (n: number): `0x${string}` => `0x${n.toString(16).padStart(40, "0")}`;

export const TOKEN = address(0x70);
export const VAULT = address(0x71);
export const STRANGER = address(0x5e);

export function call(signature: string, ...args: unknown[]): `0x${string}` {
  const face = new Interface([`function ${signature}`]);
  return face.encodeFunctionData(signature.slice(0, signature.indexOf("(")), args) as `0x${string}`;
}

type Vote = NonNullable<ProposalJson["votes"]>[number];

/** A vote of an old hand, early in the period. */
export const aVote = (n: number, vote: Partial<Vote> = {}): Vote => ({
  voter: address(0x1000 + n),
  support: "for",
  weight: "100",
  castAt: CREATED + 30 * HOUR,
  weightBefore: vote.weight ?? "100",
  weightAfter: vote.weight ?? "100",
  earlierVotes: 5,
  ...vote,
});

export const someVotes = (count: number, vote: Partial<Vote> = {}): Vote[] =>
  Array.from({ length: count }, (_, n) => aVote(n, vote));

/** A proposal that no rule has anything to say against; every field that a rule reads is there. */
export function aProposalJson(overrides: Partial<ProposalJson> = {}): ProposalJson {
  return {
    dao: "Harbour",
    id: "42",
    observedAt: CREATED + 96 * HOUR,
    title: "Reserve factor to 15 %",
    description: "Sets the reserve factor of the market to 15 %, as discussed.",
    proposer: { address: address(0x9), earlierProposals: 3, earlierVotes: 12, ageDays: 400 },
    actions: [
      {
        target: VAULT,
        signature: "setReserveFactor(uint256)",
        calldata: call("setReserveFactor(uint256)", 1500),
      },
    ],
    contracts: {
      [VAULT]: { hasCode: true, verified: true, ageDays: 300, replaceable: false, established: true },
    },
    timing: {
      createdAt: CREATED,
      voteStart: CREATED + 24 * HOUR,
      voteEnd: CREATED + 96 * HOUR,
      earliestExecution: CREATED + 144 * HOUR,
    },
    power: { token: TOKEN, totalSupply: "100000", quorum: "1000", freshBlocks: 7_200 },
    votes: someVotes(20),
    treasury: [
      { token: TOKEN, symbol: "HRB", decimals: 0, balance: "10000", valueUsd: 50_000 },
      { token: address(0), symbol: "ETH", decimals: 18, balance: "10000000000000000000", valueUsd: 50_000 },
    ],
    history: { proposals: 40, medianVoters: 20 },
    ...overrides,
  };
}

export const aProposal = (overrides: Partial<ProposalJson> = {}): ProposalSnapshot =>
  parseSnapshot(aProposalJson(overrides));

/** The same, decoded. */
export const read = (overrides: Partial<ProposalJson> = {}): ReadProposal =>
  readProposal(aProposal(overrides));

/** One action that calls a function of the vault, and says so unless told otherwise. */
export const anAction = (
  signature: string,
  args: readonly unknown[],
  overrides: Partial<NonNullable<ProposalJson["actions"]>[number]> = {},
): NonNullable<ProposalJson["actions"]> => [
  { target: VAULT, signature, calldata: call(signature, ...args), ...overrides },
];
