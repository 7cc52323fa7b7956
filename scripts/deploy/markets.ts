import { AbiCoder, getAddress, keccak256, zeroPadValue } from "ethers";
import type { ReserveParameters } from "./parameters.ts";
import { ParametersError } from "./parameters.ts";

/** MarketKind.Collateral in contracts/types/MarketId.sol. */
const COLLATERAL = 0;
const ONE_BPS = 10_000;

/** A scored collateral market and its event. */
export interface CollateralMarket {
  readonly symbol: string;
  readonly marketId: string;
  readonly asset: string;
  readonly feed: string;
  readonly thresholdBps: number;
}

/** keccak256(abi.encode(chainId, Collateral, pool, asset)), as contracts/types/MarketId.sol has it. */
export const collateralMarketId = (chainId: bigint, pool: string, asset: string): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint256", "uint8", "address", "bytes32"],
      [chainId, COLLATERAL, getAddress(pool), zeroPadValue(asset, 32)],
    ),
  );

/** 1 - LTV / LT in bps, rounded down: the price fall after which the fullest new loan can be liquidated. */
export const liquidationBufferBps = ({ ltvBps, liquidationThresholdBps }: ReserveParameters): number => {
  const buffer = ONE_BPS - Math.ceil((ltvBps * ONE_BPS) / liquidationThresholdBps);
  if (buffer <= 0) {
    throw new ParametersError(
      `LTV ${ltvBps} leaves no buffer under liquidation threshold ${liquidationThresholdBps}: lower the LTV.`,
    );
  }
  return buffer;
};

/** The market as RiskOracle.configureMarkets takes it. */
export const marketTuple = (pool: string, market: CollateralMarket, horizon: number) => ({
  kind: COLLATERAL,
  target: pool,
  subject: zeroPadValue(market.asset, 32),
  threshold: market.thresholdBps,
  horizon,
  referenceFeed: market.feed,
});
