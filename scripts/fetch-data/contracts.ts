import { Interface } from "ethers";

/** Ethereum mainnet addresses of what is read. */
export const TOKENS = {
  USDC: { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", decimals: 6 },
  USDT: { address: "0xdAC17F958D2ee523a2206206994597C13D831ec7", decimals: 6 },
  DAI: { address: "0x6B175474E89094C44Da98b954EedeAC495271d0F", decimals: 18 },
  WETH: { address: "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", decimals: 18 },
} as const;

export const FEEDS = {
  "USDC/USD": "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6",
  "USDT/USD": "0x3E7d1eAB13ad0104d2750B8863b489D65364e32D",
  "DAI/USD": "0xAed0c38402a5d19df6E4c03F4E2DceD6e29c1ee9",
  "FRAX/USD": "0xB9E1E3A9feFf48998E45Fa90847ed4D467E8BcfD",
  "ETH/USD": "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419",
  "STETH/ETH": "0x86392dC19c0b719886221c78AB11eb8Cf5c52812",
} as const;

export const AAVE = {
  v2: {
    pool: "0x7d2768dE32b0b80b7a3454c06BdAc94A69DDc7A9",
    oracle: "0xA50ba011c48153De246E5192C8f9258A2ba79Ca9",
  },
  v3: {
    pool: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2",
    oracle: "0x54586bE62E3c3580375aE3723C145253060Ca0C2",
  },
} as const;

export type AaveVersion = keyof typeof AAVE;

export const UNISWAP_POOLS = {
  USDC_USDT_pool: { address: "0x3416cF6C708Da44DB2624D63ea0AAef7113527C6", tokens: ["USDC", "USDT"] },
  DAI_USDC_pool: { address: "0x5777d92f208679DB4b9778590Fa3CAB3aC9e2168", tokens: ["DAI", "USDC"] },
  DAI_USDT_pool: { address: "0x48DA0965ab2d2cbf1C17C09cFB5Cbe67Ad5B1406", tokens: ["DAI", "USDT"] },
} as const;

/** Pools and the field names of their balances, in the order of their coins. `int128`: the old signature. */
export const CURVE_POOLS = {
  "3crv": {
    address: "0xbEbc44782C7dB0a1A60Cb6fe97d0b483032FF1C7",
    fields: ["DAI Balance", "USDC Balance", "USDT Balance"],
    index: "uint256",
  },
  stETH: {
    address: "0xDC24316b9AE028F1497c275EB9192a3Ea0f67022",
    fields: ["ETH Balance", "stETH Balance"],
    index: "uint256",
  },
  frax: {
    address: "0xd632f22692FaC7611d2AA1C0D552930D43CAEd3B",
    fields: ["FRAX Balance", "3CRV Balance"],
    index: "uint256",
  },
  mim: {
    address: "0x5a6A4D54456819380173272A5E8E9B9904BdF41B",
    fields: ["MIM Balance", "3CRV Balance"],
    index: "uint256",
  },
  sUSD: {
    address: "0xA5407eAE9Ba41422680e2e00537571bcC53efBfD",
    fields: ["DAI Balance", "USDC Balance", "USDT Balance", "sUSD Balance"],
    index: "int128",
  },
} as const;

export const ERC20 = new Interface([
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address) view returns (uint256)",
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
]);

export const FEED = new Interface([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

const V2_RESERVE =
  "tuple(uint256 configuration, uint128 liquidityIndex, uint128 variableBorrowIndex, uint128 currentLiquidityRate, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint8 id)";
const V3_RESERVE =
  "tuple(uint256 configuration, uint128 liquidityIndex, uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt)";
const LIQUIDATION =
  "event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)";

export const AAVE_POOL = {
  v2: new Interface([`function getReserveData(address) view returns (${V2_RESERVE})`, LIQUIDATION]),
  v3: new Interface([`function getReserveData(address) view returns (${V3_RESERVE})`, LIQUIDATION]),
} as const;

export const AAVE_ORACLE = new Interface(["function getAssetPrice(address) view returns (uint256)"]);

export const UNISWAP_POOL = new Interface([
  "function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality, uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked)",
  "function liquidity() view returns (uint128)",
]);

export const CURVE_POOL = {
  uint256: new Interface([
    "function balances(uint256) view returns (uint256)",
    "function get_virtual_price() view returns (uint256)",
  ]),
  int128: new Interface([
    "function balances(int128) view returns (uint256)",
    "function get_virtual_price() view returns (uint256)",
  ]),
} as const;
