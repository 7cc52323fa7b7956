import type { Dao, Payload, Action } from "./dao.ts";
import { addressOf, tokenOf, unitsOf, wholeOf } from "./holdings.ts";
import type { TreasuryAsset } from "./holdings.ts";
import type { GovernanceWorld } from "./world.ts";

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
/** What each DAO let its market take of the treasury's WETH, long before: no payload need ask for it any more. */
export const ALLOWED_WETH = 2_000;
/** A twentieth of the treasury's value, as Compound's 499,000 COMP were. */
export const INVESTED_VOTES = 60_000;

const transfer = (world: GovernanceWorld, asset: TreasuryAsset, to: string, amount: bigint): Action => ({
  target: addressOf(world, asset),
  data: world.votes.interface.encodeFunctionData("transfer", [to, amount]),
});

export const payAuditors = (world: GovernanceWorld): Promise<Payload> =>
  Promise.resolve({
    actions: [transfer(world, "USDC", world.cast.holders.address, unitsOf("USDC", FEE_USDC))],
    description: "Pay the auditors: send 20,000 USDC from the treasury for the review of the spring release.",
  });

/** The gated DAO's author asks for calm at execution; the twin has no committee to ask. */
export async function raiseRatio(world: GovernanceWorld, dao: Dao): Promise<Payload> {
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

/**
 * The text names a function and its argument; the calldata has another selector: the market takes what it may of the
 * treasury, to the proposer's credit. OpenZeppelin's governor keeps no names of functions, so the text is where the lie is.
 */
export async function setReserveFactor(
  { tokens, cast }: GovernanceWorld,
  { market: { pool } }: Dao,
): Promise<Payload> {
  const supplied = unitsOf("WETH", ALLOWED_WETH);
  const data = pool.interface.encodeFunctionData("supply", [
    ...([tokens.WETH, supplied, cast.contributor.address, 0] as const),
  ]);
  return {
    actions: [{ target: await pool.getAddress(), data }],
    description:
      "Set the reserve factor of WETH on our market to 20 %: one call, setReserveFactor(address,uint256), as discussed in the forum.",
  };
}

/** Whoever proposes to the timelock owns what it owns: the treasury, and the market. */
export async function handOver({ cast }: GovernanceWorld, { timelock }: Dao): Promise<Payload> {
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
export async function donate(world: GovernanceWorld, { timelock }: Dao): Promise<Payload> {
  const held = await (await tokenOf(world, "USDC")).balanceOf(timelock);
  const amount = held - unitsOf("USDC", FEE_USDC);
  return {
    actions: [transfer(world, "USDC", world.cast.borrower.address, amount)],
    description: `Donate ${wholeOf("USDC", amount)} USDC to the relief fund, at once, while it is needed most.`,
  };
}

/** Nothing in it is hidden: what is asked for is what is called. */
export const investInVault = (world: GovernanceWorld): Promise<Payload> =>
  Promise.resolve({
    actions: [transfer(world, "VOTE", world.cast.syndicate.address, unitsOf("VOTE", INVESTED_VOTES))],
    description:
      "Invest in a vault: transfer 60,000 VOTE of the treasury to the vault of its proposers, which pays a yield to holders.",
  });
