import { createHash } from "node:crypto";

/** Inputs that come and go together: when one of a group's inputs is missing, its flag is 1 and its features are 0. */
export const CONTEXT_GROUPS = [
  "fundingBtc",
  "fundingEth",
  "reservesUsdc",
  "reservesUsdt",
  "reservesDai",
  "liquidatedReserves",
  "liquidatedWbtc",
  "pegs",
  "steth",
  "pools",
  "poolDepth",
  "curve3pool",
  "supply",
  "tvl",
  "gas",
] as const;

export type ContextGroup = (typeof CONTEXT_GROUPS)[number];

/** One raw input of an hour: its unit, and where a node reads it at run time. */
export interface ContextInput {
  readonly name: string;
  readonly group: ContextGroup;
  readonly unit: string;
  readonly source: string;
}

const AAVE_STATE =
  "chain: Aave v2 and v3 Pool.getReserveData, then totalSupply of its aToken and debt tokens, in USD by Chainlink";
const AAVE_EVENTS = "chain: LiquidationCall logs of the Aave v2 and v3 pools, in USD by Chainlink";

const reserve = (symbol: "Usdc" | "Usdt" | "Dai"): ContextInput[] => [
  { name: `supplied${symbol}`, group: `reserves${symbol}`, unit: "USD", source: AAVE_STATE },
  { name: `borrowed${symbol}`, group: `reserves${symbol}`, unit: "USD", source: AAVE_STATE },
  {
    name: `rate${symbol}`,
    group: `reserves${symbol}`,
    unit: "% a year",
    source: "chain: Aave Pool.getReserveData, currentVariableBorrowRate (v2; v3 where v2 has none)",
  },
];

const price = (symbol: "Usdc" | "Usdt" | "Dai"): ContextInput => ({
  name: `price${symbol}`,
  group: "pegs",
  unit: "USD",
  source: `chain: Chainlink ${symbol.toUpperCase()}/USD latestRoundData`,
});

const single = (name: ContextGroup, unit: string, source: string): ContextInput => ({
  name,
  group: name,
  unit,
  source,
});

/** What a node hands the engine for an hour: a number, or null where the source had none or an old one. */
export const CONTEXT_INPUTS: readonly ContextInput[] = [
  single("fundingBtc", "fraction per 8 h", "public: Binance fapi/v1/fundingRate, BTCUSDT"),
  single("fundingEth", "fraction per 8 h", "public: Binance fapi/v1/fundingRate, ETHUSDT"),
  ...reserve("Usdc"),
  ...reserve("Usdt"),
  ...reserve("Dai"),
  single("liquidatedReserves", "USD in the hour", `${AAVE_EVENTS}; collateral USDC or DAI`),
  single("liquidatedWbtc", "USD in the hour", `${AAVE_EVENTS}; collateral WBTC`),
  price("Usdc"),
  price("Usdt"),
  price("Dai"),
  single("steth", "ETH per stETH", "chain: Chainlink STETH/ETH latestRoundData, or Curve stETH pool get_dy"),
  single(
    "pools",
    "USD",
    "chain: balanceOf both tokens in the Uniswap v3 USDC/USDT and DAI/USDC 0.01 % pools",
  ),
  single("poolDepth", "liquidity", "chain: Uniswap v3 USDC/USDT 0.01 % pool liquidity()"),
  single("curve3pool", "share", "chain: Curve 3pool balances(0..2)"),
  single("supply", "coins", "chain: totalSupply of USDT, USDC and DAI; public: stablecoins.llama.fi"),
  single("tvl", "USD", "public: api.llama.fi/v2/historicalChainTvl/Ethereum"),
  single("gas", "wei", "chain: eth_feeHistory, mean of the day"),
];

/** One context feature: the columns of `context.parquet` after the flags. */
export interface ContextFeature {
  readonly name: string;
  readonly group: ContextGroup;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

const feature = (
  name: string,
  group: ContextGroup,
  unit: string,
  [min, max]: readonly [number, number],
  meaning: string,
): ContextFeature => ({ name, group, unit, min, max, meaning });

const fundingFeatures = (symbol: "Btc" | "Eth"): ContextFeature[] => [
  feature(`funding${symbol}Last`, `funding${symbol}`, "bp per 8 h", [-50, 50], "last settled funding rate"),
  feature(
    `funding${symbol}Mean72`,
    `funding${symbol}`,
    "bp per 8 h",
    [-50, 50],
    "mean over 72 h, 48 of them known",
  ),
];

const reserveFeatures = (symbol: "Usdc" | "Usdt" | "Dai"): ContextFeature[] => [
  feature(
    `utilisation${symbol}`,
    `reserves${symbol}`,
    "share",
    [0, 1.05],
    "borrowed over supplied, Aave v2 and v3 together",
  ),
  feature(`logRate${symbol}`, `reserves${symbol}`, "ln % a year", [-5, 6], "ln of the variable borrow rate"),
];

const PEG = [-2000, 2000] as const;
const CHANGE = [-1, 1] as const;

/** The context features, in the order of a row after its flags. */
export const CONTEXT_FEATURES: readonly ContextFeature[] = [
  ...fundingFeatures("Btc"),
  ...fundingFeatures("Eth"),
  ...reserveFeatures("Usdc"),
  ...reserveFeatures("Usdt"),
  ...reserveFeatures("Dai"),
  feature(
    "liquidatedReserves24",
    "liquidatedReserves",
    "ln(1 + USD)",
    [0, 25],
    "liquidated in 24 h, all known",
  ),
  feature("liquidatedWbtc24", "liquidatedWbtc", "ln(1 + USD)", [0, 25], "liquidated in 24 h, all known"),
  feature("pegUsdc", "pegs", "bp", PEG, "price less a dollar"),
  feature("pegUsdt", "pegs", "bp", PEG, "price less a dollar"),
  feature("pegDai", "pegs", "bp", PEG, "price less a dollar"),
  feature("pegWorst", "pegs", "bp", PEG, "the lowest of the three"),
  feature("stethDiscount", "steth", "bp", [-3000, 3000], "stETH less one ETH"),
  feature("poolsChange24", "pools", "log ratio", CHANGE, "value locked against 24 h ago"),
  feature("poolDepthChange24", "poolDepth", "log ratio", [-4, 4], "in-range liquidity against 24 h ago"),
  feature("curve3poolImbalance", "curve3pool", "share", [0, 0.67], "largest coin's share less a third"),
  feature("supplyChange168", "supply", "log ratio", CHANGE, "supply against 168 h ago"),
  feature("tvlChange168", "tvl", "log ratio", CHANGE, "value locked on Ethereum against 168 h ago"),
  feature("gasRatio720", "gas", "log ratio", [-5, 5], "gas price over its mean of 720 h, 480 of them known"),
];

/** Column of a group's flag: 1 where one of the group's inputs is missing and its features are 0. */
export const flagName = (group: ContextGroup): string => `missing_${group}`;

/** Every column of a context row in order: the flags, then the features. */
export const CONTEXT_COLUMNS: readonly string[] = [
  ...CONTEXT_GROUPS.map(flagName),
  ...CONTEXT_FEATURES.map(({ name }) => name),
];

/** sha256 of inputs and features, 0x-prefixed; a model that reads the context carries it. */
export const CONTEXT_SCHEMA_HASH: string =
  "0x" +
  createHash("sha256")
    .update(JSON.stringify({ inputs: CONTEXT_INPUTS, features: CONTEXT_FEATURES, columns: CONTEXT_COLUMNS }))
    .digest("hex");
