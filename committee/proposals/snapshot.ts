import { z } from "zod";
import { lowerHex } from "../lib/hex.ts";
import { ProposalError } from "./errors.ts";

const text = (what: string) => z.string({ error: `must be ${what}` });
const ADDRESS = "an address, 0x and 40 hexadecimal digits";
const address = text(ADDRESS)
  .regex(/^0x[0-9a-fA-F]{40}$/, `must be ${ADDRESS}`)
  .transform(lowerHex);
const BYTES = "bytes, 0x and an even number of hexadecimal digits";
const bytes = text(BYTES)
  .regex(/^0x([0-9a-fA-F]{2})*$/, `must be ${BYTES}`)
  .transform(lowerHex);
const AMOUNT = "a whole amount in decimal digits, as a string";
const amount = text(AMOUNT)
  .regex(/^\d{1,78}$/, `must be ${AMOUNT}`)
  .transform(BigInt);
const MOMENT = "a moment in unix seconds";
const moment = z
  .number({ error: `must be ${MOMENT}` })
  .int(`must be ${MOMENT}`)
  .min(0, `must be ${MOMENT}`);
const COUNT = "a whole number from 0";
const count = z
  .number({ error: `must be ${COUNT}` })
  .int(`must be ${COUNT}`)
  .min(0, `must be ${COUNT}`);
const days = z.number({ error: "must be a number of days" }).min(0, "must be a number of days");
const flag = z.boolean({ error: "must be true or false" });

const action = z.strictObject({
  target: address,
  value: amount.default(0n),
  /** The function as the proposal names it; null where it names none. */
  signature: z
    .string({ error: "must be a signature such as transfer(address,uint256)" })
    .nullable()
    .default(null),
  /** Null where nobody recorded it: only the signature is judged then. */
  calldata: bytes.nullable(),
  /** Whether calldata begins with a selector (OpenZeppelin) or with the signature's arguments (Governor Bravo, Aave v2). */
  encoding: z
    .enum(["selector", "arguments"], { error: 'must be "selector" or "arguments"' })
    .default("selector"),
  delegatecall: flag.default(false),
});

/** What is known of an address that the actions name. */
const contract = z.strictObject({
  /** Null where it was not looked up. */
  hasCode: flag.nullable().default(null),
  verified: flag.nullable().default(null),
  ageDays: days.nullable().default(null),
  /** Whether its code can be another one at execution: deployed by CREATE2 or by a contract that was, and able to selfdestruct. */
  replaceable: flag.nullable().default(null),
  /** Whether the DAO used it before this proposal. */
  established: flag.nullable().default(null),
});

const vote = z.strictObject({
  voter: address,
  support: z.enum(["for", "against", "abstain"], { error: 'must be "for", "against" or "abstain"' }),
  weight: amount,
  castAt: moment,
  /** Power of the voter `freshBlocks` before the power is measured. */
  weightBefore: amount.nullable().default(null),
  /** Power of the voter `freshBlocks` after it voted. */
  weightAfter: amount.nullable().default(null),
  /** Votes that the address cast in this DAO before the proposal. */
  earlierVotes: count.nullable().default(null),
});

/** Voting power at the moment when it is measured, whoever votes with it later. */
const holder = z.strictObject({
  holder: address,
  weight: amount,
  /** Its power `freshBlocks` before. */
  weightBefore: amount,
});

const holding = z.strictObject({
  /** The zero address is ether. */
  token: address,
  symbol: text("the token's symbol"),
  decimals: count.max(77, "must be at most 77"),
  balance: amount,
  valueUsd: z.number({ error: "must be a value in USD" }).min(0, "must be a value in USD"),
});

/** What its calls did when they were made at the block, from the timelock's address, and thrown away. */
const simulation = z.strictObject({
  /** The call that reverts now, 1 for the first, and the beginning of its revert data. None of them takes effect then. */
  reverts: z
    .strictObject({ action: count.min(1, "must be a call's number from 1"), reason: bytes })
    .nullable(),
  /** Numbers of calls that were left out: the governor takes them only while it executes. */
  skipped: z.array(count.min(1, "must be a call's number from 1")).default([]),
  /** Balances of the treasury that changed. */
  balances: z.array(
    z.strictObject({
      token: address,
      holder: address,
      before: amount,
      /** Null where the token no longer tells. */
      after: amount.nullable(),
    }),
    { error: "must be a list of balances" },
  ),
});

