import { ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { Home } from "./followHome.ts";
import { followHome } from "./followHome.ts";
import { IGNITION_CONFIG } from "./ignition.ts";
import { mirrorModule } from "./modules/mirror.ts";
import { closeTimelock, throughTimelock } from "./timelock.ts";

export interface MirrorInput {
  /** Contracts of the home chain, to read from. */
  readonly home: Home;
  readonly homeChainId: bigint;
  /** The timelock's delay once the mirror follows its home, seconds. */
  readonly minDelay: number;
  /** Who may propose to the timelock afterwards; default the deployer. */
  readonly proposers?: readonly string[];
  /** Who may execute; default anyone. */
  readonly executors?: readonly string[];
  /** May suspend members at once, besides the timelock; default nobody. */
  readonly brake?: string;
  readonly deploymentId?: string;
}

/**
 * Deploys a mirror of `home` on the connection's chain and lets it follow through its own timelock. Afterwards the
 * deployer holds no role but a proposer's where `proposers` names it.
 */
export const deployMirror = async (connection: NetworkConnection, input: MirrorInput) => {
  const { ethers, ignition } = connection;
  const { home, homeChainId, minDelay, brake = ZeroAddress } = input;
  const [signer] = await ethers.getSigners();
  if (signer === undefined) throw new Error("The network has no account to deploy from.");
  const deployer = signer.address;
  const { proposers = [deployer], executors = [ZeroAddress] } = input;
  const spec = {
    homeChainId,
    homeCommittee: await home.committee.getAddress(),
    homeOracle: await home.oracle.getAddress(),
    roundLength: await home.oracle.roundLength(),
    maxAge: await home.oracle.maxAge(),
    ...{ brake, proposers, executors },
  };
  const deployed = await ignition.deploy(mirrorModule(spec), {
    config: IGNITION_CONFIG,
    ...(input.deploymentId === undefined ? {} : { deploymentId: input.deploymentId }),
  });
  const at = (contract: { getAddress(): Promise<string> }): Promise<string> => contract.getAddress();
  const timelock = await ethers.getContractAt("TimelockController", await at(deployed.timelock));
  const committee = await ethers.getContractAt("MirrorCommittee", await at(deployed.committee));
  const oracle = await ethers.getContractAt("MirrorOracle", await at(deployed.oracle));

  const closing = await closeTimelock(connection, timelock, {
    delay: minDelay,
    ...{ deployer, proposers, executors },
  });
  await throughTimelock(timelock, [...(await followHome(home, { committee, oracle })), ...closing]);
  return { timelock, committee, oracle };
};
