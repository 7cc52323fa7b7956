import { formatUnits, parseUnits } from "ethers";
import type { Person } from "./cast.ts";
import type { Action, Dao, Payload, Support } from "./dao.ts";
import type { GovernanceWorld } from "./world.ts";

export type ProposalKey = "harmless" | "ratio" | "takeover" | "loan";

export interface PlannedVote {
  readonly by: Person;
  readonly support: Support;
  /** Hours after the start of the vote. */
  readonly after: number;
}

/** One of the four proposals: what it does, who brings it and when, who votes. */
export interface PlannedProposal {
  readonly key: ProposalKey;
  readonly title: string;
  /** What a reader of the screen must know beforehand. */
  readonly about: string;
  readonly by: Person;
  /** Hours after the start. */
  readonly at: number;
  readonly votes: readonly PlannedVote[];
  readonly payload: (world: GovernanceWorld, dao: Dao) => Promise<Payload>;
}

/** Of the treasury's three million. */
export const FEE_USDC = 20_000;
/** The market's terms after the change; before, 80 % and 83 % (deployments/parameters/demo.json). */
export const NEW_TERMS = {
  ltvBps: 81_50,
  liquidationThresholdBps: 84_00,
  liquidationBonusBps: 105_00,
} as const;
/** The steward's first band of WETH: a score from which on Breakwater itself would lower the ratio. */
export const SCORE_BOUND_BPS = 43_00;
/** One round may be missing. */
const SCORE_AGE_S = 7_200;

/** The delegates, in the middle of the day, each a day after the other. */
const DELEGATES: readonly PlannedVote[] = [
  { by: "ada", support: "for", after: 2 },
  { by: "ben", support: "for", after: 26 },
  { by: "cora", support: "for", after: 50 },
];

const transfer = ({ votes }: GovernanceWorld, token: string, to: string, amount: bigint): Action => ({
  target: token,
  data: votes.interface.encodeFunctionData("transfer", [to, amount]),
});

const payAuditors = (world: GovernanceWorld): Promise<Payload> =>
  Promise.resolve({
    actions: [
      transfer(world, world.tokens.USDC, world.cast.holders.address, parseUnits(String(FEE_USDC), 6)),
    ],
    description: "Pay the auditors: send 20,000 USDC from the treasury for the review of the spring release.",
  });

/** The gated DAO's author asks for calm at execution; the twin has no committee to ask. */
async function raiseRatio(world: GovernanceWorld, dao: Dao): Promise<Payload> {
  const { ltvBps, liquidationThresholdBps, liquidationBonusBps } = NEW_TERMS;
  const { configurator } = dao.market;
  const change = {
    target: await configurator.getAddress(),
    data: configurator.interface.encodeFunctionData("configureReserveAsCollateral", [
      world.tokens.WETH,
      ltvBps,
      liquidationThresholdBps,
      liquidationBonusBps,
    ]),
  };
  const text =
    "Raise the collateral ratio of WETH: LTV from 80 % to 81.5 %, liquidation threshold from 83 % to 84 %";
  if (dao.name === "ungated") return { actions: [change], description: `${text}.` };
  const { condition } = world.governance;
  const calm = {
    target: await condition.getAddress(),
    data: condition.interface.encodeFunctionData("requireScoreBelow", [
      wethMarket(world),
      SCORE_BOUND_BPS,
      SCORE_AGE_S,
    ]),
  };
  return {
    actions: [calm, change],
    description: `${text}, if the committee's score of WETH is still below 43 % when it is executed.`,
  };
}

/** The market whose score the condition reads. */
export function wethMarket({ breakwater }: GovernanceWorld): string {
  const market = breakwater.markets.find(({ symbol }) => symbol === "WETH");
  if (market === undefined) throw new Error("Breakwater does not score WETH.");
  return market.marketId;
}

/** Whoever proposes to the timelock owns what it owns: the treasury, and the market. */
async function handOver({ cast }: GovernanceWorld, { timelock }: Dao): Promise<Payload> {
  const data = timelock.interface.encodeFunctionData("grantRole", [
    await timelock.PROPOSER_ROLE(),
    cast.raider.address,
  ]);
  return {
    actions: [{ target: await timelock.getAddress(), data }],
    description: "Housekeeping for the second quarter: a small improvement of our operations.",
  };
}

/** All USDC that the treasury holds when it is proposed, but for the auditors' fee, as a donation. */
async function donate(world: GovernanceWorld, { timelock }: Dao): Promise<Payload> {
  const token = await usdcOf(world);
  const amount = (await token.balanceOf(timelock)) - parseUnits(String(FEE_USDC), 6);
  return {
    actions: [transfer(world, world.tokens.USDC, world.cast.borrower.address, amount)],
    description: `Donate ${formatUnits(amount, 6)} USDC to the relief fund, at once, while it is needed most.`,
  };
}

export const usdcOf = ({ chain, tokens }: GovernanceWorld) =>
  chain.connection.ethers.getContractAt("DemoToken", tokens.USDC);
export const wethOf = ({ chain, tokens }: GovernanceWorld) =>
  chain.connection.ethers.getContractAt("DemoToken", tokens.WETH);

/** The four, in the order of the screen. */
export const PROPOSALS: readonly PlannedProposal[] = [
  {
    key: "harmless",
    title: "Pay the auditors",
    about: "20,000 USDC of the treasury's three million, proposed by a delegate.",
    by: "ada",
    at: 0,
    votes: DELEGATES,
    payload: payAuditors,
  },
  {
    key: "ratio",
    title: "Raise WETH's ratio",
    about: "LTV 80 % to 81.5 %, applied only if the score of WETH is below 43 % at execution.",
    by: "ben",
    at: 0,
    votes: DELEGATES,
    payload: raiseRatio,
  },
  {
    key: "takeover",
    title: "Hand over control",
    about: "As at Build Finance in 2022: who bought votes for weeks makes himself the executor's proposer.",
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
    by: "borrower",
    at: 12,
    votes: [
      { by: "borrower", support: "for", after: 2 },
      { by: "cora", support: "against", after: 14 },
    ],
    payload: donate,
  },
];
