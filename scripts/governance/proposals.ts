import type { Person } from "./cast.ts";
import type { Dao, Payload, Support } from "./dao.ts";
import { donate, handOver, investInVault, payAuditors, raiseRatio, setReserveFactor } from "./payloads.ts";
import type { GovernanceWorld } from "./world.ts";

export type ProposalKey = "harmless" | "ratio" | "hidden" | "takeover" | "loan" | "swing";

export interface PlannedVote {
  readonly by: Person;
  readonly support: Support;
  /** Hours after the start of the vote. */
  readonly after: number;
}

/** One of the six proposals: what it does, who brings it and when, who votes. */
export interface PlannedProposal {
  readonly key: ProposalKey;
  readonly title: string;
  /** What a reader of the screen must know beforehand. */
  readonly about: string;
  /** Whether it takes from the DAO for whoever brings it, said openly or not. */
  readonly hostile: boolean;
  readonly by: Person;
  /** Hours after the start. */
  readonly at: number;
  readonly votes: readonly PlannedVote[];
  readonly payload: (world: GovernanceWorld, dao: Dao) => Promise<Payload>;
}

/** The delegates, in the middle of the day, each a day after the other. */
const DELEGATES: readonly PlannedVote[] = [
  { by: "ada", support: "for", after: 2 },
  { by: "ben", support: "for", after: 26 },
  { by: "cora", support: "for", after: 50 },
];

/**
 * The six, in the order of the screen, which is that of one moment's acts too: what the market takes is gone before the
 * raider counts what is left.
 */
export const PROPOSALS: readonly PlannedProposal[] = [
  {
    key: "harmless",
    title: "Pay the auditors",
    about: "20,000 USDC of the treasury's three million, proposed by a delegate.",
    hostile: false,
    by: "ada",
    at: 0,
    votes: DELEGATES,
    payload: payAuditors,
  },
  {
    key: "ratio",
    title: "Raise WETH's ratio",
    about: "LTV 80 % to 81.5 %, applied only if the score of WETH is below 43 % at execution.",
    hostile: false,
    by: "ben",
    at: 0,
    votes: DELEGATES,
    payload: raiseRatio,
  },
  {
    key: "hidden",
    title: "Set a reserve factor",
    about: "The text names one function, the calldata another; two delegates believe the text.",
    hostile: true,
    by: "contributor",
    at: 0,
    votes: [
      { by: "ada", support: "for", after: 2 },
      { by: "cora", support: "for", after: 50 },
    ],
    payload: setReserveFactor,
  },
  {
    key: "takeover",
    title: "Hand over control",
    about: "As at Build Finance in 2022: who bought votes for weeks makes himself the executor's proposer.",
    hostile: true,
    by: "raider",
    at: 0,
    votes: [
      { by: "raider", support: "for", after: 2 },
      { by: "ben", support: "against", after: 26 },
    ],
    payload: handOver,
  },
  {
    key: "loan",
    title: "Donate the treasury",
    about:
      "As at Beanstalk in 2022, as far as a snapshot lets it: votes borrowed for the one block that counts.",
    hostile: true,
    by: "borrower",
    at: 12,
    votes: [
      { by: "borrower", support: "for", after: 2 },
      { by: "cora", support: "against", after: 14 },
    ],
    payload: donate,
  },
  {
    key: "swing",
    title: "Invest in a vault",
    about:
      "As at Compound in 2024, in tenths of its votes: openly asked, voted down, and turned by bought votes at the end.",
    hostile: true,
    by: "syndicate",
    at: 24,
    votes: [
      { by: "syndicate", support: "for", after: 2 },
      { by: "ben", support: "against", after: 26 },
      { by: "cora", support: "against", after: 26 },
      { by: "buyer", support: "for", after: 94 },
    ],
    payload: investInVault,
  },
];
