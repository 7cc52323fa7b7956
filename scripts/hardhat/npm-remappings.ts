import { join } from "node:path";
import type { SolidityHooks } from "hardhat/types/hooks";

const AAVE_REMAPPINGS = [
  "openzeppelin-contracts/contracts/=node_modules/@openzeppelin/contracts/",
  "openzeppelin-contracts-upgradeable/contracts/=node_modules/@openzeppelin/contracts-upgradeable/",
  "solidity-utils/contracts/=node_modules/@bgd-labs/solidity-utils/src/contracts/",
];

/** Packages whose sources import through Foundry remappings that npm does not carry. */
const REMAPPINGS: Readonly<Record<string, readonly string[]>> = {
  "@aave-dao/aave-v3-origin": AAVE_REMAPPINGS,
  "@bgd-labs/solidity-utils": AAVE_REMAPPINGS,
};

const hooks: Partial<SolidityHooks> = {
  // Deprecated without a successor in Hardhat 3.18; a remappings.txt of ours does not reach into packages.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  async readNpmPackageRemappings(context, name, version, path, next) {
    const sources = await next(context, name, version, path);
    const remappings = REMAPPINGS[name];
    if (remappings === undefined) return sources;
    return [...sources, { source: join(path, "remappings.txt"), remappings: [...remappings] }];
  },
};

export default (): Promise<Partial<SolidityHooks>> => Promise.resolve(hooks);
