import type { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { ZeroAddress } from "ethers";

type ModuleBuilder = Parameters<Parameters<typeof buildModule>[1]>[0];

export interface TimelockSpec {
  /** Who may propose to and cancel in the timelock. */
  readonly proposers: readonly string[];
  /** Who may execute; the zero address lets anyone. */
  readonly executors: readonly string[];
}

/** A timelock that starts with no delay and with the deployer among its proposers, until the deployment closes it. */
export const openTimelock = (m: ModuleBuilder, { proposers, executors }: TimelockSpec) => {
  const deployer = m.getAccount(0);
  return m.contract("TimelockController", [
    0n,
    [deployer, ...proposers],
    [deployer, ...executors],
    ZeroAddress,
  ]);
};
