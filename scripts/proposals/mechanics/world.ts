import { Interface, id } from "ethers";
import type { Hex } from "../../../committee/lib/hex.ts";
import type { ProposalJson } from "../../../committee/proposals/snapshot.ts";

/** A proposal as a fixture: what parseSnapshot reads, drawn in code so that its calldata is real. */
export interface Mechanic {
  readonly id: string;
  /** In the words of a voter: what happened. */
  readonly name: string;
  /** Month of the attack; null for a technique that no single attack stands for. */
  readonly date: string | null;
  /** The governor of the benign data that it belongs to, if any: what leaving a DAO out leaves out too. */
  readonly dao: "Compound" | "Uniswap" | "Aave" | "Lido" | null;
  /** Where the facts were published. */
  readonly sources: readonly string[];
  /** Figures taken from there; every other figure is chosen. */
  readonly published: string;
  /** What a patient attacker does instead, at strength 0. */
  readonly weak: string;
  /** Strength 1 is the attack as published, 0 the most patient version of it that still passes. */
  readonly draw: (strength: number) => ProposalJson;
}

/** 2024-01-01: mechanics stand outside of history, so that nothing depends on their dates. */
export const BORN = 1_704_067_200;
export const HOUR = 3_600;

/** A made-up address that is the same in every run. */
export const actor = (name: string): Hex => `0x${id(`breakwater mechanic: ${name}`).slice(-40)}`;

/** Calldata with its selector, as a governor passes it on. */
export function call(signature: string, args: readonly unknown[]): Hex {
  const face = new Interface([`function ${signature}`]);
  return face.encodeFunctionData(signature.slice(0, signature.indexOf("(")), args) as Hex;
}

export const tokens = (amount: number, decimals = 18): bigint =>
  BigInt(Math.round(amount * 1e6)) * 10n ** BigInt(decimals - 6);

/** From the patient version's figure to the published one's. */
export const between = (weak: number, strong: number, strength: number): number =>
  weak + (strong - weak) * strength;
export const wholeBetween = (weak: number, strong: number, strength: number): number =>
  Math.round(between(weak, strong, strength));

type Vote = NonNullable<ProposalJson["votes"]>[number];

/** Voters that act alike. */
export interface Bloc {
  readonly name: string;
  readonly support: "for" | "against" | "abstain";
  readonly voters: number;
  /** Of the total supply, all of them together. */
  readonly share: number;
  /** When they vote, as shares of the voting period. */
  readonly from: number;
  readonly to: number;
  /** Of their power, what they held before it was measured, and what they hold after the vote. */
  readonly heldBefore: number;
  readonly heldAfter: number;
  readonly earlierVotes: number;
}

export const honest = (bloc: Pick<Bloc, "name" | "support" | "voters" | "share"> & Partial<Bloc>): Bloc => ({
  from: 0.05,
  to: 0.7,
  heldBefore: 1,
  heldAfter: 1,
  earlierVotes: 8,
  ...bloc,
});

/** Votes of a bloc: the k-th voter has a k-th of the first one's weight. */
function votesOf(bloc: Bloc, dao: string, supply: bigint, start: number, length: number): Vote[] {
  const harmonic = Array.from({ length: bloc.voters }, (_, k) => 1 / (k + 1)).reduce((a, b) => a + b, 0);
  return Array.from({ length: bloc.voters }, (_, k) => {
    const share = bloc.share / (k + 1) / harmonic;
    const weight = part(supply, share);
    const at = bloc.voters === 1 ? bloc.from : bloc.from + ((bloc.to - bloc.from) * k) / (bloc.voters - 1);
    return {
      voter: actor(`${dao} ${bloc.name} ${k}`),
      support: bloc.support,
      weight: weight.toString(),
      castAt: start + Math.floor(at * length),
      weightBefore: part(weight, bloc.heldBefore).toString(),
      weightAfter: part(weight, bloc.heldAfter).toString(),
      earlierVotes: bloc.earlierVotes,
    };
  });
}

const holderOf = ({ voter, weight, weightBefore }: Vote) => ({
  holder: voter,
  weight,
  weightBefore: weightBefore ?? weight,
});

const part = (whole: bigint, share: number): bigint =>
  (whole * BigInt(Math.round(share * 1e9))) / 1_000_000_000n;

export interface Plot {
  readonly dao: string;
  readonly title: string;
  readonly description: string;
  readonly proposer: {
    readonly earlierProposals: number;
    readonly earlierVotes: number;
    readonly ageDays: number;
  };
  readonly actions: readonly (Pick<NonNullable<ProposalJson["actions"]>[number], "target" | "calldata"> & {
    readonly signature?: string;
    readonly delegatecall?: boolean;
  })[];
  readonly contracts: NonNullable<ProposalJson["contracts"]>;
  /** Hours from the proposal to the start of the vote, of the vote, and from the proposal to the first execution. */
  readonly hours: { readonly delay: number; readonly vote: number; readonly execution: number };
  readonly supply: number;
  /** Of the supply. */
  readonly quorum: number;
  readonly treasury: readonly {
    readonly token: Hex;
    readonly symbol: string;
    readonly decimals: number;
    readonly balance: number;
    readonly valueUsd: number;
  }[];
  readonly history: { readonly proposals: number; readonly medianVoters: number };
  readonly blocs: readonly Bloc[];
  /** Votes count at the balance of their own moment: nobody's power is measured before. */
  readonly live?: boolean;
}

/** A plot as a member would have read it at the close of its vote. */
export function stage(plot: Plot): ProposalJson {
  const voteStart = BORN + Math.round(plot.hours.delay * HOUR);
  const voteEnd = voteStart + Math.round(plot.hours.vote * HOUR);
  const supply = tokens(plot.supply);
  const votes = plot.blocs.flatMap((bloc) => votesOf(bloc, plot.dao, supply, voteStart, voteEnd - voteStart));
  return {
    dao: plot.dao,
    id: "1",
    observedAt: voteEnd,
    title: plot.title,
    description: plot.description,
    proposer: { address: actor(`${plot.dao} proposer`), ...plot.proposer },
    actions: plot.actions.map((action) => ({ signature: null, ...action })),
    contracts: plot.contracts,
    timing: {
      createdAt: BORN,
      voteStart,
      voteEnd,
      earliestExecution: BORN + Math.round(plot.hours.execution * HOUR),
    },
    power: {
      token: actor(`${plot.dao} token`),
      totalSupply: supply.toString(),
      quorum: part(supply, plot.quorum).toString(),
      freshBlocks: 7_200,
      holders: plot.live === true ? null : votes.map(holderOf),
    },
    votes,
    treasury: plot.treasury.map(({ balance, ...holding }) => ({
      ...holding,
      balance: tokens(balance, holding.decimals).toString(),
    })),
    history: plot.history,
  };
}
