import { Interface } from "ethers";
import { FEED_ABI, GOVERNOR_ABI, PROPOSAL_ORACLE_ABI, TIMELOCK_ABI, VOTES_ABI } from "../lib/abi.ts";
import type { Hex } from "../lib/hex.ts";
import type { View } from "../market/views.ts";

export const proposalOracleAbi = new Interface(PROPOSAL_ORACLE_ABI);
export const governorAbi = new Interface(GOVERNOR_ABI);
export const votesAbi = new Interface(VOTES_ABI);
export const timelockAbi = new Interface(TIMELOCK_ABI);
export const feedAbi = new Interface(FEED_ABI);

/** A public constant of the deployed oracle that its interface does not name. */
export const committeeOfAbi = new Interface(["function committee() view returns (address)"]);

/** A function of a contract, to be read with others. */
export const view = (abi: Interface, target: Hex, name: string, args: readonly unknown[] = []): View => ({
  ...{ abi, target, name, args },
});
