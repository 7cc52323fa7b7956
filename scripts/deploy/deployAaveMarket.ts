import type { NetworkConnection } from "hardhat/types/network";
import type { AaveMarketSpec, ReserveSpec } from "./modules/aaveMarket.ts";
import { aaveMarketModule } from "./modules/aaveMarket.ts";
import { IGNITION_CONFIG } from "./ignition.ts";
import type { DeploymentParameters } from "./parameters.ts";
import { ParametersError } from "./parameters.ts";

/** An address for each asset symbol. */
export type AddressBySymbol = Readonly<Record<string, string>>;

export interface AaveMarketInput {
  /** Ignition module id, letters and digits; also Aave's market id. */
  readonly id: string;
  readonly tokens: AddressBySymbol;
  /** AggregatorV3 feeds in USD with 8 decimals, which also answer `latestAnswer()`. */
  readonly feeds: AddressBySymbol;
  readonly parameters: DeploymentParameters;
  /** Folder under deployments/ that the journal goes to (unused on a simulated network). */
  readonly deploymentId?: string;
  /** Defaults to the deployer. */
  readonly treasury?: string;
}

/** Builds the module's input; every reserve of the parameters needs a token and a feed. */
export const reserveSpecs = ({
  tokens,
  feeds,
  parameters,
}: Pick<AaveMarketInput, "tokens" | "feeds" | "parameters">): readonly ReserveSpec[] =>
  Object.entries(parameters.reserves).map(([symbol, reserve]) => {
    const token = tokens[symbol];
    const feed = feeds[symbol];
    if (token === undefined || feed === undefined) {
      throw new ParametersError(
        `Reserve ${symbol} has no ${token === undefined ? "token" : "feed"}: add its address.`,
      );
    }
    return { symbol, token, feed, parameters: reserve };
  });

/** Deploys a complete Aave v3.6 market with every reserve of the parameters listed and configured. */
export const deployAaveMarket = async (connection: NetworkConnection, input: AaveMarketInput) => {
  const { ethers, ignition } = connection;
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("The network has no account to deploy from.");
  const spec: AaveMarketSpec = {
    id: input.id,
    reserves: reserveSpecs(input),
    treasury: input.treasury ?? deployer.address,
  };
  const deployed = await ignition.deploy(aaveMarketModule(spec), {
    config: IGNITION_CONFIG,
    ...(input.deploymentId === undefined ? {} : { deploymentId: input.deploymentId }),
  });
  const providerAddress = await deployed.provider.getAddress();
  return {
    id: input.id,
    tokens: input.tokens,
    feeds: input.feeds,
    /** Aave's own `getAddress(bytes32)` hides the contract's in its type. */
    providerAddress,
    provider: await ethers.getContractAt("PoolAddressesProvider", providerAddress),
    acl: await ethers.getContractAt("ACLManager", await deployed.acl.getAddress()),
    pool: await ethers.getContractAt("PoolInstance", await deployed.pool.getAddress()),
    configurator: await ethers.getContractAt(
      "PoolConfiguratorInstance",
      await deployed.configurator.getAddress(),
    ),
    oracle: await ethers.getContractAt("AaveOracle", await deployed.oracle.getAddress()),
    dataProvider: await ethers.getContractAt(
      "AaveProtocolDataProvider",
      await deployed.dataProvider.getAddress(),
    ),
  };
};

/** A deployed market's contracts and the addresses that it was made from. */
export type AaveMarket = Awaited<ReturnType<typeof deployAaveMarket>>;
