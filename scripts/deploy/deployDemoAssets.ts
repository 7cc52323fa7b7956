import type { NetworkConnection } from "hardhat/types/network";
import { IGNITION_CONFIG } from "./ignition.ts";
import { demoAssetsModule } from "./modules/demoAssets.ts";
import type { DeploymentParameters } from "./parameters.ts";

export interface DemoAssetsInput {
  readonly parameters: DeploymentParameters;
  /** Who may push rounds; defaults to the deployer. */
  readonly feedOwner?: string;
  readonly deploymentId?: string;
}

/** Deploys a DemoToken and a ReplayFeed for each reserve; the feeds hold no round yet. */
export const deployDemoAssets = async (connection: NetworkConnection, input: DemoAssetsInput) => {
  const { ethers, ignition } = connection;
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("The network has no account to deploy from.");
  const { reserves } = input.parameters;
  const module = demoAssetsModule({ reserves, feedOwner: input.feedOwner ?? deployer.address });
  const deployed = await ignition.deploy(module, {
    config: IGNITION_CONFIG,
    ...(input.deploymentId === undefined ? {} : { deploymentId: input.deploymentId }),
  });
  const addressOf = async (symbol: string, kind: "Token" | "Feed"): Promise<[string, string]> => {
    const contract = deployed[`${symbol}${kind}`];
    if (contract === undefined) throw new Error(`The demo assets module returned no ${symbol}${kind}.`);
    return [symbol, await contract.getAddress()];
  };
  const symbols = Object.keys(reserves);
  return {
    tokens: Object.fromEntries(await Promise.all(symbols.map((symbol) => addressOf(symbol, "Token")))),
    feeds: Object.fromEntries(await Promise.all(symbols.map((symbol) => addressOf(symbol, "Feed")))),
  };
};
