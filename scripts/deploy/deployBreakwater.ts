import { ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { grantHookRoles, handOverAave } from "./aaveRoles.ts";
import { bondSpec, payBonds } from "./bonds.ts";
import { configurationCalls } from "./configuration.ts";
import type { AaveMarket } from "./deployAaveMarket.ts";
import { IGNITION_CONFIG } from "./ignition.ts";
import type { CollateralMarket } from "./markets.ts";
import { collateralMarketId, liquidationBufferBps } from "./markets.ts";
import { breakwaterModule } from "./modules/breakwater.ts";
import { readersModule } from "./modules/readers.ts";
import { scoreFeedsModule } from "./modules/scoreFeeds.ts";
import type { DeploymentParameters } from "./parameters.ts";
import { ParametersError } from "./parameters.ts";
import { closeTimelock, throughTimelock } from "./timelock.ts";

/** ICommittee.MemberConfig. */
export interface MemberInput {
  readonly signer: string;
  readonly operator: string;
  /** sha256 of the ONNX file. */
  readonly modelHash: string;
  /** All weights sum to 10_000. */
  readonly weightBps: number;
}

export interface ModelInput {
  /** sha256 of the ONNX file. */
  readonly modelHash: string;
  readonly schemaHash: string;
  readonly cardUri: string;
}

export interface BreakwaterInput {
  /** The market to guard; the deployer must still be its admin, and is not afterwards. */
  readonly aave: AaveMarket;
  readonly parameters: DeploymentParameters;
  readonly members: readonly MemberInput[];
  readonly models: readonly ModelInput[];
  /** Who may propose to the timelock afterwards; default the deployer. */
  readonly proposers?: readonly string[];
  /** Who may execute; default anyone. */
  readonly executors?: readonly string[];
  /** May suspend, retire, disable and cancel at once, besides the timelock; default nobody. */
  readonly brake?: string;
  readonly deploymentId?: string;
}

/** Rounds that the history keeps of a market: six weeks of hours. */
const HISTORY_CAPACITY = 1_024;

const contractsAt = async (
  { ethers }: NetworkConnection,
  deployed: Readonly<Record<string, { getAddress(): Promise<string> }>>,
) => {
  const at = async (name: string): Promise<string> => {
    const contract = deployed[name];
    if (contract === undefined) throw new Error(`The Breakwater module returned no ${name}.`);
    return contract.getAddress();
  };
  return {
    timelock: await ethers.getContractAt("TimelockController", await at("timelock")),
    registry: await ethers.getContractAt("ModelRegistry", await at("registry")),
    committee: await ethers.getContractAt("Committee", await at("committee")),
    oracle: await ethers.getContractAt("RiskOracle", await at("oracle")),
    bonds: await ethers.getContractAt("MemberBonds", await at("bonds")),
    court: await ethers.getContractAt("EquivocationCourt", await at("court")),
    steward: await ethers.getContractAt("CollateralSteward", await at("steward")),
    guardian: await ethers.getContractAt("PauseGuardian", await at("guardian")),
    collateralAdapter: await ethers.getContractAt("AaveV3CollateralAdapter", await at("collateralAdapter")),
    pauseAdapter: await ethers.getContractAt("AaveV3PauseAdapter", await at("pauseAdapter")),
  };
};

/** Breakwater's contracts, typed. */
export type BreakwaterContracts = Awaited<ReturnType<typeof contractsAt>>;

/** The scored markets: every reserve that has a steward's policy, in the order of the parameters. */
export const scoredMarkets = async (
  { ethers }: NetworkConnection,
  { aave, parameters }: Pick<BreakwaterInput, "aave" | "parameters">,
): Promise<readonly CollateralMarket[]> => {
  const { chainId } = await ethers.provider.getNetwork();
  const pool = await aave.pool.getAddress();
  return Object.keys(parameters.steward).map((symbol) => {
    const asset = aave.tokens[symbol];
    const feed = aave.feeds[symbol];
    const reserve = parameters.reserves[symbol];
    if (asset === undefined || feed === undefined || reserve === undefined) {
      throw new ParametersError(
        `steward.${symbol} has no reserve, token or feed: add it or remove the policy.`,
      );
    }
    const marketId = collateralMarketId(chainId, pool, asset);
    return { symbol, marketId, asset, feed, thresholdBps: liquidationBufferBps(reserve) };
  });
};

const deployReaders = async (
  { ignition }: NetworkConnection,
  oracle: string,
  markets: readonly CollateralMarket[],
  options: { config: typeof IGNITION_CONFIG; deploymentId?: string },
) => {
  const readers = await ignition.deploy(readersModule({ oracle, capacity: HISTORY_CAPACITY }), options);
  const [history, values] = [await readers.history.getAddress(), await readers.values.getAddress()];
  const feeds = await ignition.deploy(scoreFeedsModule({ oracle, history, markets }), options);
  const entries = Object.entries(feeds).map(async ([symbol, feed]): Promise<[string, string]> => [
    symbol,
    await feed.getAddress(),
  ]);
  const scoreFeeds: Readonly<Record<string, string>> = Object.fromEntries(await Promise.all(entries));
  return { scoreFeeds, history, values };
};

/**
 * Deploys Breakwater on an Aave market, configures it through the timelock, and hands the market over. Afterwards
 * the deployer holds no role but a proposer's where `proposers` names it, the timelock's delay is the parameters',
 * and on Aave only the adapters and the timelock can act.
 */
export const deployBreakwater = async (connection: NetworkConnection, input: BreakwaterInput) => {
  const { ethers, ignition } = connection;
  const { aave, parameters } = input;
  const [signer] = await ethers.getSigners();
  if (signer === undefined) throw new Error("The network has no account to deploy from.");
  const deployer = signer.address;
  const proposers = input.proposers ?? [deployer];
  const executors = input.executors ?? [ZeroAddress];
  const options = {
    config: IGNITION_CONFIG,
    ...(input.deploymentId === undefined ? {} : { deploymentId: input.deploymentId }),
  };
  const deployed = await ignition.deploy(
    breakwaterModule({
      provider: aave.providerAddress,
      roundLength: parameters.oracle.roundLength,
      maxAge: parameters.oracle.maxAge,
      brake: input.brake ?? ZeroAddress,
      proposers,
      executors,
      bonds: bondSpec(input),
    }),
    options,
  );
  const contracts = await contractsAt(connection, deployed);
  const { timelock } = contracts;
  const markets = await scoredMarkets(connection, input);

  await payBonds(connection, contracts.bonds, input.members);
  const calls = await configurationCalls(contracts, markets, input);
  const closing = await closeTimelock(connection, timelock, {
    delay: parameters.timelock.minDelay,
    ...{ deployer, proposers, executors },
  });
  await grantHookRoles(aave, {
    collateralAdapter: await contracts.collateralAdapter.getAddress(),
    pauseAdapter: await contracts.pauseAdapter.getAddress(),
    lowersThresholds: Object.values(parameters.steward).some(
      (policy) => policy.liquidationThreshold !== null,
    ),
  });
  await throughTimelock(timelock, [...calls, ...closing]);

  await handOverAave(aave, { deployer, timelock: await timelock.getAddress() });
  const readers = await deployReaders(connection, await contracts.oracle.getAddress(), markets, options);
  return { ...contracts, markets, ...readers };
};

/** A deployed Breakwater: its contracts, its markets in the order of the signed vectors, a score feed for each. */
export type Breakwater = Awaited<ReturnType<typeof deployBreakwater>>;
