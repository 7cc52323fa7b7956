import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  Future,
  IgnitionModuleBuilder,
  NamedArtifactContractAtFuture,
} from "@nomicfoundation/ignition-core";
import { AbiCoder, ZeroAddress } from "ethers";
import type { ReserveParameters } from "../parameters.ts";
import { aaveLibraries } from "./aaveLibraries.ts";

/** One reserve: what is listed, where its price comes from, and its risk parameters. */
export interface ReserveSpec {
  readonly symbol: string;
  readonly token: string;
  readonly feed: string;
  readonly parameters: ReserveParameters;
}

export interface AaveMarketSpec {
  /** Ignition module id and Aave market id; two markets of one deployment differ in it. */
  readonly id: string;
  readonly reserves: readonly ReserveSpec[];
  /** Who receives the reserve factor's share. */
  readonly treasury: string;
}

type Configurator = NamedArtifactContractAtFuture<"PoolConfiguratorInstance">;

/** Prices are in USD with 8 decimals: Aave writes that as base currency zero and this unit. */
const BASE_CURRENCY_UNIT = 10n ** 8n;

const encodeRates = (reserve: ReserveParameters): string =>
  AbiCoder.defaultAbiCoder().encode(
    ["uint16", "uint32", "uint32", "uint32"],
    [
      reserve.rates.optimalUsageBps,
      reserve.rates.baseRateBps,
      reserve.rates.slope1Bps,
      reserve.rates.slope2Bps,
    ],
  );

/** Writes one listed reserve's risk parameters; each is one call of Aave's configurator. */
const configureReserve = (
  m: IgnitionModuleBuilder,
  configurator: Configurator,
  listed: Future,
  { symbol, token, parameters }: ReserveSpec,
): readonly Future[] => {
  const set = (method: string, args: unknown[]): Future =>
    m.call(configurator, method, [token, ...args] as never[], { id: `${symbol}_${method}`, after: [listed] });
  return [
    set("configureReserveAsCollateral", [
      parameters.ltvBps,
      parameters.liquidationThresholdBps,
      parameters.liquidationBonusBps,
    ]),
    set("setReserveFactor", [parameters.reserveFactorBps]),
    set("setReserveFlashLoaning", [true]),
    ...(parameters.borrowable ? [set("setReserveBorrowing", [true])] : []),
  ];
};

/** Aave's configurator and pool are proxies that the provider creates: their addresses stand in its event. */
const proxyFrom = <const NameT extends "PoolInstance" | "PoolConfiguratorInstance">(
  m: IgnitionModuleBuilder,
  name: NameT,
  created: Parameters<IgnitionModuleBuilder["readEventArgument"]>[0],
): NamedArtifactContractAtFuture<NameT> =>
  m.contractAt(
    name,
    m.readEventArgument(created, "ProxyCreated", "proxyAddress", { id: `${name}ProxyAddress` }),
    { id: `${name}Proxy`, after: [created] },
  );

/**
 * A complete Aave v3.6 market. The deployer ends as pool admin and as the ACL's admin, as Aave's own deployment
 * does: deployBreakwater's last step gives both to the timelock.
 */
export const aaveMarketModule = (spec: AaveMarketSpec) =>
  buildModule(spec.id, (m) => {
    const deployer = m.getAccount(0);
    const libraries = m.useModule(aaveLibraries);
    const { ConfiguratorLogic, ...poolLibraries } = libraries;

    const provider = m.contract("PoolAddressesProvider", [spec.id, deployer]);
    const aclAdmin = m.call(provider, "setACLAdmin", [deployer]);
    const acl = m.contract("ACLManager", [provider], { after: [aclAdmin] });
    const aclSet = m.call(provider, "setACLManager", [acl]);
    const admin = m.call(acl, "addPoolAdmin", [deployer]);

    const rates = m.contract("DefaultReserveInterestRateStrategyV2", [provider]);
    const poolCode = m.contract("PoolInstance", [provider, rates], {
      libraries: poolLibraries,
      id: "PoolCode",
    });
    const poolSet = m.call(provider, "setPoolImpl", [poolCode]);
    const pool = proxyFrom(m, "PoolInstance", poolSet);

    const configuratorCode = m.contract("PoolConfiguratorInstance", [], {
      libraries: { ConfiguratorLogic },
      id: "ConfiguratorCode",
    });
    const configuratorSet = m.call(provider, "setPoolConfiguratorImpl", [configuratorCode], {
      after: [poolSet],
    });
    const configurator = proxyFrom(m, "PoolConfiguratorInstance", configuratorSet);

    const oracle = m.contract(
      "AaveOracle",
      [
        provider,
        spec.reserves.map((reserve) => reserve.token),
        spec.reserves.map((reserve) => reserve.feed),
        ZeroAddress,
        ZeroAddress,
        BASE_CURRENCY_UNIT,
      ],
      { after: [aclSet] },
    );
    m.call(provider, "setPriceOracle", [oracle]);
    const dataProvider = m.contract("AaveProtocolDataProvider", [provider], { after: [poolSet] });
    m.call(provider, "setPoolDataProvider", [dataProvider]);

    const aToken = m.contract("ATokenInstance", [pool, ZeroAddress, spec.treasury]);
    const debtToken = m.contract("VariableDebtTokenInstance", [pool, ZeroAddress]);

    // Aave numbers reserves in the order of listing, so the listings wait for one another.
    let before: Future[] = [admin, aclSet, configuratorSet];
    for (const reserve of spec.reserves) {
      const listed: Future = m.call(configurator, "initReserves", [[listing(reserve, aToken, debtToken)]], {
        id: `${reserve.symbol}_list`,
        after: before,
      });
      configureReserve(m, configurator, listed, reserve);
      before = [listed];
    }

    return { provider, acl, pool, configurator, oracle, dataProvider, rates };
  });

const listing = (
  { symbol, token, parameters }: ReserveSpec,
  aToken: Future,
  debtToken: Future,
): Record<string, never> => {
  const input: Record<string, unknown> = {
    aTokenImpl: aToken,
    variableDebtTokenImpl: debtToken,
    underlyingAsset: token,
    aTokenName: `Aave ${symbol}`,
    aTokenSymbol: `a${symbol}`,
    variableDebtTokenName: `Aave variable debt ${symbol}`,
    variableDebtTokenSymbol: `variableDebt${symbol}`,
    params: "0x",
    interestRateData: encodeRates(parameters),
  };
  return input as Record<string, never>;
};
