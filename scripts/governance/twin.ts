import { ZeroAddress, parseEther } from "ethers";
import { handOverAave } from "../deploy/aaveRoles.ts";
import type { AaveMarket } from "../deploy/deployAaveMarket.ts";
import type { LocalChain } from "../demo/chain/local-chain.ts";
import type { GovernanceWorldInput, VoteToken } from "./world.ts";

export type Twin = Awaited<ReturnType<typeof deployTwin>>;

interface TwinInput {
  readonly market: AaveMarket;
  readonly votes: VoteToken;
  readonly input: Pick<GovernanceWorldInput, "parameters" | "governanceParameters">;
}

/** The same DAO without the gate: OpenZeppelin's modules alone, on the same votes, with the same terms of voting. */
export async function deployTwin({ connection }: LocalChain, { market, votes, input }: TwinInput) {
  const { ethers } = connection;
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("The chain has no account to deploy from.");
  const { parameters, governanceParameters } = input;
  const timelock = await ethers.deployContract("TimelockController", [
    parameters.timelock.minDelay,
    [],
    [ZeroAddress],
    deployer,
  ]);
  const { votingDelay, votingPeriod, proposalThreshold, quorumPercent, voteExtension } =
    governanceParameters.votes;
  const governor = await ethers.deployContract("UngatedGovernor", [
    votes,
    timelock,
    votingDelay,
    votingPeriod,
    parseEther(String(proposalThreshold)),
    quorumPercent,
    voteExtension,
  ]);
  for (const role of [await timelock.PROPOSER_ROLE(), await timelock.CANCELLER_ROLE()]) {
    await timelock.grantRole(role, governor);
  }
  await timelock.renounceRole(await timelock.DEFAULT_ADMIN_ROLE(), deployer);
  await handOverAave(market, { deployer: deployer.address, timelock: await timelock.getAddress() });
  return { governor, timelock, market };
}
