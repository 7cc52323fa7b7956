import { parseUnits } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { MemberBonds } from "../../types/ethers-contracts/index.ts";
import type { BreakwaterInput, MemberInput } from "./deployBreakwater.ts";
import type { BondSpec } from "./modules/breakwater.ts";
import { ParametersError } from "./parameters.ts";

type Input = Pick<BreakwaterInput, "aave" | "parameters">;

/** The bonds' token and terms, in the token's smallest units. */
export const bondSpec = ({ aave, parameters: { bonds, reserves, oracle } }: Input): BondSpec => {
  const token = aave.tokens[bonds.token];
  const reserve = reserves[bonds.token];
  if (token === undefined || reserve === undefined) {
    throw new ParametersError(`bonds.token (${bonds.token}) has no token: name a reserve of the market.`);
  }
  return {
    token,
    minimumBond: parseUnits(String(bonds.minimumBond), reserve.decimals),
    maximumMinimum: parseUnits(String(bonds.maximumMinimumBond), reserve.decimals),
    reporterShare: bonds.reporterShareBps,
    exitDelay: bonds.exitDelay,
    longestHorizon: oracle.horizon,
    challengeTime: bonds.challengeTime,
    raiseNotice: bonds.raiseNotice,
  };
};

/**
 * Pays the minimum for each signer that is not bonded yet, out of the deployer's tokens, which it must hold. The
 * stakes are the operators': the deployer cannot take them out again.
 */
export const payBonds = async (
  { ethers }: NetworkConnection,
  bonds: MemberBonds,
  members: readonly MemberInput[],
): Promise<void> => {
  // Only `approve` is called, which every ERC-20 has.
  const token = await ethers.getContractAt("DemoToken", await bonds.token());
  const minimum = await bonds.minimumBond();
  for (const { signer, operator } of members) {
    if (await bonds.isBonded(signer)) continue;
    await (await token.approve(bonds, minimum)).wait();
    await (await bonds.deposit(signer, operator, minimum)).wait();
  }
};

/** Mints the deployer what `payBonds` will take; only where the token is a DemoToken, which anyone may mint. */
export const mintDemoBonds = async (
  { ethers }: NetworkConnection,
  { members, ...input }: Input & Pick<BreakwaterInput, "members">,
): Promise<void> => {
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("The network has no account to deploy from.");
  const { token, minimumBond } = bondSpec(input);
  const demoToken = await ethers.getContractAt("DemoToken", token);
  await (await demoToken.mint(deployer, minimumBond * BigInt(members.length))).wait();
};
