import config from "../../../hardhat.config.ts";

/**
 * The project's, for contracts that hold all their mutants: of any size, in blocks that stop a mutant that never ends,
 * and with the same gas for every transaction, since estimating it runs each one several times. Fuzzed tests try fewer
 * inputs, the same for every mutant.
 */
export default {
  ...config,
  test: {
    ...config.test,
    solidity: {
      profiles: { default: { fuzz: { runs: 48, seed: "0x2a" }, invariant: { runs: 8, depth: 50 } } },
    },
  },
  networks: {
    default: {
      type: "edr-simulated",
      allowUnlimitedContractSize: true,
      blockGasLimit: 60_000_000,
      transactionGasCap: false,
      gas: 45_000_000,
    },
  },
} satisfies typeof config;
