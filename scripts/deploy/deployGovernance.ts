import { ZeroAddress, id } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { BreakwaterContracts } from "./deployBreakwater.ts";
import type { GovernanceParameters } from "./governanceParameters.ts";
import { IGNITION_CONFIG } from "./ignition.ts";
import { governanceModule } from "./modules/governance.ts";
import { throughTimelock } from "./timelock.ts";
import type { TimelockCall } from "./timelock.ts";

export interface GovernanceInput {
  /** Whose timelock the governor proposes to, and which contracts of it are exempt; the deployer must propose to it. */
  readonly breakwater: Pick<
    BreakwaterContracts,
    "timelock" | "committee" | "registry" | "oracle" | "bonds" | "guardian"
  >;
  /** An ERC20Votes token. */
  readonly token: string;
  /** Value of what the timelock holds, as an AggregatorV3 feed: what a proposal's event is measured by. */
  readonly treasuryFeed: string;
  readonly parameters: GovernanceParameters;
  /** Lets the timelock's delay pass; a public chain needs somebody to execute the batch after it. */
  readonly wait: (seconds: bigint) => Promise<void>;
  /** May retire the governor from the proposal oracle at once; default nobody. */
  readonly brake?: string;
  readonly deploymentId?: string;
}

type Deployed = Awaited<ReturnType<typeof deployContracts>>;

const deployContracts = async (connection: NetworkConnection, input: GovernanceInput) => {
  const { ethers, ignition } = connection;
  const { breakwater, token, parameters, brake = ZeroAddress, deploymentId } = input;
  const { timelock, committee, registry, oracle, bonds, guardian } = breakwater;
  const exempt = [committee, registry, oracle, bonds, guardian];
  const spec = {
    ...{ token, parameters, brake },
    timelock: await timelock.getAddress(),
    committee: await committee.getAddress(),
    oracle: await oracle.getAddress(),
    roundLength: await oracle.roundLength(),
    maxAge: await oracle.maxAge(),
    exemptTargets: await Promise.all(exempt.map((contract) => contract.getAddress())),
  };
  const deployed = await ignition.deploy(governanceModule(spec), {
    config: IGNITION_CONFIG,
    ...(deploymentId === undefined ? {} : { deploymentId }),
  });
  const at = (contract: { getAddress(): Promise<string> }): Promise<string> => contract.getAddress();
  return {
    governor: await ethers.getContractAt("RiskGatedGovernor", await at(deployed.governor)),
    proposalOracle: await ethers.getContractAt("ProposalOracle", await at(deployed.proposalOracle)),
    condition: await ethers.getContractAt("ScoreCondition", await at(deployed.condition)),
  };
};

/** The governor is registered and becomes the timelock's one proposer; the deployer ends. */
const handOver = async (
  { breakwater, treasuryFeed, parameters }: GovernanceInput,
  { governor, proposalOracle }: Deployed,
  deployer: string,
): Promise<readonly TimelockCall[]> => {
  const { timelock } = breakwater;
  const target = await timelock.getAddress();
  const to = await governor.getAddress();
  const { thresholdBps, horizon } = parameters.event;
  const roles = [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()];
  const event = [to, thresholdBps, horizon, treasuryFeed] as const;
  return [
    {
      target: await proposalOracle.getAddress(),
      data: proposalOracle.interface.encodeFunctionData("register", [...event]),
    },
    ...roles.map((role) => ({
      target,
      data: timelock.interface.encodeFunctionData("grantRole", [role, to]),
    })),
    ...roles.map((role) => ({
      target,
      data: timelock.interface.encodeFunctionData("revokeRole", [role, deployer]),
    })),
  ];
};

/**
 * Puts a gated governor before Breakwater's timelock. Afterwards the DAO decides what the deployer proposed before, and
 * the deployer holds nothing.
 */
export const deployGovernance = async (connection: NetworkConnection, input: GovernanceInput) => {
  const [signer] = await connection.ethers.getSigners();
  if (signer === undefined) throw new Error("The network has no account to deploy from.");
  const deployed = await deployContracts(connection, input);
  const calls = await handOver(input, deployed, signer.address);
  await throughTimelock(input.breakwater.timelock, calls, id("governance"), input.wait);
  return deployed;
};
