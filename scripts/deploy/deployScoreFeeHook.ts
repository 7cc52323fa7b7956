import { concat, keccak256 } from "ethers";
import type { AddressLike } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { CREATE2_FACTORY, ensureCreate2Factory } from "./create2Factory.ts";
import { BEFORE_ADD_LIQUIDITY, BEFORE_SWAP, mineHookSalt } from "./hookSalt.ts";

/** IScoreFeeHook.FeePolicy: fees in hundredths of a bip, scores in bps. */
export interface FeePolicy {
  readonly minFee: number;
  readonly maxFee: number;
  readonly blindFee: number;
  readonly low: number;
  readonly high: number;
}

/** IScoreGatedVault.Policy: scores in bps, age in seconds. */
export interface GatePolicy {
  readonly enter: number;
  readonly exit: number;
  readonly maxScoreAge: number;
}

export interface HookInput {
  readonly oracle: AddressLike;
  readonly marketId: string;
  readonly feePolicy: FeePolicy;
  readonly gatePolicy: GatePolicy;
}

/**
 * Deploys a hook at an address that asks v4 to be called before swaps and before liquidity is added, and for nothing
 * else. The same input gives the same address on every chain; a second time it is found there.
 */
export const deployScoreFeeHook = async (connection: NetworkConnection, input: HookInput) => {
  const { ethers } = connection;
  const { oracle, marketId, feePolicy, gatePolicy } = input;
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("The network has no account to deploy from.");
  await ensureCreate2Factory(connection);
  const factory = await ethers.getContractFactory("ScoreFeeHook");
  const { data } = await factory.getDeployTransaction(oracle, marketId, feePolicy, gatePolicy);
  const permissions = BEFORE_ADD_LIQUIDITY | BEFORE_SWAP;
  const { salt, address } = mineHookSalt(CREATE2_FACTORY, keccak256(data), permissions);
  if ((await ethers.provider.getCode(address)) === "0x") {
    await (await deployer.sendTransaction({ to: CREATE2_FACTORY, data: concat([salt, data]) })).wait();
  }
  return ethers.getContractAt("ScoreFeeHook", address);
};
