import { createRequire } from "node:module";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

const require = createRequire(import.meta.url);
const AAVE = "@aave-dao/aave-v3-origin/src/contracts";

const npmRemappings: HardhatPlugin = {
  id: "breakwater-npm-remappings",
  npmPackage: null,
  hookHandlers: { solidity: () => import("./scripts/hardhat/npm-remappings.ts") },
};

/** A report, and a swap, read and write as little as they can: for what they run through, the optimiser weighs runtime over size. */
const ON_A_HOT_PATH = [
  "contracts/RiskOracle.sol",
  "contracts/Committee.sol",
  "contracts/MirrorOracle.sol",
  "contracts/ProposalOracle.sol",
  "contracts/MirrorCommittee.sol",
  "test/mocks/NaiveRiskOracle.sol",
  "contracts/SkillLedger.sol",
  "contracts/liquidity/ScoreFeeHook.sol",
  "test/symbolic/report/RoundProofs.sol",
];

/** What OpenZeppelin's governor leaves little room beside, under the limit on a contract's code: the IR makes it smaller. */
const NEAR_THE_SIZE_LIMIT = ["contracts/governance/RiskGatedGovernor.sol"];

/** The compiler comes from npm, so that a build downloads nothing: the path must be absolute. */
const soljson = require.resolve("solc/soljson.js");
/** Morpho Blue pins this version; nothing of ours is built with it. */
const soljsonOfMorpho = require.resolve("solc-0.8.19/soljson.js");
/** Uniswap v4's PoolManager pins this one, and is built as it is deployed; nothing of ours is. */
const soljsonOfUniswap = require.resolve("solc-0.8.26/soljson.js");

/** Sequences of calls that an invariant must survive; `npx hardhat test solidity --test-profile nightly` tries ten times as many. */
const invariantRuns = (runs: number) => ({ invariant: { runs, depth: 100, failOnRevert: true } });

const throughTheIr = (sources: readonly string[], runs: number) =>
  Object.fromEntries(
    sources.map((source) => [
      source,
      {
        version: "0.8.37",
        path: soljson,
        settings: { evmVersion: "cancun", viaIR: true, optimizer: { enabled: true, runs } },
      },
    ]),
  );

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers, npmRemappings],
  /** Minutes, since no test is about time: a busy machine must not fail one. */
  test: {
    mocha: { timeout: 300_000 },
    solidity: { profiles: { default: invariantRuns(256), nightly: invariantRuns(2_560) } },
  },
  paths: { sources: ["contracts", "test/mocks"], ignition: "." },
  solidity: {
    compilers: [
      {
        version: "0.8.37",
        path: soljson,
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: 200 },
        },
      },
      {
        version: "0.8.19",
        path: soljsonOfMorpho,
        settings: { evmVersion: "paris", viaIR: true, optimizer: { enabled: true, runs: 200 } },
      },
      {
        version: "0.8.26",
        path: soljsonOfUniswap,
        settings: { evmVersion: "cancun", viaIR: true, optimizer: { enabled: true, runs: 44_444_444 } },
      },
    ],
    overrides: {
      ...throughTheIr(ON_A_HOT_PATH, 20_000),
      ...throughTheIr(NEAR_THE_SIZE_LIMIT, 200),
    },
    npmFilesToBuild: [
      "@openzeppelin/contracts/governance/TimelockController.sol",
      "@morpho-org/morpho-blue/src/Morpho.sol",
      "@uniswap/v4-core/src/PoolManager.sol",
      "@safe-global/safe-smart-account/contracts/Safe.sol",
      "@safe-global/safe-smart-account/contracts/proxies/SafeProxyFactory.sol",
      `${AAVE}/instances/PoolInstance.sol`,
      `${AAVE}/instances/PoolConfiguratorInstance.sol`,
      `${AAVE}/instances/ATokenInstance.sol`,
      `${AAVE}/instances/VariableDebtTokenInstance.sol`,
      `${AAVE}/protocol/configuration/ACLManager.sol`,
      `${AAVE}/protocol/configuration/PoolAddressesProvider.sol`,
      `${AAVE}/misc/AaveOracle.sol`,
      `${AAVE}/misc/DefaultReserveInterestRateStrategyV2.sol`,
      `${AAVE}/helpers/AaveProtocolDataProvider.sol`,
      `${AAVE}/rewards/EmissionManager.sol`,
      `${AAVE}/rewards/RewardsController.sol`,
      `${AAVE}/rewards/transfer-strategies/PullRewardsTransferStrategy.sol`,
      `${AAVE}/protocol/libraries/logic/BorrowLogic.sol`,
      `${AAVE}/protocol/libraries/logic/ConfiguratorLogic.sol`,
      `${AAVE}/protocol/libraries/logic/FlashLoanLogic.sol`,
      `${AAVE}/protocol/libraries/logic/LiquidationLogic.sol`,
      `${AAVE}/protocol/libraries/logic/PoolLogic.sol`,
      `${AAVE}/protocol/libraries/logic/SupplyLogic.sol`,
    ],
  },
});
