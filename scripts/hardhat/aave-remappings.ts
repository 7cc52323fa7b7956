import { join } from "node:path";
import type { SolidityHooks } from "hardhat/types/hooks";

/** Packages whose sources import through Foundry remappings that npm does not carry. */
const REMAPPED_PACKAGES: ReadonlySet<string> = new Set([
  "@aave-dao/aave-v3-origin",
  "@bgd-labs/solidity-utils",
]);

const REMAPPINGS = [
  "openzeppelin-contracts/contracts/=node_modules/@openzeppelin/contracts/",
  "openzeppelin-contracts-upgradeable/contracts/=node_modules/@openzeppelin/contracts-upgradeable/",
  "solidity-utils/contracts/=node_modules/@bgd-labs/solidity-utils/src/contracts/",
];

const hooks: Partial<SolidityHooks> = {
  // Deprecated without a successor in Hardhat 3.18; a remappings.txt of ours does not reach into packages.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  async readNpmPackageRemappings(context, name, version, path, next) {
    const sources = await next(context, name, version, path);
    if (!REMAPPED_PACKAGES.has(name)) return sources;
    return [...sources, { source: join(path, "remappings.txt"), remappings: REMAPPINGS }];
  },
};

export default (): Promise<Partial<SolidityHooks>> => Promise.resolve(hooks);
