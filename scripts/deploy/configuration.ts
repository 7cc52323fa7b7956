import type { BreakwaterContracts, BreakwaterInput } from "./deployBreakwater.ts";
import type { CollateralMarket } from "./markets.ts";
import { marketTuple } from "./markets.ts";
import { guardianPolicy, stewardPolicy } from "./policies.ts";
import type { TimelockCall } from "./timelock.ts";

type Input = Pick<BreakwaterInput, "aave" | "parameters" | "members" | "models">;

/** What the court needs to punish by itself. */
const courtCalls = async ({
  committee,
  bonds,
  court,
}: BreakwaterContracts): Promise<readonly TimelockCall[]> => {
  const holder = await court.getAddress();
  const revoker = await committee.REVOKER_ROLE();
  const slasher = await bonds.SLASHER_ROLE();
  return [
    {
      target: await committee.getAddress(),
      data: committee.interface.encodeFunctionData("grantRole", [revoker, holder]),
    },
    {
      target: await bonds.getAddress(),
      data: bonds.interface.encodeFunctionData("grantRole", [slasher, holder]),
    },
  ];
};

const committeeCalls = async (
  { registry, committee }: BreakwaterContracts,
  { members, models, parameters }: Input,
): Promise<readonly TimelockCall[]> => {
  const target = await registry.getAddress();
  const stages = models.flatMap(({ modelHash, schemaHash, cardUri }) =>
    [
      registry.interface.encodeFunctionData("propose", [modelHash, schemaHash, cardUri]),
      registry.interface.encodeFunctionData("startShadow", [modelHash, schemaHash, cardUri]),
      registry.interface.encodeFunctionData("activate", [modelHash]),
    ].map((data) => ({ target, data })),
  );
  const { faults, minModels, minOperators } = parameters.committee;
  const data = committee.interface.encodeFunctionData("configure", [
    [...members],
    faults,
    minModels,
    minOperators,
  ]);
  const shadowTime = registry.interface.encodeFunctionData("setShadowTime", [parameters.models.shadowTime]);
  return [...stages, { target, data: shadowTime }, { target: await committee.getAddress(), data }];
};

const marketCalls = async (
  { oracle }: BreakwaterContracts,
  markets: readonly CollateralMarket[],
  { aave, parameters }: Input,
): Promise<readonly TimelockCall[]> => {
  const pool = await aave.pool.getAddress();
  const tuples = markets.map((market) => marketTuple(pool, market, parameters.oracle.horizon));
  const data = oracle.interface.encodeFunctionData("configureMarkets", [tuples]);
  return [{ target: await oracle.getAddress(), data }];
};

const policyCalls = async (
  { steward, guardian, collateralAdapter, pauseAdapter }: BreakwaterContracts,
  markets: readonly CollateralMarket[],
  { aave, parameters }: Input,
): Promise<readonly TimelockCall[]> => {
  const target = await aave.pool.getAddress();
  const stewardAddress = await steward.getAddress();
  const guardianAddress = await guardian.getAddress();
  const collateral = await collateralAdapter.getAddress();
  const pause = await pauseAdapter.getAddress();
  return markets.flatMap(({ symbol, marketId, asset }) => {
    const reserve = parameters.reserves[symbol];
    const ratios = parameters.steward[symbol];
    const ladder = parameters.guardian[symbol];
    const calls: TimelockCall[] = [];
    if (reserve !== undefined && ratios !== undefined) {
      const policy = stewardPolicy({ adapter: collateral, target, asset }, reserve, ratios);
      const data = steward.interface.encodeFunctionData("setPolicy", [marketId, policy]);
      calls.push({ target: stewardAddress, data });
    }
    if (ladder !== undefined) {
      const policy = guardianPolicy({ adapter: pause, target, asset }, ladder);
      const data = guardian.interface.encodeFunctionData("setPolicy", [marketId, policy]);
      calls.push({ target: guardianAddress, data });
    }
    return calls;
  });
};

/**
 * Every configuring call, in an order in which each finds what it needs: the court's roles, models, committee (whose
 * signers are bonded by now), markets, policies.
 */
export const configurationCalls = async (
  contracts: BreakwaterContracts,
  markets: readonly CollateralMarket[],
  input: Input,
): Promise<readonly TimelockCall[]> => [
  ...(await courtCalls(contracts)),
  ...(await committeeCalls(contracts, input)),
  ...(await marketCalls(contracts, markets, input)),
  ...(await policyCalls(contracts, markets, input)),
];