const snapshotSchema = z.strictObject({
  dao: text("the DAO's name"),
  id: text("the proposal's id"),
  /** Until when votes were read; what comes after is not in the snapshot. */
  observedAt: moment,
  title: text("the title").nullable().default(null),
  /** Null where it was not recorded; "" where the proposer wrote nothing. */
  description: text("the description").nullable().default(null),
  proposer: z.strictObject({
    address,
    earlierProposals: count.nullable().default(null),
    earlierVotes: count.nullable().default(null),
    ageDays: days.nullable().default(null),
  }),
  /** Null where they were not recorded. */
  actions: z.array(action, { error: "must be a list of actions" }).nullable(),
  contracts: z.record(address, contract).default({}),
  timing: z.strictObject({
    createdAt: moment,
    voteStart: moment,
    voteEnd: moment,
    /** The first moment at which a passing vote can take effect, an emergency path included. */
    earliestExecution: moment.nullable().default(null),
  }),
  power: z.strictObject({
    token: address.nullable().default(null),
    totalSupply: amount.nullable().default(null),
    quorum: amount.nullable().default(null),
    freshBlocks: count.nullable().default(null),
    /** The largest holders; null where they were not looked up, or votes count at the balance of their own moment. */
    holders: z.array(holder, { error: "must be a list of holders" }).nullable().default(null),
  }),
  votes: z.array(vote, { error: "must be a list of votes" }).nullable(),
  treasury: z.array(holding, { error: "must be a list of holdings" }).nullable().default(null),
  /** Null where the calls were not simulated. */
  simulation: simulation.nullable().default(null),
  /** The DAO before this proposal. */
  history: z
    .strictObject({
      proposals: count,
      medianVoters: z.number({ error: "must be a number of voters" }).min(0),
    })
    .nullable()
    .default(null),
});

/** One proposal and its vote as read at one moment. Absent fields are null: no rule takes one for a zero. */
export type ProposalSnapshot = z.output<typeof snapshotSchema>;
/** The same as JSON holds it. */
export type ProposalJson = z.input<typeof snapshotSchema>;
export type ProposalAction = z.output<typeof action>;
export type ProposalVote = z.output<typeof vote>;
export type PowerHolder = z.output<typeof holder>;
export type ContractFacts = z.output<typeof contract>;
export type Holding = z.output<typeof holding>;
export type Simulation = z.output<typeof simulation>;

const sentence = (path: readonly PropertyKey[], message: string): string =>
  `${path.length === 0 ? "the proposal" : path.map(String).join(".")} ${message}`;

/** Reads a snapshot from JSON. Throws ProposalError with every fault of it, each with its field. */
export function parseSnapshot(json: unknown): ProposalSnapshot {
  const read = snapshotSchema.safeParse(json);
  if (!read.success) {
    const faults = read.error.issues.map(({ code, path, message }) =>
      sentence(path, code === "invalid_key" ? `is no ${ADDRESS.slice(3)}` : message),
    );
    throw new ProposalError("PROPOSAL_INVALID", `The proposal cannot be read: ${faults.join("; ")}.`, {
      faults,
    });
  }
  const faults = [...contradictions(read.data), ...twins(json)];
  if (faults.length === 0) return read.data;
  throw new ProposalError("PROPOSAL_INVALID", `The proposal contradicts itself: ${faults.join("; ")}.`, {
    faults,
  });
}

/** Addresses that stand twice among the contracts, in other letter cases: one would silently win. */
function twins(json: unknown): string[] {
  const { contracts = {} } = json as ProposalJson;
  const names = Object.keys(contracts).map((name) => name.toLowerCase());
  return names.filter((name, i) => names.indexOf(name) < i).map((name) => `contracts names ${name} twice`);
}

function contradictions({ timing, votes, observedAt, actions, simulation }: ProposalSnapshot): string[] {
  const faults: string[] = [];
  const made = actions?.length ?? 0;
  if ([...(simulation?.skipped ?? []), simulation?.reverts?.action ?? 0].some((number) => number > made))
    faults.push("simulation names a call that actions does not have");
  if (simulation?.reverts != null && simulation.balances.length > 0)
    faults.push("simulation.balances changed although a call reverts, which undoes all of them");
  const { createdAt, voteStart, voteEnd, earliestExecution } = timing;
  if (voteStart < createdAt) faults.push("timing.voteStart lies before timing.createdAt");
  if (voteEnd <= voteStart) faults.push("timing.voteEnd must lie after timing.voteStart");
  if (earliestExecution !== null && earliestExecution < createdAt)
    faults.push("timing.earliestExecution lies before timing.createdAt");
  if (observedAt < createdAt) faults.push("observedAt lies before timing.createdAt");
  const voters = new Set<string>();
  votes?.forEach(({ voter, castAt }, i) => {
    if (castAt > observedAt) faults.push(`votes.${i}.castAt lies after observedAt`);
    if (voters.has(voter)) faults.push(`votes.${i}.voter ${voter} has voted already`);
    voters.add(voter);
  });
  return faults;
}
