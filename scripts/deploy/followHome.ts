import type {
  Committee,
  MirrorCommittee,
  MirrorOracle,
  RiskOracle,
} from "../../types/ethers-contracts/index.ts";
import type { TimelockCall } from "./timelock.ts";

/** The contracts that a mirror follows. */
export interface Home {
  readonly committee: Committee;
  readonly oracle: RiskOracle;
}

/** A mirror's contracts, on another chain. */
export interface MirrorContracts {
  readonly committee: MirrorCommittee;
  readonly oracle: MirrorOracle;
}

/** IMirrorCommittee.HomeConfiguration, as the home committee stands now. */
export const homeConfiguration = async ({ committee }: Pick<Home, "committee">) => {
  const [members, faults, minModels, minOperators, suspended] = await committee.configuration();
  return {
    members: members.map(({ signer, operator, modelHash, weightBps }) => ({
      ...{ signer, operator, modelHash, weightBps },
    })),
    ...{ faults, minModels, minOperators, suspended },
    version: await committee.version(),
  };
};

export type HomeConfiguration = Awaited<ReturnType<typeof homeConfiguration>>;

/** IRiskOracle.Market, for every market of the home's present set, in its order. */
export const homeMarkets = async ({ oracle }: Pick<Home, "oracle">) => {
  const markets = await Promise.all(
    (await oracle.marketIds()).map((marketId) => oracle.getFunction("marketOf")(marketId)),
  );
  return markets.map(({ kind, target, subject, threshold, horizon, referenceFeed }) => ({
    ...{ kind, target, subject, threshold, horizon, referenceFeed },
  }));
};

/** What the mirror's timelock has to call for the mirror to follow its home; nothing where it does already. */
export const followHome = async (home: Home, mirror: MirrorContracts): Promise<readonly TimelockCall[]> => {
  const calls: TimelockCall[] = [];
  const committeeDigest = await home.committee.digest();
  if ((await mirror.committee.digest()) !== committeeDigest) {
    const configuration = await homeConfiguration(home);
    calls.push({
      target: await mirror.committee.getAddress(),
      data: mirror.committee.interface.encodeFunctionData("configure", [configuration, committeeDigest]),
    });
  }
  const marketsDigest = await home.oracle.marketsDigest();
  if ((await mirror.oracle.marketsDigest()) !== marketsDigest) {
    const version = await home.oracle.marketsVersion();
    const markets = await homeMarkets(home);
    calls.push({
      target: await mirror.oracle.getAddress(),
      data: mirror.oracle.interface.encodeFunctionData("configureMarkets", [version, marketsDigest, markets]),
    });
  }
  return calls;
};
